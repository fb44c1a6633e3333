import CEL
import Executor
import Machine
import Store
import StoreProbe
import Testing

/// Rows that steps add to tables that only grow.
@Suite struct AppendTests {
  private static let meter = """
    workflow: meter
    owner: contacts.lead
    timezone: Europe/Berlin
    data: {last: int = 0}
    events: {read: {value: int}}
    initial: open
    states:
      open:
        on:
          read:
            actions:
              - assign: {last: event.data.value}
              - append: {table: readings, row: {meter: instance.key, value: data.last, at: now, since: 'now - instance.openedAt'}}
              - assign: {last: '10 / data.last'}
        after: {30d: closed}
      closed: {type: final}
    """

  @Test(arguments: StoreKind.allCases)
  func `a row is written with its step, and undone with it`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.meter)) { rig in
      let id = try await rig.open("meter")
      try await rig.advance(to: "02 10:00")
      try await rig.send("read", to: id, data: ["value": 5])
      try await rig.settle()
      try await rig.send("read", to: id, data: ["value": 0])
      try await rig.settle()
      #expect(try await rig.instance(id).status == .faulted, "the division by zero undoes the step with its row")
      let rows = try await rig.store.appended(to: "readings", limit: 10)
      #expect(rows.map(\.row.columns) == [["meter": "k", "value": 5, "at": "2026-03-02T09:00:00Z", "since": "3600s"]])
      #expect(rows.map(\.step) == [2] && rows.map(\.index) == [0] && rows.map(\.at) == [Rig.at("02 10:00")])
      #expect(try await rig.store.appended(to: "others", limit: 10).isEmpty)
    }
  }
}
