import PostgreSQL
import TestSupport
import Testing

@Suite struct NotificationTests {
  @Test func `what others notify arrives, with its channel and text`() async throws {
    let database = try await TestDatabase.make("notify")
    let listener = try await database.connect()
    let speaker = try await database.connect()
    try await listener.listen("Due \"now\"")
    async let heard = listener.notifications(limitMilliseconds: 20_000)
    _ = try await speaker.query(Statement("HintSend", "SELECT pg_notify($1, $2)"), [.text("Due \"now\""), .text("s=3")])
    let notification = try #require(try await heard.first)
    #expect(notification.channel == "Due \"now\"")
    #expect(notification.payload == "s=3")
  }

  @Test func `a limit, a call, a cancelled task and a close each end the wait`() async throws {
    let database = try await TestDatabase.make("wake")
    let listener = try await database.connect()
    try await listener.listen("hint")
    #expect(try await listener.notifications(limitMilliseconds: 1).isEmpty)
    let woken = Task { try await listener.notifications(limitMilliseconds: 600_000) }
    listener.wake()
    #expect(try await woken.value.isEmpty)
    let cancelled = Task { try await listener.notifications(limitMilliseconds: 600_000) }
    cancelled.cancel()
    #expect(try await cancelled.value.isEmpty)
    await listener.close()
    await #expect(throws: PostgresError.self) { try await listener.notifications(limitMilliseconds: 600_000) }
  }

  @Test func `a listener whose server goes is told, and does not hang`() async throws {
    let database = try await TestDatabase.make("gone")
    let listener = try await database.connect()
    let killer = try await database.connect()
    try await listener.listen("hint")
    let process = try await listener.query(Statement("ProcessLook", "SELECT pg_backend_pid() AS pid")).only().int("pid")
    let heard = Task { try await listener.notifications(limitMilliseconds: 600_000) }
    _ = try await killer.query(Statement("BackendKill", "SELECT pg_terminate_backend($1)"), [.int4(Int32(process))])
    let error = await #expect(throws: PostgresError.self) { try await heard.value }
    #expect(error?.retry == .connection)
  }
}
