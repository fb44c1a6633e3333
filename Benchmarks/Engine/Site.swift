import EmbeddedPostgres
import Executor
import Machine
import PostgreSQL
import Store
import StorePostgres

/// A PostgreSQL of the bench's own, as durable as one in production, in a folder that goes with it.
struct Site: Sendable {
  let server: EmbeddedServer
  let admin: Connection

  /// What a server on a machine of its own would be given; `fsync` and `synchronous_commit` stay on. No checkpoint falls
  /// into a run: one is made before each.
  private static let settings = """
    ALTER SYSTEM SET shared_buffers = '1GB';
    ALTER SYSTEM SET max_wal_size = '16GB';
    ALTER SYSTEM SET checkpoint_timeout = '1h'
    """

  static func open(folder: String) async throws -> Site {
    let first = try await EmbeddedServer.join(folder: folder)
    let connection = try await Connection.open(try await first.connectionString)
    for setting in settings.split(separator: ";") { try await connection.execute(String(setting)) }
    await connection.close()
    try await first.leave()
    let server = try await EmbeddedServer.join(folder: folder)
    let admin = try await Connection.open(try await server.connectionString)
    let durable = try await admin.query(
      Statement("DurabilityLook", "SELECT current_setting('fsync') || current_setting('synchronous_commit')"))
    guard try durable.only().text(0) == "onon" else { throw BenchError("the server is not durable") }
    return Site(server: server, admin: admin)
  }

  func close() async throws {
    await admin.close()
    try await server.leave()
  }

  func target(_ database: String) async throws -> ConnectionString {
    try await server.connectionString(database: database)
  }

  /// Runs a script on a database.
  func execute(_ sql: String, on database: String) async throws {
    let connection = try await Connection.open(try await target(database))
    do {
      for statement in sql.split(separator: ";\n") { try await connection.execute(String(statement)) }
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  func number(_ sql: String, on database: String) async throws -> Int {
    let connection = try await Connection.open(try await target(database))
    let number = try await connection.query(Statement("BenchCount", sql)).only().int(0)
    await connection.close()
    return number
  }

  /// An equal copy of a database that nobody uses; what it cost is not the next run's.
  func copy(_ database: String, to name: String) async throws {
    try await admin.execute("CREATE DATABASE \(name) TEMPLATE \(database) STRATEGY FILE_COPY")
    try await admin.execute("CHECKPOINT")
  }

  func drop(_ database: String) async throws {
    try await admin.execute("DROP DATABASE \(database) WITH (FORCE)")
  }

  /// Seconds of processor time of the server and all its sessions so far.
  func serverSeconds() async -> Double {
    guard let process = await server.processID else { return 0 }
    return ProcessTime.familySeconds(of: process)
  }
}

struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
