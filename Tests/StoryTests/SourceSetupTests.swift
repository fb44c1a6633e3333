import CEL
import Calendar
import Executor
import Foundation
import Source
import TestSupport
import Testing
import YAML
import tocsin

@Suite struct `Sources as their files declare them` {
  private static let root = URL(filePath: SampleMonth.root)

  private func shipped(_ environment: [String: String] = [:]) throws -> [String: any Source] {
    let sources = try SourceSetup.sources(directory: Self.root, environment: environment, clock: ImpatientClock())
    return Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0.source) })
  }

  @Test func `the shipped ones are what the workflows ask`() throws {
    let names = try SourceSetup.names(directory: Self.root)
    let asked = ["bookings-db/confirm", "chargecloud/faulty-bookings", "running-batches", "refresh/bill-stop", "refresh/nocs-balance"]
    #expect(asked.filter { !names.contains($0) } == [])
  }

  @Test func `a month has its faulty bookings, and none of another`() async throws {
    let may = try await shipped().asked("chargecloud/faulty-bookings", ["month": "2026-04-30T22:00:00Z"], at: "2026-06-01T04:00:00Z")
    #expect(may.complete)
    #expect(byOperator(may.data) == ["NordCharge": 12, "Voltaris": 9, "AmpereGo": 8, "StromNetz": 5, "Lumina": 7])
    let june = try await shipped().asked("chargecloud/faulty-bookings", ["month": "2026-05-31T22:00:00Z"], at: "2026-07-01T04:00:00Z")
    #expect(june.data["bookings"] == [])
  }

  /// When the workflow asks, and how many of each partner's are still faulty.
  @Test(arguments: [
    ("2026-06-06T04:00:00Z", ["NordCharge": 12, "Voltaris": 8, "AmpereGo": 7, "StromNetz": 5, "Lumina": 6]),
    ("2026-06-17T05:30:00Z", ["NordCharge": 12, "Voltaris": 8, "AmpereGo": 7, "StromNetz": 5, "Lumina": 6]),
    ("2026-06-18T05:30:00Z", ["NordCharge": 12, "Voltaris": 8, "AmpereGo": 7, "Lumina": 6]),
    ("2026-06-20T05:30:00Z", ["NordCharge": 12, "Voltaris": 8, "AmpereGo": 4, "Lumina": 6]),
    ("2026-06-22T05:30:00Z", ["NordCharge": 12, "Voltaris": 8, "Lumina": 6]),
    ("2026-06-23T05:30:00Z", ["NordCharge": 12, "Voltaris": 8, "Lumina": 5]),
    ("2026-06-24T05:30:00Z", ["NordCharge": 12, "Lumina": 5]),
  ])
  func `what is still faulty falls as June goes by`(at: String, left: [String: Int]) async throws {
    let sources = try shipped()
    let month = try await sources.asked("chargecloud/faulty-bookings", ["month": "2026-04-30T22:00:00Z"], at: "2026-06-01T04:00:00Z")
    let ids = month.data["bookings"]?.list?.compactMap { $0["id"] } ?? []
    let confirmed = try await sources.asked("bookings-db/confirm", ["ids": .list(ids)], at: at)
    #expect(byOperator(confirmed.data) == left)
    #expect(confirmed.data["bookings"]?.list?.allSatisfy { $0["seenUntil"] == nil } == true)
  }

  @Test func `input that is not as declared is refused`() async throws {
    guard let source = try shipped()["chargecloud/faulty-bookings"] else { throw TestSupportError("no such source") }
    let outcome = await source.ask(try request(source.name, ["month": "May"], at: "2026-06-01T04:00:00Z"))
    guard case .failed(let failure) = outcome else { throw TestSupportError("\(outcome)") }
    #expect(failure.retry == .never)
  }

  @Test func `the same month over HTTP: three lists in pages, with a key, judged`() async throws {
    let served = try TemporaryFolder.make()
    for part in ["sessions", "cdrs", "locations"] {
      let folder = Self.root.appending(path: "samples/chargecloud/\(part)")
      let rows = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap {
        try JSON.parse(Array(Data(contentsOf: folder.appending(path: $0)))).list ?? []
      }
      try Data(JSON.bytes(.list(rows))).write(to: URL(filePath: "\(served.path)/\(part).json"))
    }
    let server = try await ScriptServer.start("ocpi.py", [served.path, "40"])
    let folder = try Installation.make([
      "sources/chargecloud.yaml": """
      source: chargecloud
      kind: http
      url: https://ocpi.invalid
      authorization: {scheme: Token, secret: {env: A_KEY}, base64: true}
      timezone: Europe/Berlin
      operators: {DE*NCH: Nord}
      questions:
        faulty-bookings:
          input: {month: timestamp}
          paging: ocpi
          envelope: ocpi
          judge: faulty-session
          parts:
            sessions: {path: ocpi/2.2.1/sessions, query: {date_from: input.month, date_to: now}}
            cdrs: {path: ocpi/2.2.1/cdrs, limit: 25}
            locations: {path: ocpi/2.2.1/locations}
          keep: row.start >= input.month && row.start < addMonths(input.month, 1)
          answer: bookings
      """
    ])
    let environment = ["A_KEY": "for this test", "TOCSIN_SOURCE_CHARGECLOUD_URL": "http://127.0.0.1:\(server.port)/"]
    let sources = try SourceSetup.sources(directory: URL(filePath: folder.path), environment: environment, clock: ImpatientClock())
    let overHTTP = try await Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0.source) })
      .asked("chargecloud/faulty-bookings", ["month": "2026-04-30T22:00:00Z"], at: "2026-06-01T04:00:00Z")
    let fromFiles = try await shipped()
      .asked("chargecloud/faulty-bookings", ["month": "2026-04-30T22:00:00Z"], at: "2026-06-01T04:00:00Z")
    #expect(overHTTP.complete, "\(overHTTP.remarks)")
    #expect(Set(overHTTP.bookingIDs) == Set(fromFiles.bookingIDs))
    #expect(byOperator(overHTTP.data)["Nord"] == 12)
    let asked = try server.said("get")
    #expect(asked.allSatisfy { $0.authorization == "Token Zm9yIHRoaXMgdGVzdA==" })
    #expect(asked.contains { $0.path?.contains("date_from=2026-04-30T22") == true && $0.path?.contains("date_to=2026-06-01T04") == true })
  }

  private func byOperator(_ data: Value) -> [String: Int] {
    Dictionary(grouping: data["bookings"]?.list ?? []) { $0["operator"]?.string ?? "" }.mapValues(\.count)
  }
}

