import Dispatch
import PostgreSQL
import Store
import StorePostgres
import TestSupport

/// A database with the schema, and stores on it.
struct PostgresBench: Sendable {
  let database: TestDatabase
  let store: PostgresStore
  let admin: Connection

  static func run(
    options: StoreOptions = StoreOptions(), _ story: (PostgresBench) async throws -> Void
  ) async throws {
    let database = try await TestDatabase.make("store_only")
    _ = try await PostgresStore.migrate(database.connectionString)
    let store = PostgresStore(database.connectionString, connections: 3, engine: Fixture.engine, options: options)
    let bench = PostgresBench(database: database, store: store, admin: try await database.connect())
    do {
      _ = try await store.installation(default: Fixture.installation)
      try await story(bench)
    } catch {
      await bench.close()
      throw error
    }
    await bench.close()
  }

  private func close() async {
    await store.close()
    await admin.close()
  }

  func count(_ sql: String) async throws -> Int {
    try await admin.query(Statement("TestCount", sql)).only().int(0)
  }

  /// Asks the server again and again until it says so; the server's own limits end a wait in vain.
  func waitUntil(_ sql: String) async throws {
    for _ in 0..<Self.looksMax {
      if try await count("SELECT (\(sql))::int") == 1 { return }
      await Task.yield()
    }
    throw TestSupportError("never came true: \(sql)")
  }

  /// Some ten seconds of asking.
  private static let looksMax = 50_000

  /// Holds a row lock in a transaction of its own while `body` runs.
  func parking(on lock: String, _ body: () async throws -> Void) async throws {
    let parked = try await database.connect()
    let isLocked = Gate()
    let mayEnd = Gate()
    async let transaction: Void = parked.transaction { transaction in
      _ = try transaction.query(Statement("TestPark", lock))
      isLocked.open()
      mayEnd.wait()
    }
    await isLocked.opened()
    do {
      try await body()
    } catch {
      mayEnd.open()
      try? await transaction  // the story's own error counts
      throw error
    }
    mayEnd.open()
    try await transaction
    await parked.close()
  }
}

/// A signal between a test and what runs on a connection's own queue, where waiting holds up nobody else.
final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func open() { semaphore.signal() }

  func wait() { semaphore.wait() }

  /// Waits off the cooperative pool.
  func opened() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        self.semaphore.wait()
        continuation.resume()
      }
    }
  }
}
