import CSpawn
import Glibc

/// Ends a server and removes its folder when this process ends, however it ends.
///
/// A shell reads from a pipe whose other end only we hold; when the kernel closes it, the shell wakes and cleans up.
enum Watchdog {
  private static let script = """
    cat >/dev/null
    kill -QUIT "$1" 2>/dev/null
    n=0
    while kill -0 "$1" 2>/dev/null && [ "$n" -lt 100 ]; do n=$((n + 1)); sleep 0.05; done
    rm -rf -- "$2"
    """

  static func start(ending process: pid_t, removing folder: String) throws {
    var ends: [Int32] = [-1, -1]
    // Not inherited by other children: the end we hold is closed by our own end alone.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw TestSupportError("no pipe for the watchdog")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    spawn_actions_close_from(&actions, 3)
    spawn_actions_change_folder(&actions, "/")
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: spawn_new_session))
    let command: [String] = ["/bin/sh", "-c", script, "tocsin-test-watchdog", String(process), folder]
    let words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), nil]
    defer { for text in words + variables { free(text) } }
    var shell: pid_t = 0
    guard posix_spawn(&shell, "/bin/sh", &actions, &attributes, words, variables) == 0 else {
      throw TestSupportError("the watchdog did not start")
    }
    close(ends[1])
  }
}
