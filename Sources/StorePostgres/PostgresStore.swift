package import PostgreSQL
import Store

/// The store that lasts: PostgreSQL 13 or newer.
///
/// A step is one transaction under row locks; what crosses the network has leases and tokens. Locks are taken in the order
/// work, instance, own inbox rows, then inserts sorted by key; claims skip what is locked and wait for nobody.
package struct PostgresStore: Store {
  let pool: ConnectionPool
  /// The version of the engine, which each step's history names.
  let engine: String
  let marks = ClaimMarks()

  /// - Parameters:
  ///   - connections: at most so many; a claim of steps and a delivery's word each take one for a moment.
  ///   - engine: the version of the engine.
  package init(
    _ target: ConnectionString, connections: Int, engine: String, options: StoreOptions = StoreOptions()
  ) {
    pool = ConnectionPool(target, size: connections, options: options.connection)
    self.engine = engine
  }

  /// Waits for what is under way and closes the connections.
  package func close() async { await pool.close() }
}

/// How the store uses its connections.
package struct StoreOptions: Hashable, Sendable {
  /// A transaction that is open and silent for longer belongs to a stalled process: the server ends it, so it cannot commit.
  package var idleInTransactionMilliseconds: Int
  /// Waiting for a lock longer than this is an error that says so.
  package var lockMilliseconds: Int
  /// The schema that the tables are in; nil leaves it to the database's own search path.
  package var schema: String?
  package var pooling: ConnectionOptions.Pooling

  package init(
    idleInTransactionMilliseconds: Int = 5_000, lockMilliseconds: Int = 10_000, schema: String? = nil,
    pooling: ConnectionOptions.Pooling = .session
  ) {
    self.idleInTransactionMilliseconds = idleInTransactionMilliseconds
    self.lockMilliseconds = lockMilliseconds
    self.schema = schema
    self.pooling = pooling
  }

  var connection: ConnectionOptions {
    var settings = [
      ConnectionOptions.Setting("idle_in_transaction_session_timeout", String(idleInTransactionMilliseconds)),
      ConnectionOptions.Setting("lock_timeout", String(lockMilliseconds)),
      ConnectionOptions.Setting("timezone", "UTC"),
    ]
    if let schema { settings.append(ConnectionOptions.Setting("search_path", schema)) }
    return ConnectionOptions(pooling: pooling, settings: settings)
  }
}