@Suite struct `What is wrong with a source's file` {
  private func problems(_ files: [String: String], environment: [String: String] = [:], namesOnly: Bool = false) throws -> [String] {
    let folder = try Installation.make(files)
    do {
      let directory = URL(filePath: folder.path)
      if namesOnly {
        _ = try SourceSetup.names(directory: directory)
      } else {
        _ = try SourceSetup.sources(directory: directory, environment: environment, clock: ImpatientClock())
      }
      return []
    } catch let error as YAMLProblems {
      return error.problems.map { "\($0.file):\($0.line):\($0.column) \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
    }
  }

  @Test func `all of it is told at once, with its place`() throws {
    let found = try problems([
      "sources/a.yaml": """
      sorce: a
      source: a
      kind: files
      folder: f
      timezone: Europe/Berlim
      questions:
        one: {path: x, inputs: {a: string}, keep: now > 3}
        two: {judge: faulty-sesion, parts: {session: {path: s}}, answer: bookings}
        three: {path: x, input: {a: timestmp}, query: {b: '[now]'}, pagging: ocpi}
      """
    ])
    #expect(found.count == 10, "\(found.joined(separator: "\n"))")
    for expected in [
      "a.yaml:1:1 a source has no `sorce` (did you mean `source`?)", "a.yaml:5:11 `timezone` ",
      "a.yaml:7:18 a question has no `inputs` (did you mean `input`?)", "a.yaml:7:", "a.yaml:8:16 rules/faulty-sesion.yaml cannot be read",
      "a.yaml:8:39 `parts` has no `session` (did you mean `sessions`?)", "neither sessions nor CDRs",
      "a.yaml:9:31 `timestmp` is no type here (did you mean `timestamp`?)", "cannot be a query parameter",
      "a question has no `pagging` (did you mean `paging`?)",
    ] {
      #expect(found.contains { $0.contains(expected) }, "\(expected) in\n\(found.joined(separator: "\n"))")
    }
  }

  private static let keyed = """
    source: cloud
    kind: http
    url: https://ocpi.invalid
    authorization: {scheme: Bearer, secret: {env: A_KEY}}
    questions: {all: {path: all}}
    """

  @Test func `a key that is not to be had is said without it; the checker needs none`() throws {
    #expect(try problems(["sources/a.yaml": Self.keyed], namesOnly: true) == [])
    #expect(
      try problems(["sources/a.yaml": Self.keyed])
        == ["sources/a.yaml:4:16 the environment has no A_KEY (it holds the key)"])
    #expect(try problems(["sources/a.yaml": Self.keyed], environment: ["A_KEY": "x"]) == [])
    let fromFile = Self.keyed.replacing("env: A_KEY", with: "file: key")
    #expect(try problems(["sources/a.yaml": fromFile, "key": "x\n"]) == [])
    #expect(try problems(["sources/a.yaml": fromFile, "key": "\n"]).first?.contains("holds no key") == true)
    let inTheFile = Self.keyed.replacing("{env: A_KEY}", with: "hunter2")
    let found = try problems(["sources/a.yaml": inTheFile])
    #expect(found == ["sources/a.yaml:4:41 a secret never stands in this file (write `{env: NAME}`, `{file: PATH}` or `{setting: NAME}`)"])
  }

