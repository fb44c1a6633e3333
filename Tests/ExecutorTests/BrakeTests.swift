import CEL
import Executor
import Store
import StoreProbe
import Testing

/// More messages than usual are held before the first of them.
@Suite struct BrakeTests {
  private static func crowd(_ name: String, _ count: Int) -> String {
    let people = (1...count).map { "\"p\($0)@crowd.example\"" }.joined(separator: ", ")
    return """
      workflow: \(name)
      owner: contacts.lead
      timezone: Europe/Berlin
      initial: told
      states:
        told: {entry: [tell], after: {60d: over}}
        over: {type: final}
      actions:
        tell: {email: {template: crowd/tell, to: '[\(people)]'}}
      """
  }

  private static func setup() -> Setup {
    Setup(crowd("small", 12), crowd("right", 36), crowd("large", 37)) {
      // A thousand in ten minutes is far away; three times what is usual is not.
      $0.settings.brake = BrakeSettings(messagesMax: 1_000, windowSeconds: 600, timesUsual: 3)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `more than three times the busiest window of four weeks are held, as many go`(kind: StoreKind) async throws {
    try await Rig.run(kind, Self.setup()) { rig in
      try await rig.open("small")
      try await rig.settle()
      #expect(try await rig.messages().count { $0.contains("delivered") } == 12, "a quiet channel may speak: ten are usual at least")
      await rig.dismiss()
      // Who begins later looks anew at what is usual: twelve in one window.
      try await rig.advance(to: "03 09:00")
      rig.hire()
      try await rig.open("right")
      try await rig.settle()
      #expect(try await rig.messages().count { $0.contains("delivered") } == 48, "three times twelve")
      #expect(try await rig.openIncidents().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `one more than three times the usual is one too many: not one of them goes`(kind: StoreKind) async throws {
    try await Rig.run(kind, Self.setup()) { rig in
      try await rig.open("small")
      try await rig.settle()
      await rig.dismiss()
      try await rig.advance(to: "03 09:00")
      rig.hire()
      try await rig.open("large")
      try await rig.until("all are held") { try await rig.store.parts(PartFilter(statuses: [.held])).count == 37 }
      #expect(try await rig.messages().count { $0.contains("delivered") } == 12)
      #expect(try await rig.store.incidents(openOnly: true).map(\.cause) == [.brake])
    }
  }
}
