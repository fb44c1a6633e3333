import CLibPQ
import Dispatch
import Synchronization

/// Asks the server to stop what a connection is doing.
///
/// Unchecked: a `PGcancel` is read-only after it was made, and `PQcancel` may be called from any thread with it (libpq,
/// "Canceling Queries in Progress"); it is freed once, when nobody holds this object any more.
final class Canceller: @unchecked Sendable {
  private let pointer: OpaquePointer

  init?(_ connection: OpaquePointer) {
    guard let pointer = PQgetCancel(connection) else { return nil }
    self.pointer = pointer
  }

  deinit { PQfreeCancel(pointer) }

  /// libpq's own advice for the length of the reason.
  private static let reasonBytes = 256

  /// Connects to the server and blocks until it has taken the request.
  func cancelBlocking() -> PostgresError? {
    var reason = [CChar](repeating: 0, count: Self.reasonBytes)
    guard PQcancel(pointer, &reason, Int32(Self.reasonBytes)) == 0 else { return nil }
    let words = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return .connection("the database did not take the request to cancel", detail: words)
  }
}

/// The canceller of a connection while it is open.
final class CancellerBox: Sendable {
  private let current = Mutex<Canceller?>(nil)

  func set(_ canceller: Canceller?) { current.withLock { $0 = canceller } }

  /// Off the connection's queue, which is busy with what is to be stopped.
  func cancel() async throws(PostgresError) {
    guard let canceller = current.withLock({ $0 }) else { return }
    let failure = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: canceller.cancelBlocking()) }
    }
    if let failure { throw failure }
  }
}
