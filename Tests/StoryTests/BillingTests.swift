import Foundation
import PostgreSQL
import TestSupport
import Testing

/// The billing side as a person runs it: the stand-in, reports, a refresh that is killed, cards.
@Suite(.serialized) struct BillingTests {
  private static let folder = SampleMonth.root + "/samples/dpdc"

  private struct Installation {
    let database: TestDatabase
    let state: TemporaryFolder

    static func make() async throws -> Installation {
      Installation(database: try await TestDatabase.make("billing"), state: try TemporaryFolder.make())
    }

    func start(_ words: String...) throws -> ChildProcess {
      try ChildProcess.start(
        try ChildProcess.built("tocsin"), words,
        environment: [
          "TOCSIN_DATABASE_URL": database.connectionString.secretText, "TOCSIN_STATE": state.path, "TOCSIN_DIRECTORY": BillingTests.folder,
          "PATH": "/usr/bin:/bin",
        ])
    }

    func output(_ words: [String]) async throws -> String {
      let process = try ChildProcess.start(
        try ChildProcess.built("tocsin"), words,
        environment: [
          "TOCSIN_DATABASE_URL": database.connectionString.secretText, "TOCSIN_STATE": state.path, "TOCSIN_DIRECTORY": BillingTests.folder,
          "PATH": "/usr/bin:/bin",
        ])
      guard try await process.ended() == .code(0) else { throw TestSupportError("\(words): \(process.errors) \(process.output)") }
      return process.output
    }
  }

  @Test func `its scenarios pass, a whole week among them, and take every transition`() async throws {
    let here = try await Installation.make()
    let said = try await here.output(["test", "--coverage"])
    #expect(said.contains("scenarios passed."))
    let coverage = said.split(whereSeparator: \.isNewline).filter { $0.hasSuffix("transitions and timers") }
    #expect(coverage.count == 5)
    for line in coverage {
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      #expect(numbers.count == 2 && numbers[0] == numbers[1], "\(line)")
    }
  }

  @Test func `its cards fit the official schema`() async throws {
    let material = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? SampleMonth.root + "/../shared/material"
    let schema = material + "/adaptivecards/schemas/1.4.0/adaptive-card.json"
    guard FileManager.default.fileExists(atPath: schema) else { return print("cards: skipped, no schema in \(material)") }
    let here = try await Installation.make()
    let scenarios = [
      "batch-stuck-alert.yaml#worked-example", "batch-stuck-alert.yaml#nobody-answers", "batch-monitor.yaml#at-work",
      "batch-monitor.yaml#all-well", "batch-monitor.yaml#nobody-answers", "nocs-balance-refresh.yaml#due-jumps",
      "nocs-balance-refresh.yaml#no-answer", "rcdc-dashboard.yaml#an-hour", "rcdc-dashboard.yaml#nobody-answers",
    ]
    var cards: [String] = []
    for (number, scenario) in scenarios.enumerated() {
      let folder = "\(here.state.path)/out/\(number)"
      _ = try await here.output(["simulate", "--scenario", "\(Self.folder)/workflows/tests/\(scenario)", "--out", folder])
      cards += try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.map { "\(folder)/\($0)" }
    }
    let said = try await ScriptServer.run("card-schema.py", [schema] + cards).split(separator: "\n").map(String.init)
    #expect(cards.count == 14)
    #expect(said.filter { !$0.hasSuffix(": ok") } == ["done"])
  }

  @Test func `bookings for a MongoDB are the same for the same seed, and some of them are faulty`() async throws {
    let here = try await Installation.make()
    let words = ["sample", "bookings", "--count", "400", "--at", "2026-06-01T00:00:00Z"]
    let lines = try await here.output(words).split(whereSeparator: \.isNewline)
    #expect(lines.count == 400)
    #expect(try await here.output(words).split(whereSeparator: \.isNewline) == lines)
    #expect(try await here.output(words + ["--seed", "2"]).split(whereSeparator: \.isNewline) != lines)
    let documents = try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    #expect(Set(documents.compactMap { $0["id"] as? String }).count == 400)
    let faulty = documents.count { $0["faulty"] as? Bool == true }
    #expect((2...30).contains(faulty), "about one in forty: \(faulty)")
    #expect(documents.allSatisfy { ($0["start"] as? [String: String])?["$date"] != nil && $0["_id"] is [String: String] })
  }

