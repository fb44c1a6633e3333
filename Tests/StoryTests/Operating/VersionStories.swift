import Foundation
import TestSupport
import Testing

/// A wrong guard was deployed; an instance failed, or ended too early.
@Suite struct VersionStories {
  private static let count = 200

  /// A parent that opens two hundred parcels, and the parcels.
  private static func files(guard condition: String) -> [String: String] {
    [
      "tocsin.yaml": "installation: parcels\ndomain: parcels.example\n",
      "workflows/crowd.yaml": """
      workflow: crowd
      timezone: UTC
      initial: opening
      states:
        opening:
          entry:
            - forEach: {n: '[\((1...count).map(String.init).joined(separator: ", "))]'}
              start: {workflow: parcel, key: string(n), input: {number: n}}
          after: {365d: over}
        over: {type: final}
      """,
      "workflows/parcel.yaml": """
      workflow: parcel
      timezone: UTC
      input: {number: int}
      initial: waiting
      states:
        waiting: {on: {collected: done}, always: {guard: '\(condition)', target: overdue}, after: {7d: overdue}}
        overdue: {on: {collected: done}, after: {30d: done}}
        done: {type: final, outcome: collected}
      """,
    ]
  }

  @Test func `a wrong guard over two hundred running instances is planned, applied, and rolled back`() async throws {
    let rig = try await OperatingRig.make("guard", Self.files(guard: "input.number < 0"))
    _ = try await rig.month.output("start", "crowd", "--key", "all")
    let run = try rig.month.start("run", "--quiet")
    try await eventually("all wait") { try await rig.count("SELECT count(*)::int FROM instance WHERE state = 'waiting'") == Self.count }
    #expect(try await rig.says("deploy", "--plan") == "Nothing would change: what is here is current, and every instance is on it.\n")

    // Somebody turns the comparison round.
    try OperatingRig.write(
      "workflows/parcel.yaml", Self.files(guard: "input.number > 0")["workflows/parcel.yaml"] ?? "", in: rig.folder.path)
    let plan = try await rig.shows("wrong-guard", "deploy", "--plan", "parcel")
    #expect(plan.hasPrefix("parcel: VERSION becomes current (now number 1); 200 instances to be moved, in DATABASE:\n"), "\(plan)")
    #expect(plan.contains("  parcel/1  waiting → overdue; next TIME (was TIME)\n") && plan.hasSuffix("  … and 180 more\n"), "\(plan)")
    #expect(
      try await rig.says("diff", "parcel", "workflows/parcel.yaml").contains(
        "-  waiting: {on: {collected: done}, always: {guard: 'input.number < 0'"))
    let applied = try await rig.shows("wrong-guard", "deploy", "parcel", "--apply", "--reason", "late parcels", "--by", "bob", "--yes")
    #expect(applied.contains("\nparcel: deployed as number 2\nparcel/1: moved\n"), "\(applied)")
    #expect(try await rig.count("SELECT count(*)::int FROM instance WHERE state = 'overdue'") == Self.count)

