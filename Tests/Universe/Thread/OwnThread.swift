import Foundation

/// Runs something on a thread of its own, with room for deep recursion, and waits for it without holding a pool's thread.
package enum OwnThread {
  private static let stackBytes = 16 * 1024 * 1024

  package static func run<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: body()) }
      thread.stackSize = stackBytes
      thread.start()
    }
  }
}