  @Test func `every report answers on the stand-in, a refresh survives kills, and its figures agree`() async throws {
    let here = try await Installation.make()
    _ = try await here.output(["migrate"])
    _ = try await here.output(["sample", "ccb", "--customers", "2000", "--at", "2026-06-15T12:00:00+06:00"])
    let at = "2026-06-15T12:00:00+06:00"
    _ = try await here.output(["refresh", "run", "nocs-balance", "--at", at])
    let connection = try await here.database.connect()
    func number(_ sql: String) async throws -> Int { try await connection.query(Statement("Number", sql)).only().int(0) }
    for round in 0..<3 {
      let run = try here.start("refresh", "run", "bill-stop", "--at", at)
      // Some die before they begin, some while they read or write.
      try await ChildProcess.start("/bin/sleep", [String(format: "%.3f", 0.15 + 0.25 * Double(round))]).ended()
      run.signal(SIGKILL)
      try await run.ended()
      let rows = try await number("SELECT count(*) FROM bill_stop_details")
      let summed = try await number("SELECT coalesce(sum(total_cpc_count), 0)::int8 FROM bill_stop_summary")
      #expect(rows == summed, "rows and summary are of one batch")
    }
    _ = try await connection.query(
      Statement("Expire", "UPDATE refresh_run SET lease_until = now() - interval '1 second' WHERE ended_at IS NULL"))
    _ = try await here.output(["refresh", "run", "bill-stop", "--at", at])
    #expect(try await number("SELECT count(*) FROM bill_stop_batch_log WHERE status = 'running'") == 0)
    #expect(try await number("SELECT count(*) FROM bill_stop_details") > 1_000)
    #expect(try await number("SELECT count(*) FROM bill_stop_details WHERE billing_status = 'Bill Stop Issue'") > 0)
    #expect(try await number("SELECT sum(total_customers)::int8 FROM nocs_balance_summary") > 1_900)
    let parameters = [
      "nocs_customer_payoff": ["nocs_code=NOCS05"], "customer_details_search": ["custId=10000007"],
      "customer_billing_details": ["custId=10000007", "months=1200"], "customer_recharge_history": ["custId=10000007"],
      "bill_stop_summary": ["batch_date=2026-06-15"], "rcdc_dashboard": ["until=2026-06-15T12:00:00+06:00"],
      "running_batches": ["at=2026-06-15T12:00:00+06:00"], "pending_imd": ["at=2026-06-15T12:00:00+06:00"],
      "rcdc_by_nocs": ["until=2026-06-15T12:00:00+06:00"],
    ]
    // Of a run that is cut off, as many rows are noted as were given; of one that fails no half file stays.
    let file = here.state.path + "/payoff.csv"
    _ = try await here.output(["report", "run", "nocs_customer_payoff", "--param", "nocs_code=NOCS05", "--limit", "2", "--output", file])
    #expect(try String(contentsOfFile: file, encoding: .utf8).split(separator: "\r\n").count == 3)
    #expect(try await number("SELECT row_count FROM query_logs WHERE report = 'nocs_customer_payoff' ORDER BY id DESC LIMIT 1") == 2)
    let half = here.state.path + "/half.csv"
    let failing = try here.start("query", "ccb", "SELECT 1 / (200000 - n) AS x FROM generate_series(1, 300000) n", "--output", half)
    #expect(try await failing.ended() == .code(1) && failing.errors.contains("division by zero"), "\(failing.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: here.state.path).filter { $0.hasPrefix("half") } == [])
    let reports = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "/reports").map { String($0.dropLast(".sql".count)) }
    #expect(reports.count >= 14)
    // What the workflows write down: nobody ran them here.
    let written: Set = ["batch_statistics", "batch_alerts"]
    for report in reports {
      let words = ["report", "run", report, "--format", "csv"] + (parameters[report] ?? []).flatMap { ["--param", $0] }
      let lines = try await here.output(words).split(whereSeparator: \.isNewline)
      #expect(lines.count > (written.contains(report) ? 0 : 1), "\(report) has rows")
    }
    #expect(try await number("SELECT count(*) FROM query_logs WHERE status = 'completed'") >= reports.count)
    await connection.close()
  }
}
