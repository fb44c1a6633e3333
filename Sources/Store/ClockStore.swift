package import Calendar

/// The clock that all executors share.
package protocol ClockStore: Sendable {
  /// The store's own time, and the position of the time-lapse clock where this installation runs on one.
  func clock() async throws(StoreError) -> ClockReading
  /// Puts an installation on a time-lapse clock; keeps the position if it is on one already.
  func startTimeLapse(at start: Instant) async throws(StoreError)
  /// Moves the time-lapse clock forward to the next time at which anything is due (a timer, an event written ahead, a
  /// delivery's next attempt), but not beyond `limit`, and only if nothing is due, unread, leased or sending now. One
  /// statement; atomic against every other.
  func advanceTimeLapse(limit: Instant) async throws(StoreError) -> TimeLapseAdvance
  /// Which installation this is: part of every id, and of Message-IDs. Written once, at the first start.
  func installation(default name: String) async throws(StoreError) -> String
}

package struct ClockReading: Hashable, Sendable {
  package var database: Instant
  package var timeLapse: Instant?
  package var epoch: Int

  package init(database: Instant, timeLapse: Instant?, epoch: Int) {
    self.database = database
    self.timeLapse = timeLapse
    self.epoch = epoch
  }
}

package enum TimeLapseAdvance: Hashable, Sendable {
  case moved(to: Instant)
  /// Something is due, unread or under way now.
  case busy
  /// Nothing is due up to the limit; the clock now stands at the limit.
  case idle(at: Instant)
}
