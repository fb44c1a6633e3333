package import PostgreSQL
package import Store

extension PostgresStore {
  /// Brings the database's schema up to date; whoever else tries at the same time waits and finds it done.
  /// - Returns: the numbers of the migrations that were applied now.
  package static func migrate(_ connection: Connection) async throws(StoreError) -> [Int] {
    do {
      return try await connection.transaction { transaction in try Migrator(transaction).run() }
    } catch {
      throw StoreError(any: error)
    }
  }

  /// As `migrate`, on a connection of its own.
  package static func migrate(
    _ target: ConnectionString, options: StoreOptions = StoreOptions()
  ) async throws(StoreError) -> [Int] {
    var options = options
    // Waiting for another's migration takes as long as that takes.
    options.lockMilliseconds = 0
    let connection: Connection
    do throws(PostgresError) {
      connection = try await Connection.open(target, options: options.connection)
    } catch {
      throw StoreError(error)
    }
    do throws(StoreError) {
      let applied = try await migrate(connection)
      await connection.close()
      return applied
    } catch {
      await connection.close()
      throw error
    }
  }

  /// What `migrate` would apply, in order: `8 retention, growth`. Reads only; an empty database lacks everything.
  package func missingMigrations() async throws(StoreError) -> [String] {
    let isThere = try reading(try await rows(MigrationSQL.isThere)) { cursor in try cursor.bool() }.first ?? false
    let known = isThere ? try reading(try await rows(MigrationSQL.list)) { cursor in try cursor.int() } : []
    return Migration.all.filter { !known.contains($0.number) }.map { "\($0.number) \($0.name)" }
  }

  /// Whether the database's schema is the one this engine was built for, or a newer one that still suits it.
  package func checkSchema() async throws(StoreError) {
    let newest = Migration.all.last?.number ?? 0
    let found = try reading(try await rows(MigrationSQL.readSchema)) { cursor in
      (schema: try cursor.int(), oldest: try cursor.int())
    }
    guard let found = found.first, found.schema >= newest else {
      throw StoreError(retry: .never, message: "the database has schema \(found.first?.schema ?? 0), \(newest) is needed: migrate it")
    }
    guard found.oldest <= newest else {
      throw StoreError(retry: .never, message: "the database needs an engine of schema \(found.oldest) or newer, this has \(newest)")
    }
  }
}

/// Applies what is missing, in order, within one transaction under a lock.
private struct Migrator {
  let transaction: Transaction

  init(_ transaction: Transaction) { self.transaction = transaction }

  func run() throws -> [Int] {
    _ = try transaction.query(MigrationSQL.lock)
    try transaction.execute(MigrationSQL.createTable)
    var known: [Int: String] = [:]
    for row in try transaction.query(MigrationSQL.list) { known[try row.int(0)] = try row.text(1) }
    var applied: [Int] = []
    for migration in Migration.all {
      if let hash = known[migration.number] {
        guard hash == migration.hash else {
          throw StoreError(
            retry: .never, message: "migration \(migration.number) was altered after this database had applied it")
        }
        continue
      }
      try transaction.execute(migration.sql)
      _ = try transaction.query(
        MigrationSQL.record, [.number(migration.number), .text(migration.name), .text(migration.hash)])
      _ = try transaction.query(MigrationSQL.writeSchema, [.number(migration.number), .number(migration.oldestSchema)])
      applied.append(migration.number)
    }
    return applied
  }
}
