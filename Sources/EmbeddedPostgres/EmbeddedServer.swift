import Glibc
package import PostgreSQL

/// One user's part in the private PostgreSQL of a state folder.
///
/// All who use the folder hold a shared lock on it, which the kernel takes back when they die. Who joins first starts the
/// server, or adopts one whose users died; who gets the lock alone on leaving stops it.
package actor EmbeddedServer {
  private nonisolated let executor: QueueExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let server: ServerProcess
  private let gate: FolderLock
  private let users: FolderLock
  private var file: ProcessFile?
  private var isMember = false

  /// Starts, adopts or joins the server of a folder, which is made if it is not there.
  package static func join(
    folder: String, settings: EmbeddedSettings = EmbeddedSettings(),
    progress: @escaping @Sendable (EmbeddedProgress) -> Void = { _ in }
  ) async throws -> EmbeddedServer {
    let server = try EmbeddedServer(folder: folder, settings: settings, progress: progress)
    try await server.enter()
    return server
  }

  private init(
    folder: String, settings: EmbeddedSettings, progress: @escaping @Sendable (EmbeddedProgress) -> Void
  ) throws(EmbeddedError) {
    let layout = try ServerLayout(folder)
    let user = try ServerUser.choose(dataFolder: layout.data)
    try user.checkReach(layout.home)
    executor = QueueExecutor(label: "tocsin.embedded")
    server = ServerProcess(layout: layout, settings: settings, user: user, progress: progress)
    gate = try FolderLock(layout.gateLock)
    users = try FolderLock(layout.usersLock)
  }

  /// The server's process; nil after leaving.
  package var processID: Int32? { file?.process }

  /// Where the server listens: user and database `postgres`, over a socket that only its user (and root) can reach.
  package var connectionString: ConnectionString {
    get throws { try connectionString(database: "postgres") }
  }

  /// The same server, another database.
  package func connectionString(database: String) throws -> ConnectionString {
    guard let file else { throw EmbeddedError("the database of \(server.layout.folder) was left") }
    let words = [("host", file.socketFolder), ("port", String(file.port)), ("user", "postgres"), ("dbname", database)]
    return try ConnectionString(words.map { "\($0)=\(ServerPing.quotedValue($1))" }.joined(separator: " "))
  }

  private func enter() throws(EmbeddedError) {
    try passGate { () throws(EmbeddedError) in
      try users.share()
      isMember = true
      do throws(EmbeddedError) {
        try ensureRunning()
      } catch {
        users.release()
        isMember = false
        throw error
      }
    }
    server.progress(.ready)
  }

  private func ensureRunning() throws(EmbeddedError) {
    // One that is about to end is not adopted but started anew.
    if let running = server.running(), try server.awaitReady(running.process, sockets: running.socketFolder) {
      file = running
      return
    }
    try server.user.makeFolder(server.layout.home)
    let version = try server.layout.majorVersion()
    let binaries = try server.settings.binaries.find(majorVersion: version, dataFolder: server.layout.data)
    try server.create(binaries)
    file = try server.start(binaries)
  }

  /// Gives up this part; returns after the server ended if nobody else has one.
  package func leave() throws(EmbeddedError) {
    guard isMember else { return }
    try passGate { () throws(EmbeddedError) in
      isMember = false
      file = nil
      defer { users.release() }
      guard users.tryExclusive(), let running = server.running() else { return }
      try server.stop(running.process)
      server.clearShortSockets(running.socketFolder)
    }
  }

  /// Ends the server at once, as a power cut would, whoever uses it: for tests of recovery. The part stays.
  package func stopImmediate() throws(EmbeddedError) {
    try passGate { () throws(EmbeddedError) in
      guard let running = server.running() else { return }
      try server.stop(running.process, signal: SIGQUIT)
    }
  }

  /// Starts the server again if it has gone while this part was held.
  package func revive() throws(EmbeddedError) {
    guard isMember else { throw EmbeddedError("the database of \(server.layout.folder) was left") }
    try passGate { () throws(EmbeddedError) in try ensureRunning() }
  }

  private func passGate(_ body: () throws(EmbeddedError) -> Void) throws(EmbeddedError) {
    let deadline = Deadline(inMilliseconds: server.settings.gateLimitMilliseconds)
    try gate.takeExclusive(deadline) { server.progress(.waitingForOthers) }
    defer { gate.release() }
    try body()
  }
}
