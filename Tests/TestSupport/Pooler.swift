import Glibc
package import PostgreSQL

/// A PgBouncer in transaction mode before the servers of a socket folder: each transaction may meet another session.
package struct Pooler: Sendable {
  private static let program = "/usr/sbin/pgbouncer"
  package let process: ChildProcess
  /// To the database `postgres`; others have their own name.
  package let connectionString: ConnectionString
  private let folder: TemporaryFolder

  package static var isInstalled: Bool { access(program, X_OK) == 0 }

  /// - Parameter sessions: how many sessions of the server all clients of a database share.
  package static func start(socketFolder: String, sessions: Int = 2) async throws -> Pooler {
    let folder = try TemporaryFolder.make()
    let port = try freeLoopbackPort()
    let configuration = """
      [databases]
      * = host=\(socketFolder) port=5432 user=postgres
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = \(port)
      unix_socket_dir =
      auth_type = any
      pool_mode = transaction
      default_pool_size = \(sessions)
      max_client_conn = 1000
      server_idle_timeout = 1
      """
    try TestFile.write(configuration, to: folder.path + "/pgbouncer.ini")
    // As the server's user, who alone may use its socket; PgBouncer, too, refuses root.
    let command = try ServerAccount.of(socketFolder).command([program, folder.path + "/pgbouncer.ini"])
    let process = try ChildProcess.start(command[0], Array(command.dropFirst()))
    // Where the watchdog looks for what must end with this process.
    try TestFile.write("\(process.processID)\n", to: folder.path + "/postmaster.pid")
    let target = try ConnectionString("host=127.0.0.1 port=\(port) dbname=postgres user=postgres")
    let pooler = Pooler(process: process, connectionString: target, folder: folder)
    try await eventually("the pooler listened") {
      if let exit = process.exit { throw TestSupportError("pgbouncer ended (\(exit)): \(process.errors)") }
      do {
        let connection = try await Connection.open(target, options: ConnectionOptions(pooling: .transaction))
        await connection.close()
        return true
      } catch {
        return false
      }
    }
    return pooler
  }
}

/// The user that a server runs as: PostgreSQL and PgBouncer refuse root.
struct ServerAccount: Sendable {
  private let user: uid_t
  private let group: gid_t

  /// Who owns a file or folder.
  static func of(_ path: String) throws -> ServerAccount {
    var status = stat()
    guard stat(path, &status) == 0 else { throw TestSupportError("\(path) cannot be looked at") }
    return ServerAccount(user: status.st_uid, group: status.st_gid)
  }

  /// `postgres` where these tests run as root, else their own user.
  static func own() throws -> ServerAccount {
    guard geteuid() == 0 else { return ServerAccount(user: geteuid(), group: getegid()) }
    guard let entry = getpwnam("postgres") else { throw TestSupportError("there is no user postgres") }
    return ServerAccount(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
  }

  func command(_ words: [String]) -> [String] {
    geteuid() != 0
      ? words : ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"] + words
  }

  func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o700) == 0, geteuid() != 0 || chown(path, user, group) == 0 else {
      throw TestSupportError("cannot make \(path): \(String(cString: strerror(errno)))")
    }
  }
}

enum TestFile {
  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw TestSupportError("cannot write \(path)") }
    fputs(text, file)
    fclose(file)
  }
}
