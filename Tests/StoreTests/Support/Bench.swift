import Calendar
import PostgreSQL
import Store
import StorePostgres
import Synchronization
import TestSupport
import Testing

/// The stores that must keep the same promises.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case memory
  case postgres
  /// PostgreSQL behind PgBouncer in transaction mode.
  case pooled

  /// Without a PgBouncer on the machine there is nothing to go through.
  static let allCases: [StoreKind] = [.memory, .postgres] + (Pooler.isInstalled ? [.pooled] : [])

  var testDescription: String { rawValue }
}

/// A store of either kind, empty, named, with the means to let its own clock pass.
final class Bench: Sendable {
  let store: any Store
  private let leaseClock: LeaseClock?
  private let connection: Connection?
  private let postgres: PostgresStore?

  private init(_ store: any Store, _ leaseClock: LeaseClock?, _ connection: Connection?, _ postgres: PostgresStore?) {
    self.store = store
    self.leaseClock = leaseClock
    self.connection = connection
    self.postgres = postgres
  }

  /// Runs a story against a store of its own.
  static func run(_ kind: StoreKind, _ story: (Bench) async throws -> Void) async throws {
    let bench = try await make(kind)
    _ = try await bench.store.installation(default: Fixture.installation)
    do {
      try await story(bench)
    } catch {
      await bench.close()
      throw error
    }
    await bench.close()
  }

  private static func make(_ kind: StoreKind) async throws -> Bench {
    switch kind {
    case .memory:
      let clock = LeaseClock()
      return Bench(MemoryStore(engine: Fixture.engine, leaseClock: { clock.now }), clock, nil, nil)
    case .postgres, .pooled:
      let database = try await TestDatabase.make("store")
      let target = kind == .pooled ? try await database.pooled() : database.connectionString
      let options = StoreOptions(pooling: kind == .pooled ? .transaction : .session)
      _ = try await PostgresStore.migrate(target, options: options)
      let store = PostgresStore(target, connections: 4, engine: Fixture.engine, options: options)
      return Bench(store, nil, try await database.connect(), store)
    }
  }

  private func close() async {
    await postgres?.close()
    await connection?.close()
  }

  /// Lets the store's own clock pass: the database's cannot be moved, so what hangs on it is moved back.
  func passLeaseTime(seconds: Int) async throws {
    leaseClock?.advance(seconds: seconds)
    try await connection?.execute(
      """
      UPDATE outbox SET lease_until = lease_until - interval '\(seconds) seconds';
      UPDATE executor SET heartbeat = heartbeat - interval '\(seconds) seconds'
      """)
  }
}

/// A clock that stands still until it is moved.
final class LeaseClock: Sendable {
  private let time = Mutex(Fixture.start)

  var now: Instant { time.withLock { $0 } }

  func advance(seconds: Int) { time.withLock { $0 = $0.adding(seconds: Int64(seconds)) } }
}
