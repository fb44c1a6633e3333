import CSpawn
import Glibc

/// Starts a program in a session of its own, so that neither Ctrl-C nor a closing terminal reaches it.
struct Spawn {
  let program: String
  let arguments: [String]
  /// Where its output is appended.
  let log: String
  let user: ServerUser

  /// The one program that changes the user and keeps the process.
  private static let setpriv = "/usr/bin/setpriv"

  /// Sees nothing of our environment (it may hold secrets); speaks English, counts in UTC.
  private static let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C", "LANG=C", "TZ=UTC", "PGTZ=UTC"]

  private var command: [String] {
    guard user.isHandover else { return [program] + arguments }
    return [
      Self.setpriv, "--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups", "--no-new-privs", "--", program,
    ] + arguments
  }

  func start() throws(EmbeddedError) -> pid_t {
    let command = command
    guard FileTree.exists(command[0]) else {
      throw EmbeddedError("\(command[0]) is not installed: apt-get install util-linux")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    spawn_actions_close_from(&actions, 3)
    spawn_actions_change_folder(&actions, "/")

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | spawn_new_session
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))

    var process: pid_t = 0
    let words = command.map { strdup($0) } + [nil]
    let variables = Self.environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    let code = posix_spawn(&process, command[0], &actions, &attributes, words, variables)
    guard code == 0 else { throw EmbeddedError("cannot start \(program): \(String(cString: strerror(code)))") }
    return process
  }
}
