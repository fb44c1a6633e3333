import Glibc
package import PostgreSQL

/// A primary and a standby that streams from it, both on ports of 127.0.0.1; every commit waits for both.
package final class ReplicatedServers: Sendable {
  private static let versionsFolder = "/usr/lib/postgresql"
  private let folder: String
  private let account: ServerAccount
  private let binaries: String
  private let ports: (primary: Int, standby: Int)
  private let primary: ChildProcess
  private let standby: ChildProcess

  /// Names both hosts; whoever connects gets the one that takes writes.
  package let connectionString: ConnectionString

  package static func start() async throws -> ReplicatedServers {
    let folder = try TemporaryFolder.makeKept()
    let account = try ServerAccount.own()
    let binaries = try newestBinaries()
    let ports = (primary: try freeLoopbackPort(), standby: try freeLoopbackPort())
    for name in ["primary", "standby"] { try account.makeFolder("\(folder)/\(name)") }
    try await run(
      account.command([
        "\(binaries)/initdb", "-D", "\(folder)/primary", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync",
      ]))
    let primary = try serve(account, binaries, "\(folder)/primary", ports.primary)
    try await answers(primary, ports.primary)
    try await run(
      account.command([
        "\(binaries)/pg_basebackup", "-h", "127.0.0.1", "-p", "\(ports.primary)", "-U", "postgres", "-D", "\(folder)/standby", "-R",
        "-X", "stream", "-c", "fast", "--no-sync",
      ]))
    let standby = try serve(account, binaries, "\(folder)/standby", ports.standby)
    try await answers(standby, ports.standby)
    let servers = try ReplicatedServers(folder, account, binaries, ports, primary, standby)
    try await servers.makeSynchronous()
    return servers
  }

  private init(
    _ folder: String, _ account: ServerAccount, _ binaries: String, _ ports: (primary: Int, standby: Int), _ primary: ChildProcess,
    _ standby: ChildProcess
  ) throws {
    (self.folder, self.account, self.binaries, self.ports) = (folder, account, binaries, ports)
    (self.primary, self.standby) = (primary, standby)
    connectionString = try ConnectionString(
      "host=127.0.0.1,127.0.0.1 port=\(ports.primary),\(ports.standby) user=postgres dbname=postgres target_session_attrs=read-write")
  }

  /// As by `kill -9`: nothing is said, nothing is written.
  package func killPrimary() async throws {
    primary.signal(SIGKILL)
    try await primary.ended()
  }

  /// Returns when the standby takes writes.
  package func promoteStandby() async throws {
    let connection = try await Self.connect(ports.standby)
    let promoted = try await connection.query(Statement("TestPromote", "SELECT pg_promote()")).only().bool(0)
    await connection.close()
    guard promoted else { throw TestSupportError("the standby was not promoted") }
  }

  package func stop() async throws {
    for server in [primary, standby] where server.exit == nil {
      server.signal(SIGQUIT)
      try await server.ended()
    }
  }

  private func makeSynchronous() async throws {
    let connection = try await Self.connect(ports.primary)
    try await Self.tells(connection, "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
    try await connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
    try await connection.execute("SELECT pg_reload_conf()")
    try await Self.tells(connection, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
    await connection.close()
  }

  private static func tells(_ connection: Connection, _ sql: String) async throws {
    try await eventually("it is so: \(sql)") { try await connection.query(Statement("TestLook", sql)).only().int(0) == 1 }
  }

  private static func connect(_ port: Int) async throws -> Connection {
    try await Connection.open(try ConnectionString("host=127.0.0.1 port=\(port) user=postgres dbname=postgres"))
  }

  private static func serve(_ account: ServerAccount, _ binaries: String, _ data: String, _ port: Int) throws -> ChildProcess {
    let settings = ["listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=", "fsync=off", "hot_standby=on"]
    let command = account.command(["\(binaries)/postgres", "-D", data] + settings.flatMap { ["-c", $0] })
    let server = try ChildProcess.start(command[0], Array(command.dropFirst()))
    // A session whose primary dies while it waits for the standby turns to its standard input, and ends at the end of that.
    server.closeInput()
    return server
  }

  private static func answers(_ server: ChildProcess, _ port: Int) async throws {
    try await eventually("the server at \(port) answered") {
      if let exit = server.exit { throw TestSupportError("it ended (\(exit)): \(server.errors)") }
      do {
        await (try await connect(port)).close()
        return true
      } catch {
        return false
      }
    }
  }

  private static func run(_ command: [String]) async throws {
    let process = try ChildProcess.start(command[0], Array(command.dropFirst()))
    guard try await process.ended() == .code(0) else { throw TestSupportError("\(command): \(process.errors)") }
  }

  private static func newestBinaries() throws -> String {
    var newest: Int?
    if let folder = opendir(versionsFolder) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if let version = Int(name), version > newest ?? 0 { newest = version }
      }
      closedir(folder)
    }
    guard let newest else { throw TestSupportError("no PostgreSQL server is installed") }
    return "\(versionsFolder)/\(newest)/bin"
  }
}
