import CEL
import Foundation
import TestSupport
import Testing

/// workflows/examples, an installation of its own; and what stands in contacts and settings, as a person asks for it.
@Suite struct ExampleTests {
  private static let folder = SampleMonth.root + "/workflows/examples"

  private func tocsin(
    _ arguments: String..., directory: String = folder, environment more: [String: String] = [:]
  ) async throws -> (exit: ChildProcess.Exit?, output: String, errors: String) {
    let environment = ["TOCSIN_DIRECTORY": directory, "HOME": directory, "USER": "tester"].merging(more) { _, more in more }
    let child = try ChildProcess.start(try ChildProcess.built("tocsin"), arguments, environment: environment)
    let exit = try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    return (exit, child.output, child.errors)
  }

  @Test func `nothing is wrong with the examples`() async throws {
    let run = try await tocsin("validate")
    #expect(run.exit == .code(0), "\(run.output)\(run.errors)")
    #expect(run.output.hasSuffix("nothing wrong.\n"), "\(run.output)")
  }

  @Test func `each scenario of the examples comes out, and they take every way there is`() async throws {
    let run = try await tocsin("test", "--coverage", "--json")
    #expect(run.exit == .code(0), "\(run.errors)")
    let report = try JSON.parse(run.output)
    #expect((report["scenarios"]?.list?.count ?? 0) >= 14)
    let failed = report["scenarios"]?.list?.filter { $0["passed"]?.bool != true }.map { $0["name"]?.string ?? "" } ?? []
    #expect(failed == [])
    let missing = report["coverage"]?.list?.flatMap { one in
      (one["missing"]?.list ?? []).map { "\($0["place"]?.string ?? "") \($0["cause"]?.string ?? "")" }
    }
    #expect(missing == [])
  }

  @Test func `who is on call is said for any time, with the override`() async throws {
    func who(_ time: String) async throws -> [String] {
      let run = try await tocsin("contacts", "who", "support", "--at", time, "--json")
      #expect(run.exit == .code(0), "\(run.errors)")
      return try JSON.parse(run.output).list?.map { "\($0["name"]?.string ?? "") \($0["person"]?["name"]?.string ?? "nobody")" } ?? []
    }
    #expect(try await who("2026-06-09T08:00:00Z") == ["support 1 Jonas Keller", "support 2 Mei Tanaka"])
    #expect(try await who("2026-06-10T12:00:00Z") == ["support 1 Mei Tanaka", "support 2 Mei Tanaka"])
    #expect(try await who("2025-06-10T12:00:00Z") == ["support 1 nobody", "support 2 nobody"])
    let slip = try await tocsin("contacts", "who", "suport")
    #expect(slip.exit == .code(2) && slip.errors.contains("Did you mean support?"))
  }

  @Test func `a rotation that nobody declared is told in a template too`() async throws {
    let folder = try TemporaryFolder.make()
    let copy = folder.path + "/examples"
    try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
    let page = URL(filePath: copy + "/templates/ticket/asked.html")
    let text = try String(contentsOf: page, encoding: .utf8)
    try Data(text.replacing("</body>", with: "<p>${contacts.onCall(\"suport\", 1).name}</p></body>").utf8).write(to: page)
    let run = try await tocsin("validate", directory: copy)
    #expect(run.exit == .code(1))
    let told = run.output + run.errors
    #expect(told.contains("templates/ticket/asked.html") && told.contains("there is no rotation `suport`"), "\(told)")
    #expect(told.contains("did you mean `support`?"), "\(told)")
  }

  @Test func `a simulation says why an instance stands where it stands`() async throws {
    let scenario = Self.folder + "/workflows/tests/service-ticket.yaml#escalated"
    let run = try await tocsin(
      "simulate", "--scenario", scenario, "--until", "2026-06-09 13:00", "--explain", "service-ticket/T-1")
    #expect(run.exit == .code(0), "\(run.errors)")
    #expect(run.output.contains("handled.new → handled.unanswered"), "\(run.output)")
    #expect(run.output.contains("It is in handled.unanswered since 2026-06-09 12:00"), "\(run.output)")
  }

  @Test func `what is wrong with the contacts is said with its line`() async throws {
    let folder = try TemporaryFolder.make()
    try Data("roles: {ana: {name: Ana}}\n".utf8).write(to: URL(filePath: folder.path).appending(path: "contacts.yaml"))
    let run = try await tocsin("validate", directory: folder.path)
    #expect(run.exit == .code(1))
    #expect(run.errors.contains("contacts.yaml:1:14: error T0102") && run.errors.contains("1 | roles: {ana: {name: Ana}}"), "\(run.errors)")
  }

