package import Calendar
package import Store

/// What time it is for workflows: the database's, or the position of its time-lapse clock.
///
/// A database clock that jumps against real time is not believed at once: the executor stands still for a round and
/// says so, then goes on from where the clock is.
package actor StoreTime {
  /// More than this between two readings, against real time, is a jump.
  package static let jumpSecondsMax = 2.0

  private let store: any ClockStore
  private let clock: any ExecutorClock
  private var last: (database: Instant, monotonicSeconds: Double)?

  package init(store: any ClockStore, clock: any ExecutorClock) {
    self.store = store
    self.clock = clock
  }

  package struct Reading: Sendable {
    package var now: Instant
    package var epoch: Int
    package var isTimeLapse: Bool
    /// How far the database's clock jumped since the last reading, where it did.
    package var jumpSeconds: Double?
  }

  package func read() async throws(StoreError) -> Reading {
    let before = clock.monotonicSeconds()
    let reading = try await store.clock()
    let after = clock.monotonicSeconds()
    let jump = jump(to: reading.database, between: before, and: after)
    last = (reading.database, after)
    return Reading(
      now: reading.timeLapse ?? reading.database, epoch: reading.epoch, isTimeLapse: reading.timeLapse != nil,
      jumpSeconds: jump)
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
