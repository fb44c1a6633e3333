import CEL
import Calendar
import Executor
import Foundation
import PostgreSQL
import Source
import TestSupport
import Testing
import YAML
import tocsin

/// The whole lifecycle over sessions that really were: fetched in pages over HTTP, judged, confirmed, chased, handed over.
@Suite(.enabled(if: RealMonth.isThere, "no material")) struct RealMonthTests {
  @Test func `real sessions of a month are chased to their end, one thread for each recipient`() async throws {
    let real = try await RealMonth.make()
    let expected = real.bookings
    #expect(expected.count > 20, "the month has faults of \(Set(expected.map(\.partner)))")
    let run = try real.month.start("up", "--from", RealMonth.begin, "--until", RealMonth.end, "--pace", "3000000", "--quiet")
    #expect(try await run.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(run.errors)")

    // No booking more and none less than the rules find when they are asked directly.
    let items = try await real.month.json("show", "emsp-faulty-bookings/2018-08")["items"]?.list ?? []
    #expect(Set(items.compactMap { $0["id"]?.string }) == Set(expected.map(\.id)))
    let partners = Set(expected.map(\.partner))
    for partner in partners {
      let shown = try await real.month.json("show", "emsp-partner-escalation/2018-08/\(partner)")
      #expect(shown["items"]?.list?.count == expected.count { $0.partner == partner })
      #expect(shown["outcome"]?.string == "unresolved", "nobody mended anything")
    }
    // Every rung reached every desk, in one thread: all but the first mail answer one that went before.
    let mails = try real.month.mails().filter { $0.recipient.hasSuffix(".partner.example") }
    for (recipient, all) in Dictionary(grouping: mails, by: \.recipient) {
      let ids = Set(all.map(\.id))
      #expect(all.count { ids.isDisjoint(with: $0.references) } == 1, "\(recipient) has more than one thread")
      #expect(all.count == (recipient.hasPrefix("desk@") ? 3 : 1), "\(recipient) got \(all.map { $0["Subject"] })")
    }
    #expect(Set(mails.map(\.recipient)).count == 2 * partners.count, "desks, and managers with the last rung")
    let cards = try real.month.cards()
    let told = try await real.month.json("messages", "--channel", "teams/alerts")
    #expect(cards.count == partners.count, "\(cards) \(told)")
    print("real month: \(expected.count) faulty of \(partners.count) partners, \(mails.count) mails")
  }
}

/// Charging sessions as two councils published them, in front of the shipped workflows.
struct RealMonth {
  static let begin = "2018-08-01T00:00:00+02:00"
  static let end = "2018-09-01T00:00:00+02:00"
  private static let folder = URL(
    filePath: ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? SampleMonth.root + "/../shared/material")
  private static let file = folder.appending(path: "ev-data/dundee-charge-sessions-june-sept.csv")
  static let isThere = FileManager.default.fileExists(atPath: file.path)
  private static let pageSize = 1_000

  let month: SampleMonth
  let bookings: [(id: String, partner: String)]
  private let server: ScriptServer

  /// Charge points are shared out among three partners, so that there is more than one.
  private static let partners = ["DDA": "Tay", "DDB": "Law", "DDC": "Ferry"]

