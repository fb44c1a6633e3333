import CEL
import Calendar
import Machine
import Store
import Testing
import Workflow

@Suite struct CodecTests {
  private static let timer = Timer(entry: 4, spec: 1, due: Fixture.at(minutes: 5), anchor: Fixture.start)
  private static let child = Child(
    id: Fixture.id("c"), workflow: "partner", key: "2026-02/ü", status: .completed, state: "resolved", outcome: "resolved",
    open: 0, closed: 3)

  static let events: [Event] = [
    .started(items: nil), .started(items: []), .started(items: [["id": "a", "n": 1]]),
    .occurred(name: "acknowledged", data: ["by": "x"], by: "Ana"), .occurred(name: "checked", data: .null, by: nil),
    .answered(Fixture.effect("k", step: 3, index: 2), .done(data: ["rows": []], isComplete: false)),
    .answered(Fixture.effect("k"), .done(data: .null, isComplete: true)), .answered(Fixture.effect("k"), .failed(reason: "")),
    .childEnded(child), .adopted(by: Fixture.id("p")), .deployed(Fixture.hash), .timerDue(timer),
  ]

  @Test(arguments: events)
  func `an event comes back from its inbox row, and from history`(event: Event) throws {
    let row = InboxEvent(instance: Fixture.id("k"), key: "x", at: Fixture.start, event: event)
    #expect(try Event(inbox: row) == event)
    let record = StepRecord(
      number: 7, moment: Moment(now: Fixture.start, wall: Fixture.at(minutes: 1)), event: event, isHandled: false, from: "a", to: "b.c",
      changes: [
        .left("a"), .entered("b", entry: 2), .assigned("last"), .itemOpened("i"), .itemClosed("j"), .itemChanged("k"),
        .timerSet(Self.timer, path: "b"), .childNamed(Fixture.id("c"), workflow: "partner", key: "c"), .raised("done.b"),
        .logged("text"), .passedOver("outdated"),
      ])
    let kept = HistoryRecord(
      instance: Fixture.id("k"), workflow: "w", key: "k", step: 7, at: Fixture.start, wall: Fixture.at(minutes: 1),
      event: record.storedEvent, changes: record.storedChanges, engine: "0.1")
    #expect(try kept.record() == record)
  }

  @Test func `a row that was not made from an event is an error, never a guess`() {
    for (name, data) in [("@started", "x"), ("@answered", [:]), ("@adopted", ["by": "nobody"]), ("acknowledged", [:])] as [(String, Value)]
    {
      #expect(throws: StoreError.self) {
        try Event(inbox: InboxEvent(instance: Fixture.id("k"), key: "x", at: Fixture.start, name: name, data: data))
      }
    }
  }

  @Test func `where an instance stands comes back`() throws {
    var instance = Fixture.opening("k").instance
    instance.configuration = [ActiveState(path: "a.b", entry: 2, enteredAt: Fixture.start)]
    instance.entries = 9
    instance.remembered = ["a": ["a.b", "a.c"], "0": []]
    instance.invocations = [
      Invocation(effect: Fixture.effect("k"), entry: 2, origin: .invocation(0), askedAt: Fixture.start),
      Invocation(effect: Fixture.effect("k", step: 2), entry: 2, origin: .timer(3), askedAt: Fixture.start),
    ]
    instance.parents = [Fixture.id("p")]
    instance.itemsAskedAt = Fixture.at(minutes: 1)
    let standing = Standing(of: instance)
    #expect(try Standing(stored: standing.stored) == standing)
    var other = Fixture.opening("k").instance
    try Standing(stored: try JSONText.value(JSONText.text(standing.stored))).restore(to: &other)
    #expect(other == instance)
  }

  @Test func `a part's name reads back, and nothing else does`() {
    let part = PartID(effect: Fixture.effect("k", step: 12, index: 3), part: 4)
    #expect(PartID(part.description) == part)
    for text in ["", "1/2/3.4", "\(part).5", "\(part.effect)", "\(part.effect).x"] { #expect(PartID(text) == nil) }
  }
}
