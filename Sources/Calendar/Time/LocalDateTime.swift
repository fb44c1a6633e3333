/// What calendar and clock on a wall show together; which instant that is, only a zone can say.
package struct LocalDateTime: Hashable, Comparable, Sendable {
  package let date: LocalDate
  package let time: LocalTime

  /// 24:00 of a day becomes 00:00 of the next.
  package init(_ date: LocalDate, _ time: LocalTime) {
    self.date = time == .endOfDay ? date.adding(days: 1) : date
    self.time = time == .endOfDay ? .midnight : time
  }

  /// From what `wallMicroseconds` counts.
  init(wallMicroseconds: Int64) {
    let day = wallMicroseconds.floorDivided(by: microsecondsPerDay)
    date = LocalDate(daysSinceEpoch: Int(day))
    time = LocalTime(uncheckedMicroseconds: wallMicroseconds - day * microsecondsPerDay)
  }

  /// Microseconds since 1970-01-01T00:00 *on this wall*: arithmetic that knows no zone.
  var wallMicroseconds: Int64 { Int64(date.daysSinceEpoch) * microsecondsPerDay + time.microsecondsOfDay }

  package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
    (left.date, left.time) < (right.date, right.time)
  }
}

extension LocalDateTime: CustomStringConvertible {
  package var description: String { "\(date)T\(time)" }

  /// `2026-02-28T09:00` or with seconds.
  package init(parsing text: String) throws(TimeTextError) {
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else {
      throw TimeTextError(text, "is no date and time", hint: "write 2026-02-28T09:00")
    }
    self.init(try LocalDate(parsing: String(halves[0])), try LocalTime(parsing: String(halves[1])))
  }
}