  @Test func `a counterexample of a property is a scenario that plays what must not be`() async throws {
    let folder = try TemporaryFolder.make()
    let root = URL(filePath: folder.path)
    let workflow = """
      workflow: ladder
      owner: '"lead@t.example"'
      timezone: UTC
      properties: [{never: {send: reminder, after: acknowledged, until: [escalated]}}]
      delays: {soon: 'duration("1h")'}
      initial: open
      states:
        open: {on: {acknowledged: taken}, after: {delays.soon: reminded}}
        reminded: {entry: [reminder], on: {acknowledged: taken}, after: {2d: escalated}}
        escalated: {after: {2 business days: unresolved}}
        taken: {after: {1w: reminded}}
        unresolved: {type: final}
      actions:
        reminder: {email: {template: notice, to: '"lead@t.example"'}}

      """
    for (path, text) in [
      ("tocsin.yaml", "installation: t\ntimezone: UTC\nmail: {from: t@t.example}\n"), ("workflows/ladder.yaml", workflow),
      ("templates/notice.html", "<html><head><title>Pay</title></head><body><p>Pay.</p></body></html>\n"),
    ] {
      let url = root.appending(path: path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    let found = try await tocsin("validate", "--out", folder.path + "/out", directory: folder.path)
    #expect(found.exit == .code(1) && (found.output + found.errors).contains("T0701"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out")
    let file = try #require(files.first)
    let played = try await tocsin("simulate", "--scenario", "\(folder.path)/out/\(file)", directory: folder.path)
    let lines = played.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines == [
        "2026-01-05 09:00 ladder/counterexample · → open (started)",
        "2026-01-05 09:01 ladder/counterexample open → taken (acknowledged)",
        "2026-01-12 09:01 ladder/counterexample taken → reminded (time)", "2026-01-12 09:01 ladder/counterexample ✉ lead@t.example Pay",
      ], "\(played.errors)")
  }

  private static let settings = """
    installation: t
    timezone: UTC
    mail: {from: t@t.example, password: {setting: mail_key}}
    settings:
      limit: 3
      patience: {type: duration, default: 2h, env: DESK_PATIENCE}
      office: {env: DESK_OFFICE}
      mail_key: {secret: true, env: DESK_MAIL_KEY}

    """

  private func installed(_ log: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder.make()
    let workflow = """
      workflow: patient
      owner: '"lead@t.example"'
      initial: open
      states:
        open: {entry: [{log: '\(log)'}], after: {settings.patience: done}}
        done: {type: final}

      """
    let root = URL(filePath: folder.path)
    try FileManager.default.createDirectory(at: root.appending(path: "workflows/tests"), withIntermediateDirectories: true)
    try Data(Self.settings.utf8).write(to: root.appending(path: "tocsin.yaml"))
    try Data(workflow.utf8).write(to: root.appending(path: "workflows/patient.yaml"))
    try Data("workflow: patient\nfrom: 2026-06-01 09:00\nstart: [{key: k}]\n".utf8).write(
      to: root.appending(path: "workflows/tests/patient.yaml"))
    return folder
  }

  private func end(_ folder: TemporaryFolder, _ environment: [String: String]) async throws -> (String, String) {
    let run = try await tocsin(
      "simulate", "--scenario", "\(folder.path)/workflows/tests/patient.yaml", directory: folder.path, environment: environment)
    return (run.output.split(separator: "\n").last.map { String($0.prefix(16)) } ?? "", run.output + run.errors)
  }

  @Test func `a setting has its default, the environment says otherwise, and TOCSIN_SETTINGS comes first`() async throws {
    let folder = try installed("${settings.limit + 1} ${settings.office}")
    #expect(try await end(folder, ["DESK_OFFICE": "Berlin"]).0 == "2026-06-01 11:00")
    #expect(try await end(folder, ["DESK_OFFICE": "Berlin", "DESK_PATIENCE": "30m"]).0 == "2026-06-01 09:30")
    #expect(
      try await end(folder, ["DESK_OFFICE": "Berlin", "DESK_PATIENCE": "30m", "TOCSIN_SETTINGS_PATIENCE": "PT4H"]).0 == "2026-06-01 13:00")
    let missing = try await end(folder, [:])
    #expect(missing.1.contains("settings.office has no value") && missing.1.contains("DESK_OFFICE"))
    let wrong = try await end(folder, ["DESK_OFFICE": "Berlin", "DESK_PATIENCE": "soon"])
    #expect(wrong.1.contains("settings.patience is duration, and “soon” is none"))
  }

  @Test func `a secret is no value that an expression can read, and is never printed`() async throws {
    let folder = try installed("${settings.mail_key}")
    let run = try await end(folder, ["DESK_OFFICE": "Berlin", "DESK_MAIL_KEY": "not-to-be-seen"])
    #expect(run.1.contains("`settings` has no field `mail_key`"), "\(run.1)")
    #expect(!run.1.contains("not-to-be-seen"))
  }
}
