import Executor
import Simulator

/// Real time as a process of the universe lives it.
struct HostClock: ExecutorClock {
  let scheduler: Scheduler
  let host: Host

  func monotonicSeconds() -> Double { scheduler.now }
  func chance() -> Double { scheduler.dice.fraction() }

  func pause(seconds: Double) async {
    guard !host.isGone else { return }
    await scheduler.rest(seconds: seconds, of: host)
  }
}
