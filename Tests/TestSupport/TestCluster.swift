import EmbeddedPostgres
import PostgreSQL

/// The PostgreSQL server of this test process: started with the first database, ended with the process.
actor TestCluster {
  static let shared = TestCluster()

  private var start: Task<EmbeddedServer, any Error>?
  private var poolerStart: Task<Pooler, any Error>?
  private var databases = 0

  /// Suites run side by side, each with pools of its own.
  private static let connectionsMax = 400

  /// Makes an empty database and tells where it is.
  func makeDatabase(_ name: String) async throws -> (name: String, connection: ConnectionString) {
    let server = try await server()
    databases += 1
    let name = "\(name)_\(databases)"
    let connection = try await Connection.open(server.connectionString)
    try await connection.execute("CREATE DATABASE \(quoted(name)) TEMPLATE template0")
    await connection.close()
    return (name, try await server.connectionString(database: name))
  }

  /// Before the server of all suites.
  func pooler() async throws -> Pooler {
    if let poolerStart { return try await poolerStart.value }
    let task = Task {
      let words = "\(try await server().connectionString)".split(separator: " ")
      guard let host = words.first(where: { $0.hasPrefix("host=") }) else { throw TestSupportError("the server has no socket") }
      return try await Pooler.start(socketFolder: String(host.dropFirst("host=".count)))
    }
    poolerStart = task
    return try await task.value
  }

  func server() async throws -> EmbeddedServer {
    if let start { return try await start.value }
    let task = Task {
      let folder = try TemporaryFolder.makeKept()
      let settings = EmbeddedSettings(isDurable: false, connectionsMax: Self.connectionsMax)
      return try await EmbeddedServer.join(folder: folder, settings: settings)
    }
    start = task
    return try await task.value
  }
}

/// A failure of the tests' own helpers.
package struct TestSupportError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
