import Glibc

/// Removes this process's temporary folders when it ends, however it ends, and ends the PostgreSQL servers in them first.
///
/// A shell reads from a socket whose other end only we hold; when the kernel closes it, the shell wakes and cleans up.
enum Watchdog {
  /// What the names of this process's temporary folders begin with.
  static let prefix = "/tmp/tocsin-test-\(getpid())-"

  /// One for the process, before its first folder.
  static func ensure() throws {
    if let failure = started { throw failure }
  }

  private static let started: TestSupportError? = {
    do {
      try start()
      return nil
    } catch {
      return TestSupportError("the watchdog did not start: \(error)")
    }
  }()

  private static let script = """
    cat >/dev/null
    for file in $(find "$1"* -name postmaster.pid 2>/dev/null); do
      pid=$(head -n 1 "$file")
      kill -QUIT "$pid" 2>/dev/null
      n=0
      while kill -0 "$pid" 2>/dev/null && [ "$n" -lt 100 ]; do n=$((n + 1)); sleep 0.05; done
    done
    rm -rf -- "$1"*
    """

  private static func start() throws {
    // The near end is never closed by us: that is what the shell waits for.
    let (_, far) = try SpawnedProcess.pair()
    let sink = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer {
      close(far)
      close(sink)
    }
    _ = try SpawnedProcess.start(
      ["/bin/sh", "-c", script, "tocsin-test-watchdog", prefix], environment: ["PATH": "/usr/bin:/bin"], folder: "/",
      files: [far, sink, sink])
  }
}
