import Calendar
import Executor
import Synchronization

/// The time of a simulation: nothing passes but what the simulation says. Waiting takes none.
final class VirtualTime: ExecutorClock {
  private let state: Mutex<(now: Instant, dice: Dice)>

  init(_ start: Instant, seed: UInt64) {
    state = Mutex((start, Dice(seed: seed)))
  }

  var now: Instant { state.withLock { $0.now } }
  func move(to now: Instant) { state.withLock { $0.now = now } }

  /// Real time stands still, so that nothing that is counted in it (leases, rates, polling) has a say.
  func monotonicSeconds() -> Double { 0 }
  func pause(seconds: Double) async {}
  func chance() -> Double { state.withLock { $0.dice.fraction() } }
}