  @Test func `a key can be a secret setting, and only one that is marked so`() throws {
    let keyed = Self.keyed.replacing("env: A_KEY", with: "setting: portal_key")
    let settings = "settings: {portal_key: {secret: true, env: DESK_KEY}, shown: abc}\n"
    let files = ["sources/a.yaml": keyed, "tocsin.yaml": settings]
    #expect(try problems(files, environment: ["DESK_KEY": "x"]) == [])
    #expect(try problems(files).first?.contains("has no value here") == true)
    #expect(
      try problems(["sources/a.yaml": keyed.replacing("portal_key", with: "portal_kye"), "tocsin.yaml": settings])
        == ["sources/a.yaml:4:16 tocsin.yaml has no setting `portal_kye` that is marked `secret` (did you mean `portal_key`?)"])
    #expect(
      try problems(["sources/a.yaml": keyed.replacing("portal_key", with: "shown"), "tocsin.yaml": settings])
        .first?.contains("no setting `shown` that is marked `secret`") == true)
  }

  @Test func `two sources cannot have one name, and a source needs an address`() throws {
    let first = "source: a\nkind: files\nfolder: f\nquestions: {all: {path: all}}\n"
    #expect(try problems(["sources/a.yaml": first, "sources/b.yaml": first]) == ["sources/b.yaml:1:9 there is another source `a`"])
    let nowhere = "source: a\nkind: http\nquestions: {all: {path: all}}\n"
    #expect(try problems(["sources/a.yaml": nowhere]).first?.contains("`url` is missing (write it, or set TOCSIN_SOURCE_A_URL)") == true)
    #expect(try problems(["sources/a.yaml": nowhere], environment: ["TOCSIN_SOURCE_A_URL": "http://127.0.0.1:9"]) == [])
  }
}

/// A folder with files of our own, and the shipped rules.
private enum Installation {
  static func make(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder.make()
    for (path, text) in files {
      let url = URL(filePath: "\(folder.path)/\(path)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    try FileManager.default.copyItem(atPath: SampleMonth.root + "/rules", toPath: folder.path + "/rules")
    return folder
  }
}

private func request(_ name: String, _ input: Value, at text: String) throws -> SourceRequest {
  SourceRequest(name: name, input: input, askedAt: try Instant(parsing: text), timeoutSeconds: 60)
}

extension [String: any Source] {
  func asked(_ name: String, _ input: CEL.Value, at text: String) async throws -> SourceAnswer {
    guard let source = self[name] else { throw TestSupportError("there is no source \(name)") }
    switch await source.ask(try request(name, input, at: text)) {
    case .answered(let answer): return answer
    case .failed(let failure): throw failure
    }
  }
}

extension SourceAnswer {
  fileprivate var bookingIDs: [String] { data["bookings"]?.list?.compactMap { $0["id"]?.string } ?? [] }
}

/// Real time that never waits.
struct ImpatientClock: ExecutorClock {
  private let began = ContinuousClock().now

  func monotonicSeconds() -> Double {
    Double((ContinuousClock().now - began).wholeMicroseconds) / 1_000_000
  }

  func pause(seconds: Double) async { await Task.yield() }

  func chance() -> Double { 0.5 }
}
