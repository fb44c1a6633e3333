package import PostgreSQL

/// An empty database of a suite's own, on the server that all suites of this process share.
///
/// Nothing has to be taken down: server and data go with the process.
package struct TestDatabase: Sendable {
  package let name: String
  package let connectionString: ConnectionString

  /// - Parameter name: a word for the server's log; a number is added.
  package static func make(_ name: String = "test") async throws -> TestDatabase {
    let made = try await TestCluster.shared.makeDatabase(name)
    return TestDatabase(name: made.name, connectionString: made.connection)
  }

  /// A connection to it.
  package func connect(_ options: ConnectionOptions = ConnectionOptions()) async throws -> Connection {
    try await Connection.open(connectionString, options: options)
  }

  /// The same database behind a PgBouncer in transaction mode that all suites of this process share.
  package func pooled() async throws -> ConnectionString {
    try await TestCluster.shared.pooler().connectionString.with(database: name)
  }
}