    #expect(try await rig.says("workflows", "parcel").hasPrefix("1 workflow is deployed; every instance is on the current version.\n"))
    let unmapped = try await rig.says("deploy", "parcel", "--rollback", "--apply", "--map", "overdue=nowhere", "--dry-run")
    #expect(unmapped.contains("200 cannot be") && unmapped.contains("the new version has no state nowhere"), "\(unmapped)")
    let back = try await rig.shows(
      "wrong-guard", "deploy", "parcel", "--rollback", "--apply", "--map", "overdue=waiting", "--reason",
      "the guard was the wrong way round", "--yes")
    #expect(back.contains("\nparcel: deployed as number 3\nparcel/1: moved\n"), "\(back)")
    #expect(try await rig.count("SELECT count(*)::int FROM instance WHERE state = 'waiting' AND status = 'running'") == Self.count)
    #expect(try await rig.count("SELECT count(DISTINCT hash)::int FROM instance WHERE workflow = 'parcel' AND key NOT LIKE '@%'") == 1)
    // The books: every move is a step, and steps have no gap.
    #expect(try await rig.count("SELECT count(*)::int FROM history WHERE event ->> 'name' = '@moved'") == 2 * Self.count)
    #expect(
      try await rig.count(
        "SELECT count(*)::int FROM instance i WHERE i.step <> (SELECT count(*) FROM history h WHERE h.s = i.s AND h.id = i.id)") == 0)
    let versions = try await rig.shows("wrong-guard", "workflows", "parcel")
    #expect(versions.contains("parcel  3 *  VERSION  TIME  tester  200  0  0  the guard was the wrong way round"), "\(versions)")
    #expect(versions.contains("parcel  2  VERSION  TIME  bob  0  0  0  late parcels"), "\(versions)")
    #expect(try await rig.says("history", "parcel/7").contains("moved by tester: the guard was the wrong way round"))
    try rig.checkPage("wrong-guard")
    _ = try await rig.month.output("send", "parcel/7", "collected")
    try await eventually("it still works") { try await rig.says("list", "parcel/7").contains("completed") }
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `deadlines of what is moved stay, keep what was waited, or begin anew`() async throws {
    func files(_ delay: String) -> [String: String] {
      [
        "tocsin.yaml": "installation: parcels\ndomain: parcels.example\n",
        "workflows/parcel.yaml": """
        workflow: parcel
        timezone: UTC
        initial: waiting
        states:
          waiting: {on: {collected: done}, after: {\(delay): done}}
          done: {type: final, outcome: collected}
        """,
      ]
    }
    let rig = try await OperatingRig.make("timers", files("48h"))
    let run = try rig.month.start("run", "--quiet")
    _ = try await rig.month.output("start", "parcel", "--key", "a1")
    func due() async throws -> Int {
      try await rig.count(
        "SELECT (extract(epoch FROM w.due) * 1000000)::int8 FROM work w JOIN instance i USING (s, id) WHERE i.key = 'a1'")
    }
    try await eventually("it waits") { try await rig.says("list", "parcel/a1").contains("running  waiting") }
    let first = try await due()
    let hour = 3_600_000_000
    let wrong = try await rig.says("deploy", "parcel", "--plan", "--timers", "sometimes")
    #expect(wrong.contains("--timers") && wrong.contains("keepRemaining"), "\(wrong)")
    func move(to delay: String, _ policy: String) async throws -> Int {
      try OperatingRig.write("workflows/parcel.yaml", files(delay)["workflows/parcel.yaml"] ?? "", in: rig.folder.path)
      let said = try await rig.says("deploy", "parcel", "--apply", "--timers", policy, "--reason", "another delay", "--yes")
      #expect(said.contains("parcel/a1: moved"), "\(said)")
      return try await due()
    }
    #expect(try await move(to: "72h", "keepDeadline") == first)
    // What was waited counts, to the microsecond.
    #expect(try await move(to: "96h", "keepRemaining") == first + 48 * hour)
    let anew = try await move(to: "24h", "restart")
    #expect(anew > first - 24 * hour && anew < first - 23 * hour)
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `what failed is passed over, and what ended too early goes on`() async throws {
    let files = [
      "tocsin.yaml": "installation: parcels\ndomain: parcels.example\n",
      "workflows/parcel.yaml": """
      workflow: parcel
      timezone: UTC
      events:
        weighed: {parts: int}
      data:
        share: int = 0
      initial: waiting
      states:
        waiting: {on: {collected: done, weighed: {actions: [share]}}, after: {7d: done}}
        done: {type: final, outcome: collected}
      actions:
        share: [{assign: {share: 100 / event.data.parts}}]
      """,
    ]
    let rig = try await OperatingRig.make("skip", files)
    for key in ["a1", "a2", "b1"] { _ = try await rig.month.output("start", "parcel", "--key", key) }
    let run = try rig.month.start("run", "--quiet")
    try await eventually("all wait") { try await rig.says("list", "--state", "waiting").components(separatedBy: "running").count == 4 }
    for key in ["a1", "a2"] { _ = try await rig.month.output("send", "parcel/\(key)", "weighed", "--data", "{\"parts\": 0}") }
    try await eventually("two are faulted") {
      try await rig.says("list", "--status", "faulted").components(separatedBy: "faulted").count == 3
    }
    _ = try await rig.month.output("send", "parcel/a1", "collected")
    let events = try await rig.shows("skip", "events", "parcel/a1", "--unread")
    #expect(events.contains("weighed  quarantined until redrive") && events.contains("collected  waits behind"), "\(events)")
    let skipped = try await rig.shows("skip", "redrive", "parcel/a*", "--skip", "--reason", "the scale said nothing", "--yes")
    #expect(skipped.contains("parcel/a1: passed over weighed\nparcel/a2: passed over weighed\n"), "\(skipped)")
    try await eventually("what waited behind is read") { try await rig.says("list", "parcel/a1").contains("completed  done") }
    #expect(try await rig.says("incidents") == "No open incident.\n")
    #expect(try await rig.says("list", "--where", "data.share == 0 && key.startsWith('a')", "--status", "running").contains("parcel/a2"))

    _ = try await rig.month.output("cancel", "parcel/b1", "--reason", "lost", "--yes")
    let refused = try await rig.says("reopen", "parcel/a2", "--reason", "no", "--yes")
    #expect(refused.contains("parcel/a2 stays as it is: not reopened: it has not ended"), "\(refused)")
    #expect(try await rig.says("reopen", "parcel/b1", "--reason", "found", "--yes").hasSuffix("parcel/b1: reopened\n"))
    #expect(
      try await rig.says("reopen", "parcel/a1", "--in", "waiting", "--reason", "the wrong parcel", "--yes").hasSuffix(
        "parcel/a1: reopened\n"))
    _ = try await rig.month.output("send", "parcel/a1", "collected")
    try await eventually("it ends again") { try await rig.says("list", "parcel/a1").contains("completed") }
    #expect(try await rig.says("list", "parcel/b1").contains("running  waiting"))
    try rig.checkPage("skip")
    run.signal(SIGTERM)
    try await run.ended()
  }
}
