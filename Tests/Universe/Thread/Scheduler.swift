package import Simulator

/// Runs all tasks of a universe on one thread, one piece at a time, in an order that a seed decides; so the same seed gives
/// the same interleaving of any number of executors. Time passes when nobody can go on, and then to the next sleeper.
///
/// `@unchecked Sendable`: all of it is used on the universe's own thread alone. What its tasks enqueue comes back here
/// (`GlobalQueueHook`), and no other thread is told of it.
package final class Scheduler: @unchecked Sendable {
  /// Seconds of real time since the universe began.
  package private(set) var now = 0.0
  package var dice: Dice
  /// Pieces that ran so far: a measure of how much a run saw.
  package private(set) var pieces = 0
  /// A universe that does not come to rest is broken off.
  package static let piecesMax = 5_000_000

  private var jobs: [UnownedJob] = []
  private var sleepers = SleeperQueue()
  private var lastSleeper = 0

  package init(seed: UInt64) { dice = Dice(seed: seed) }

  /// Runs until nobody is left who could go on or sleeps.
  package func run(_ main: @escaping @Sendable () async -> Void) {
    GlobalQueueHook.within(self) {
      Task.detached { await main() }
      while pieces < Self.piecesMax {
        if jobs.isEmpty, !wakeNext() { return }
        guard !jobs.isEmpty else { continue }
        let place = dice.number(in: 0...jobs.count - 1)
        let job = jobs[place]
        jobs[place] = jobs[jobs.count - 1]
        jobs.removeLast()
        pieces += 1
        GlobalQueueHook.run(job)
      }
    }
  }

  func enqueue(_ job: UnownedJob) { jobs.append(job) }

  /// Ends early when the task is cancelled.
  package func rest(seconds: Double, of host: Host?) async {
    lastSleeper += 1
    let number = lastSleeper
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let sleeper = Sleeper(time: now + max(0, seconds), number: number, host: host, continuation: continuation)
        if Task.isCancelled { wake(sleeper) } else { sleepers.insert(sleeper) }
      }
    } onCancel: {
      if let sleeper = sleepers.remove(number) { wake(sleeper) }
    }
  }

  private func wakeNext() -> Bool {
    guard let next = sleepers.removeFirst() else { return false }
    now = max(now, next.time)
    wake(next)
    return true
  }

  /// A dead process never goes on, a stalled one later.
  private func wake(_ sleeper: Sleeper) {
    guard let host = sleeper.host, !host.isGone else { return sleeper.continuation.resume() }
    if host.isDead { return host.parked.append(sleeper.continuation) }
    guard host.stalledUntil > now else { return sleeper.continuation.resume() }
    var later = sleeper
    later.time = host.stalledUntil
    sleepers.insert(later)
  }
}

struct Sleeper {
  var time: Double
  /// In the order in which they lay down.
  var number: Int
  var host: Host?
  var continuation: UnsafeContinuation<Void, Never>
}

/// A heap of who sleeps, by time; those that were woken before their time are skipped.
struct SleeperQueue {
  private var heap: [(time: Double, number: Int)] = []
  private var sleeping: [Int: Sleeper] = [:]

  mutating func insert(_ sleeper: Sleeper) {
    sleeping[sleeper.number] = sleeper
    heap.append((sleeper.time, sleeper.number))
    var place = heap.count - 1
    while place > 0, heap[place] < heap[(place - 1) / 2] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func remove(_ number: Int) -> Sleeper? { sleeping.removeValue(forKey: number) }

  mutating func removeFirst() -> Sleeper? {
    while let first = heap.first {
      removeRoot()
      // One that was put off is in the heap twice; the entry of its present time counts.
      if let sleeper = sleeping[first.number], sleeper.time == first.time { return sleeping.removeValue(forKey: first.number) }
    }
    return nil
  }

  private mutating func removeRoot() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child] < heap[least] { least = child }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }
}
