import Calendar
import Machine
import PostgreSQL
import Store
import StoreProbe
import Testing

/// Events are read by row, never by position.
@Suite struct InboxTests {
  @Test func `an event that was inserted first and committed last is stepped too`() async throws {
    try await Rig.run(.postgres, Setup(LadderTests.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.settle()
      let connection = try await Connection.open(try #require(rig.database))
      try await connection.execute(
        """
        BEGIN; INSERT INTO inbox (s, id, key, at, name, data)
        SELECT s, id, 'early', '2026-03-02T08:00:00Z', 'early', '{"data": {}, "by": null}' FROM work
        """)
      try await rig.send("late", to: id)
      try await rig.until("the later one is read") { try await rig.instance(id).step == 2 }
      try await connection.execute("COMMIT")
      await connection.close()
      try await rig.settle()
      #expect(
        try await rig.story(of: id).dropFirst() == [
          "02 09:00 late chasing.notified -> chasing.notified (recorded)",
          "02 09:00 early chasing.notified -> chasing.notified (recorded)",
        ])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what is said twice under one key is read once, also by three executors`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder, edit: { $0.executors = 3 })) { rig in
      let id = try await rig.open("ladder")
      #expect(try await rig.send("acknowledged", to: id, key: "reply-1"))
      #expect(try await !rig.send("acknowledged", to: id, key: "reply-1"))
      try await rig.settle()
      #expect(try await !rig.send("acknowledged", to: id, key: "reply-1"))
      try await rig.settle()
      #expect(try await rig.instance(id).step == 2)
    }
  }
}
