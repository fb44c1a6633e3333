import Glibc

/// Ends the PostgreSQL server of a state folder and removes the folder when this process ends, however it ends.
///
/// A shell reads from a socket whose other end only we hold; when the kernel closes it, the shell wakes and cleans up.
enum Watchdog {
  private static let script = """
    cat >/dev/null
    pid=$(head -n 1 "$1/postgres/data/postmaster.pid" 2>/dev/null)
    n=0
    if [ -n "$pid" ]; then
      kill -QUIT "$pid" 2>/dev/null
      while kill -0 "$pid" 2>/dev/null && [ "$n" -lt 100 ]; do n=$((n + 1)); sleep 0.05; done
    fi
    rm -rf -- "$1"
    """

  static func start(over folder: String) throws {
    // The near end is never closed by us: that is what the shell waits for.
    let (_, far) = try SpawnedProcess.pair()
    let sink = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer {
      close(far)
      close(sink)
    }
    _ = try SpawnedProcess.start(
      ["/bin/sh", "-c", script, "tocsin-test-watchdog", folder], environment: ["PATH": "/usr/bin:/bin"], folder: "/",
      files: [far, sink, sink])
  }
}
