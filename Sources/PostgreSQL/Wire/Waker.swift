import Glibc

/// Ends a `poll` from another thread.
final class Waker: Sendable {
  /// Readable once somebody called.
  let descriptor: Int32
  private let writer: Int32

  init() throws(PostgresError) {
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else {
      throw PostgresError(
        sqlstate: nil, message: "no file descriptor is left for a database connection",
        detail: "socketpair: \(String(cString: strerror(errno)))", retry: .resource)
    }
    descriptor = ends[0]
    writer = ends[1]
  }

  deinit {
    Glibc.close(descriptor)
    Glibc.close(writer)
  }

  /// A full socket means that it is awake already.
  func wake() {
    var call: UInt8 = 1
    _ = write(writer, &call, 1)
  }

  /// An empty socket means that nobody called.
  func clear() {
    var calls = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &calls, calls.count) == calls.count {}
  }
}
