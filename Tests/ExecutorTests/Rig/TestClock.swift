import Dispatch
import Executor
import PostgreSQL
import Synchronization

/// Real pauses, as short as the settings of the rig say.
struct TestClock: ExecutorClock {
  func monotonicSeconds() -> Double { Double(MonotonicClock.milliseconds()) / 1000 }

  /// The same for every try: no story hangs on jitter.
  func chance() -> Double { 0.5 }

  func pause(seconds: Double) async {
    let pause = Pause()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        pause.begin(continuation)
        Self.queue.asyncAfter(deadline: .now() + seconds) { pause.end() }
      }
    } onCancel: {
      pause.end()
    }
  }

  private static let queue = DispatchQueue(label: "tocsin.test.clock")

  /// Ends once, by time or by cancelling, whichever is first.
  private final class Pause: Sendable {
    private enum State {
      case new
      case waiting(CheckedContinuation<Void, Never>)
      case over
    }

    private let state = Mutex(State.new)

    func begin(_ continuation: CheckedContinuation<Void, Never>) {
      let isOver = state.withLock { state in
        if case .over = state { return true }
        state = .waiting(continuation)
        return false
      }
      if isOver { continuation.resume() }
    }

    func end() {
      let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
        defer { state = .over }
        if case .waiting(let continuation) = state { return continuation }
        return nil
      }
      waiting?.resume()
    }
  }
}
