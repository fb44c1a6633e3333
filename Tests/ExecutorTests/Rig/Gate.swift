import Dispatch
import Synchronization
import TestSupport

/// A place at which something waits until the story lets it go on.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var arrived = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let blocking = DispatchSemaphore(value: 0)

  private static let limitSeconds = 15.0
  private static let queue = DispatchQueue(label: "tocsin.test.gate")

  var arrived: Int { state.withLock { $0.arrived } }

  /// Opens by itself after a while, so that a story that fails comes to its end.
  func pass() async {
    Self.queue.asyncAfter(deadline: .now() + Self.limitSeconds) { self.open() }
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        state.arrived += 1
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// The same for one that may not suspend; blocks its thread, with a limit so that a failing story ends.
  func passBlocking() {
    state.withLock { $0.arrived += 1 }
    if state.withLock({ $0.isOpen }) { return }
    _ = blocking.wait(timeout: .now() + Self.limitSeconds)
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for each in waiting { each.resume() }
    for _ in 0..<16 { blocking.signal() }
  }

  func reached(_ count: Int = 1) async throws {
    try await eventually("\(count) arrived at the gate") { arrived >= count }
  }
}
