import Machine
import Store
import StoreProbe
import Synchronization
import Testing

/// Instances that open by themselves.
@Suite struct ScheduleTests {
  private static func daily(hour: Int, more: String = "") -> String {
    """
    workflow: daily
    owner: contacts.lead
    timezone: Europe/Berlin
    start:
      - cron: "0 \(hour) * * *"
        key: format(now, "yyyy-MM-dd'T'HH")
        input: {run: now}
        \(more)
    input: {run: timestamp}
    initial: done
    states:
      done: {type: final, entry: [report]}
    actions:
      report: {email: {template: daily/report, to: contacts.lead}}
    """
  }

  private func keys(_ rig: Rig) async throws -> [String] {
    try await rig.store.instances(InstanceFilter(workflow: "daily")).map(\.key)
  }

  @Test(arguments: StoreKind.allCases)
  func `a schedule fires once, however many executors share the database`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.daily(hour: 6), edit: { $0.executors = 3 })) { rig in
      try await rig.advance(to: "05 12:00")
      #expect(try await keys(rig) == ["2026-03-03T06", "2026-03-04T06", "2026-03-05T06"])
      #expect(
        try await rig.messages() == [
          "03 06:00 lead@tocsin.example daily/report delivered", "04 06:00 lead@tocsin.example daily/report delivered",
          "05 06:00 lead@tocsin.example daily/report delivered",
        ])
    }
  }

  @Test(arguments: [
    ("catchUp: last", ["2026-03-06T06"]), ("catchUp: all", ["03", "04", "05", "06"].map { "2026-03-\($0)T06" }), ("catchUp: none", []),
  ])
  func `after an outage the missed times run as the start says`(more: String, expected: [String]) async throws {
    for kind in StoreKind.allCases {
      try await Rig.run(kind, Setup(Self.daily(hour: 6, more: more))) { rig in
        try await rig.settle()
        await rig.dismiss()
        await rig.jump(to: "06 12:00")
        rig.hire()
        try await rig.advance(to: "06 12:00")
        #expect(try await keys(rig) == expected)
        try await rig.advance(to: "07 07:00")
        #expect(try await keys(rig) == expected + ["2026-03-07T06"])
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a deploy moves the schedule, and one without it ends it`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.daily(hour: 6))) { rig in
      try await rig.advance(to: "03 12:00")
      try await rig.deploy(Self.daily(hour: 18))
      try await rig.advance(to: "04 20:00")
      #expect(try await keys(rig) == ["2026-03-03T06", "2026-03-03T18", "2026-03-04T18"])
      let lines = Self.daily(hour: 18).split(separator: "\n", omittingEmptySubsequences: false)
      let start = lines.firstIndex { $0.hasPrefix("start:") } ?? 0
      let input = lines.firstIndex { $0.hasPrefix("input:") } ?? 0
      try await rig.deploy((lines[..<start] + lines[input...]).joined(separator: "\n"))
      try await rig.advance(to: "08 20:00")
      #expect(try await keys(rig).count == 3)
      let schedules = try await rig.store.instances(InstanceFilter(key: "@start.*", includesSchedules: true))
      #expect(schedules.map(\.status.isEnded) == [true])
    }
  }
}
