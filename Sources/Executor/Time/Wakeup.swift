/// Lets one loop wait for work: until somebody pokes it, or for a while at most.
///
/// A poke that comes while nobody waits is kept, so that work that arrives during a round is not slept over.
package actor Wakeup {
  private let clock: any ExecutorClock
  private var isPoked = false
  private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  private var waits = 0

  package init(clock: any ExecutorClock) {
    self.clock = clock
  }

  package func poke() {
    isPoked = true
    wakeAll()
  }

  package func wait(secondsMax: Double) async {
    if isPoked {
      isPoked = false
      return
    }
    waits += 1
    let wait = waits
    let alarm = Task { [clock] in
      await clock.pause(seconds: secondsMax)
      self.wake(wait)
    }
    await withCheckedContinuation { waiters[wait] = $0 }
    alarm.cancel()
    isPoked = false
  }

  private func wake(_ wait: Int) {
    waiters.removeValue(forKey: wait)?.resume()
  }

  private func wakeAll() {
    let woken = waiters
    waiters = [:]
    for (_, waiter) in woken.sorted(by: { $0.key < $1.key }) { waiter.resume() }
  }
}
