package import Calendar
package import Store

/// What time it is for workflows: the database's, or the position of its time-lapse clock.
///
/// A database clock that jumps against real time is not believed at once: the executor stands still for a while and says
/// so, then goes on from where the clock is. Where it falls by less than a jump, `now` waits for it.
package actor StoreTime {
  /// More than this between two readings, against real time, is a jump.
  package static let jumpSecondsMax = 2.0

  private let store: any ClockStore
  private let clock: any ExecutorClock
  private let listener: any ExecutorListener
  private let standstillSeconds: Double
  private var last: (database: Instant, monotonicSeconds: Double)?
  private var standsUntilSeconds: Double?
  /// The generation of the engine that this executor found when it began.
  private var epoch: Int?
  private var toldEpoch: Int?

  package init(
    store: any ClockStore, clock: any ExecutorClock, listener: any ExecutorListener, standstillSeconds: Double
  ) {
    self.store = store
    self.clock = clock
    self.listener = listener
    self.standstillSeconds = standstillSeconds
  }

  package struct Reading: Sendable {
    package var now: Instant
    /// The generation that this executor was made for; commits name it.
    package var epoch: Int
    /// Whether nothing is to be begun now: the clock jumped a moment ago, or the installation is of another generation.
    package var standsStill: Bool
  }

  package func read() async throws(StoreError) -> Reading {
    let before = clock.monotonicSeconds()
    let reading = try await store.clock()
    let after = clock.monotonicSeconds()
    if let jump = jump(to: reading.database, between: before, and: after) {
      standsUntilSeconds = after + standstillSeconds
      last = nil
      listener.hear(.clockJumped(seconds: jump))
    }
    let database = max(reading.database, last?.database ?? reading.database)
    last = (database, after)
    let expected = epoch ?? reading.epoch
    epoch = expected
    return Reading(
      now: reading.timeLapse ?? database, epoch: expected,
      standsStill: standsStill(at: after) || isOutdated(reading.epoch, expected))
  }

  private func standsStill(at seconds: Double) -> Bool {
    guard let end = standsUntilSeconds else { return false }
    if seconds >= end { standsUntilSeconds = nil }
    return seconds < end
  }

  private func isOutdated(_ found: Int, _ expected: Int) -> Bool {
    guard found != expected else {
      toldEpoch = nil
      return false
    }
    if toldEpoch != found { listener.hear(.wrongEpoch(found: found, expected: expected)) }
    toldEpoch = found
    return true
  }

  /// Readings overlap, so the last one may be newer than this one was when it was asked; only what no order of events
  /// explains is a jump.
  private func jump(to database: Instant, between before: Double, and after: Double) -> Double? {
    guard let last else { return nil }
    let moved = Double(database.microsecondsSinceEpoch - last.database.microsecondsSinceEpoch) / 1_000_000
    let least = before - last.monotonicSeconds - Self.jumpSecondsMax
    let most = after - last.monotonicSeconds + Self.jumpSecondsMax + (after - before)
    return moved < least ? moved - least : moved > most ? moved - most : nil
  }
}