  static func make() async throws -> RealMonth {
    let served = try TemporaryFolder.make()
    try Data(JSON.bytes(.list(sessions()))).write(to: URL(filePath: served.path + "/sessions.json"))
    let server = try await ScriptServer.start("ocpi.py", [served.path, "\(pageSize)"])
    let installation = try folder(of: server)
    let environment = ["A_KEY": "for this test"]
    let sources = try SourceSetup.sources(
      directory: URL(filePath: installation.path), environment: environment, clock: ImpatientClock())
    let answer = try await Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0.source) })
      .asked("chargecloud/faulty-bookings", ["month": "2018-06-30T22:00:00Z"], at: "2018-08-01T04:00:00Z")
    let rows = answer.data["bookings"]?.list ?? []
    // The settlement still knows all of them, to the end.
    let settlement = URL(filePath: installation.path + "/samples/bookings-db")
    try FileManager.default.createDirectory(at: settlement, withIntermediateDirectories: true)
    try Data(JSON.bytes(.list(rows))).write(to: settlement.appending(path: "all.json"))
    let database = try await TestDatabase.make("real")
    let month = try SampleMonth(
      [
        "TOCSIN_DIRECTORY": installation.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText, "A_KEY": "for this test",
      ], keeping: installation)
    return RealMonth(
      month: month, bookings: rows.map { ($0["id"]?.string ?? "", $0["operator"]?.string ?? "") }, server: server)
  }

  /// As an OCPI server would send them; wall clocks as they stand in the file.
  private static func sessions() throws -> [Value] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")) }
    }
    let header = lines[0].map { $0.replacing("_", with: " ") }
    let parties = partners.keys.sorted()
    return lines.dropFirst().enumerated().map { number, row in
      func field(_ name: String) -> String { header.firstIndex(of: name).flatMap { $0 < row.count ? row[$0] : nil } ?? "" }
      let point = field("CP ID")
      let end = time(field("End Date"), field("End Time"))
      return [
        "country_code": "GB", "party_id": .string(parties[point.utf8.reduce(0) { $0 + Int($1) } % parties.count]),
        "id": .string("s\(number)"), "start_date_time": .string(time(field("Start Date"), field("Start Time")) ?? ""),
        "end_date_time": end.map { .string($0) } ?? .null, "kwh": Double(field("Total kWh")).map { .double($0) } ?? .null,
        "cdr_token": ["uid": "T"], "auth_method": "WHITELIST", "location_id": .string(point), "evse_uid": .string(point),
        "connector_id": .string(field("Connector")), "currency": "GBP", "status": "COMPLETED",
        // Without a tariff every session would be faulty.
        "charging_periods": [["start_date_time": "", "tariff_id": "free", "dimensions": []]],
      ]
    }
  }

  /// `06/09/2018` and `22:48`.
  private static func time(_ date: String, _ time: String) -> String? {
    let parts = date.split(separator: "/")
    return parts.count < 3 || time.isEmpty ? nil : "\(parts[2])-\(parts[1])-\(parts[0])T\(time.prefix(5)):00Z"
  }

  private static func folder(of server: ScriptServer) throws -> TemporaryFolder {
    let folder = try TemporaryFolder.make()
    for part in ["workflows", "types", "templates", "rules", "calendars"] {
      try FileManager.default.copyItem(atPath: "\(SampleMonth.root)/\(part)", toPath: "\(folder.path)/\(part)")
    }
    // The other shipped workflows have nothing to do with this month.
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path + "/workflows") where !name.hasPrefix("emsp-") {
      try FileManager.default.removeItem(atPath: "\(folder.path)/workflows/\(name)")
    }
    let people = partners.values.sorted().map {
      "  \($0):\n    contacts: [{name: \($0) Desk, email: desk@\($0.lowercased()).partner.example}]\n"
        + "    manager: {name: \($0) Lead, email: lead@\($0.lowercased()).partner.example}\n"
    }
    let files = [
      "tocsin.yaml": "installation: real\ndomain: real.example\nmail: {from: t@real.example}\n",
      "contacts.yaml": "roles:\n  emsp_lead: {name: Miriam, email: miriam@emsp.example}\npartners:\n\(people.joined())",
      "sources/bookings-db.yaml": try String(contentsOfFile: SampleMonth.root + "/sources/bookings-db.yaml", encoding: .utf8),
      "sources/chargecloud.yaml": """
      source: chargecloud
      kind: http
      url: http://127.0.0.1:\(server.port)/
      authorization: {scheme: Token, secret: {env: A_KEY}, base64: true}
      timezone: Europe/Berlin
      operators: {\(partners.sorted { $0.key < $1.key }.map { "GB*\($0.key): \($0.value)" }.joined(separator: ", "))}
      questions:
        faulty-bookings:
          input: {month: timestamp}
          paging: ocpi
          envelope: ocpi
          judge: faulty-session
          parts:
            sessions: {path: ocpi/2.2.1/sessions}
          keep: row.start >= input.month && row.start < addMonths(input.month, 1)
          answer: bookings
      """,
    ]
    for (path, text) in files {
      let url = URL(filePath: "\(folder.path)/\(path)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    return folder
  }
}
