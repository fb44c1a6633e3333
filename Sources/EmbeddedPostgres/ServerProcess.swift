import Dispatch
import Glibc
import PostgreSQL

/// Starting, awaiting and stopping the server of a layout; blocks its thread, and its caller holds the gate.
struct ServerProcess {
  let layout: ServerLayout
  let settings: EmbeddedSettings
  let user: ServerUser
  let progress: @Sendable (EmbeddedProgress) -> Void

  /// How often a server that starts or stops is looked at.
  private static let pollMilliseconds: Int32 = 10
  /// A start after a clean end is over by then; one that is not replays the log.
  private static let recoveryNoticeMilliseconds: Int64 = 1_000
  /// Bytes of the log shown with an error.
  private static let logTailBytes = 4_096
  /// Bytes from which a log is put aside at the next start.
  private static let logBytesMax: off_t = 16 << 20

  /// The running server, if there is one that serves these data.
  func running() -> ProcessFile? {
    guard let file = ProcessFile(dataFolder: layout.data), isServer(file.process) else { return nil }
    return file
  }

  private func isServer(_ process: pid_t) -> Bool {
    ProcessProbe.isRunning(process) && ProcessProbe.works(process, in: layout.data)
  }

  /// Makes the cluster if there is none.
  func create(_ binaries: Binaries) throws(EmbeddedError) {
    guard !FileTree.exists(layout.data) else { return }
    progress(.creating(majorVersion: binaries.majorVersion))
    for name in FileTree.names(in: layout.home) where name.hasPrefix(ServerLayout.newDataPrefix) {
      FileTree.removeTree(layout.home + "/" + name)
    }
    try user.makeFolder(layout.newData)
    try user.makeFile(layout.log)
    var arguments = [
      "-D", layout.newData, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--data-checksums", "--no-instructions",
    ]
    if !settings.isDurable { arguments.append("--no-sync") }
    let process = try Spawn(program: binaries.initdb, arguments: arguments, log: layout.log, user: user).start()
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw failure("the database could not be created in \(layout.home)") }
    guard rename(layout.newData, layout.data) == 0 else { throw FileTree.failure("cannot rename", layout.newData) }
  }

  /// Starts the server and waits until it takes connections.
  func start(_ binaries: Binaries) throws(EmbeddedError) -> ProcessFile {
    try clearRemains()
    let sockets = layout.socketFolder(user: user, runtimeFolder: settings.runtimeFolder)
    try user.makeFolder(sockets)
    if let status = FileTree.status(layout.log), status.st_size > Self.logBytesMax {
      rename(layout.log, layout.log + ".1")
    }
    try user.makeFile(layout.log)
    progress(.starting)
    let process = try Spawn(
      program: binaries.postgres, arguments: ["-D", layout.data] + options(sockets: sockets), log: layout.log, user: user
    ).start()
    Reaper.bury(process)
    do throws(EmbeddedError) {
      guard try awaitReady(process, sockets: sockets) else { throw failure("the database server ended while it started") }
    } catch {
      kill(process, SIGQUIT)
      throw error
    }
    return ProcessFile(process: process, port: ServerLayout.port, socketFolder: sockets)
  }

  private func options(sockets: String) -> [String] {
    var options = [
      "listen_addresses=", "port=\(ServerLayout.port)", "unix_socket_directories=\(quotedFolder(sockets))",
      "unix_socket_permissions=0700", "max_connections=\(settings.connectionsMax)", "timezone=UTC", "log_timezone=UTC",
      "logging_collector=off", "log_destination=stderr", "log_checkpoints=off", "cluster_name=tocsin",
    ]
    if !settings.isDurable { options += ["fsync=off", "full_page_writes=off"] }
    return options.flatMap { ["-c", $0] }
  }

  /// A folder in a list of folders, which commas part.
  private func quotedFolder(_ path: String) -> String { quoted(path) }

  /// Waits for what an ended server left behind; PostgreSQL itself takes care of a file whose process is gone.
  private func clearRemains() throws(EmbeddedError) {
    let deadline = Deadline(inMilliseconds: settings.startLimitMilliseconds)
    while !ProcessProbe.processes(in: layout.data).isEmpty {
      guard !deadline.isOver else {
        throw failure("processes of an earlier database server are still at work in \(layout.data)")
      }
      poll(nil, 0, Self.pollMilliseconds)
    }
    // The number may belong to somebody else by now, and PostgreSQL would refuse to start beside it.
    if let process = ProcessFile.process(dataFolder: layout.data), ProcessProbe.isRunning(process) {
      unlink(ProcessFile.path(layout.data))
    }
  }

  /// Waits until the server takes connections; false if it ended instead.
  ///
  /// One that answers "starting up" replays its log, and is waited for as long as it lives.
  func awaitReady(_ process: pid_t, sockets: String) throws(EmbeddedError) -> Bool {
    var deadline = Deadline(inMilliseconds: settings.startLimitMilliseconds)
    let notice = Deadline(inMilliseconds: Self.recoveryNoticeMilliseconds)
    var isToldOfRecovery = false
    while true {
      switch ServerPing.ask(socketFolder: sockets) {
      case .ready: return true
      case .startingUp:
        deadline = .never
        if notice.isOver, !isToldOfRecovery {
          progress(.recovering)
          isToldOfRecovery = true
        }
      case .silent: break
      }
      guard ProcessProbe.isRunning(process) else { return false }
      guard !deadline.isOver else { throw failure("the database server did not start in time") }
      poll(nil, 0, Self.pollMilliseconds)
    }
  }

  /// Fast: sessions are ended, everything is written; the next start needs no recovery.
  func stop(_ process: pid_t, signal: Int32 = SIGINT) throws(EmbeddedError) {
    progress(.stopping)
    kill(process, signal)
    var deadline = Deadline(inMilliseconds: settings.stopLimitMilliseconds)
    var isImmediate = signal == SIGQUIT
    while ProcessProbe.isRunning(process) {
      if deadline.isOver {
        guard !isImmediate else { throw failure("the database server \(process) does not end") }
        isImmediate = true
        kill(process, SIGQUIT)
        deadline = Deadline(inMilliseconds: settings.stopLimitMilliseconds)
      }
      poll(nil, 0, Self.pollMilliseconds)
    }
  }

  /// Takes down what a stopped server leaves outside of the state folder; what is not empty or not there stays as it is.
  func clearShortSockets(_ folder: String) {
    if !folder.hasPrefix(layout.home + "/") { rmdir(folder) }
  }

  private func failure(_ message: String) -> EmbeddedError {
    EmbeddedError(message, detail: FileTree.tail(of: layout.log, limit: Self.logTailBytes) ?? "")
  }
}

/// Waits for children, so that none stays as a zombie.
enum Reaper {
  /// Holds a thread until the process ends: one for each server started here.
  static func bury(_ process: pid_t) {
    DispatchQueue(label: "tocsin.reaper").async {
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
  }
}
