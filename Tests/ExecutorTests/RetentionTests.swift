import CEL
import Executor
import Machine
import Store
import StoreProbe
import Testing

/// What a workflow's `retention` names is taken out when its time is over, by executors, without a word from anybody.
@Suite struct RetentionTests {
  private static let types = ["types/booking.yaml": "type: booking\nfields:\n  driver: string\n  site: string\n  watts: int\n"]

  private static func chase(_ retention: String = "retention: {after: 90d, redact: [items.driver, items.watts, input.who, data.note]}")
    -> String
  {
    """
    workflow: chase
    owner: contacts.lead
    timezone: Europe/Berlin
    input: {who: string, area: string}
    data: {note: string = "", pieces: int = 0}
    items: booking
    events: {noted: {note: string, pieces: int}}
    \(retention)
    initial: open
    states:
      open:
        entry: [tell]
        on:
          noted: {actions: [{assign: {note: event.data.note, pieces: event.data.pieces}}]}
        after: {1d: over}
      over: {type: final}
    actions:
      tell: {email: {template: chase/tell, to: input.who}}
    """
  }

  private static let rows: [Value] = [
    ["id": "1", "driver": "Erika Mustermann", "site": "Dhaka 7", "watts": 11_000],
    ["id": "2", "driver": "Max Beispiel", "site": "Dhaka 8", "watts": 22_000],
  ]

  private func setup(_ text: String) -> Setup {
    Setup(text) {
      $0.types = Self.types
      $0.settings.pruneSeconds = 0.2
      $0.templates = [
        "chase/tell.html":
          "<html><head><title>${instance.key}</title></head><body><p data-each=\"b in items\">${b.driver} at ${b.site}</p></body></html>"
      ]
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `ninety days after the end the fields are gone, wherever they stood, and the record still says what happened`(
    kind: StoreKind
  ) async throws {
    try await Rig.run(kind, setup(Self.chase())) { rig in
      let id = try await rig.open("chase", input: ["who": "ana@partner.example", "area": "north"], items: Self.rows)
      try await rig.settle()
      try await rig.send("noted", to: id, data: ["note": "Erika Mustermann called", "pieces": 3])
      try await rig.advance(to: "04 09:00")
      let steps = try await rig.story(of: id)
      let before = try await rig.instance(id)
      #expect(before.status == .completed && before.data["note"]?.string == "Erika Mustermann called")
      await rig.jump(to: "31 23:00")
      #expect(try await rig.instance(id).items.map { $0.fields["driver"]?.string } == ["Erika Mustermann", "Max Beispiel"], "not yet")

      // Its end was on the 3rd of March; ninety days later is in June.
      await rig.jump(months: 3, to: "02 09:00")
      try await rig.until("it is redacted") { try await rig.instance(id).input["who"]?.string == UpkeepLimits.forgotten }
      let after = try await rig.instance(id)
      #expect(after.items.map { $0.fields["driver"]?.string } == [UpkeepLimits.forgotten, UpkeepLimits.forgotten])
      #expect(after.items.map { $0.fields["watts"] } == [.null, .null], "what is no text is nothing afterwards")
      #expect(after.items.map { $0.fields["site"]?.string } == ["Dhaka 7", "Dhaka 8"], "what is not named stays")
      #expect(after.input["area"]?.string == "north" && after.data["pieces"]?.int == 3)
      #expect(after.data["note"]?.string == UpkeepLimits.forgotten)
      #expect((after.key, after.state, after.status, after.step) == (before.key, before.state, before.status, before.step))
      #expect(try await rig.story(of: id) == steps, "the same steps at the same times")
      let kept = try await rig.store.history(of: id, from: nil, limit: 100).map { JSON.write($0.event) }.joined()
      let parts = try await rig.parts(of: id)
      let said = parts.map { JSON.write($0.part.body) }.joined()
      for word in ["Erika", "Max Beispiel", "ana@partner.example"] {
        #expect(!kept.contains(word), "\(kept)")
        #expect(!said.contains(word), "\(said)")
      }
      #expect(said.contains("Dhaka 7") && parts.map(\.status) == [.delivered])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what says nothing of retention is kept, until the version that is current does`(kind: StoreKind) async throws {
    try await Rig.run(kind, setup(Self.chase(""))) { rig in
      let id = try await rig.open("chase", input: ["who": "ana@partner.example", "area": "north"], items: Self.rows)
      try await rig.advance(to: "04 09:00")
      await rig.jump(months: 3, to: "02 09:00")
      let round = RetentionRound(store: rig.store, shelf: DefinitionShelf(store: rig.store, loader: rig.project))
      #expect(try await round.due(at: rig.now, limit: 10).isEmpty)
      try await rig.deploy(Self.chase("retention: {after: 30d, redact: [items.driver]}"))
      try await rig.until("it is redacted") {
        try await rig.instance(id).items.map { $0.fields["driver"]?.string } == [UpkeepLimits.forgotten, UpkeepLimits.forgotten]
      }
      #expect(try await rig.instance(id).input["who"]?.string == "ana@partner.example")
      #expect(try await round.due(at: rig.now, limit: 10).isEmpty, "once")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what ended longer ago than records are kept is removed, and what runs is not`(kind: StoreKind) async throws {
    var told = setup(Self.chase(""))
    told.settings.keepDays = 60
    try await Rig.run(kind, told) { rig in
      let id = try await rig.open("chase", input: ["who": "ana@partner.example", "area": "north"], items: Self.rows)
      try await rig.advance(to: "04 09:00")
      await rig.jump(months: 3, to: "02 09:00")
      try await rig.until("it is gone") { try await rig.store.instance(id) == nil }
      let other = try await rig.open("chase", "young", input: ["who": "ana@partner.example", "area": "north"], items: Self.rows)
      try await rig.settle()
      #expect(try await rig.instance(other).status == .running)
      #expect(try await rig.store.parts(PartFilter(instance: id)).isEmpty)
    }
  }
}
