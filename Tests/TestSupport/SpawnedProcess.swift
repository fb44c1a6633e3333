import CSpawn
import Glibc

/// `posix_spawn` with what tests need: a session of its own, the given files as 0, 1 and 2, and no others.
enum SpawnedProcess {
  static func start(
    _ command: [String], environment: [String: String], folder: String, files: [Int32]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() { posix_spawn_file_actions_adddup2(&actions, file, Int32(number)) }
    spawn_actions_close_from(&actions, Int32(files.count))
    spawn_actions_change_folder(&actions, folder)

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

    let words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, command[0], &actions, &attributes, words, variables)
    guard code == 0 else { throw TestSupportError("cannot start \(command[0]): \(String(cString: strerror(code)))") }
    return process
  }

  /// Two connected ends that no child inherits unless it is given one.
  static func pair() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw TestSupportError("no pair of sockets: \(String(cString: strerror(errno)))")
    }
    return (ends[0], ends[1])
  }
}
