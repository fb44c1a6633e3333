/// A stretch of a day during which business is open: from `opens` up to, but not with, `closes`, which may be 24:00.
package struct OpenInterval: Hashable, Sendable {
  package let opens: LocalTime
  package let closes: LocalTime

  package init(opens: LocalTime, closes: LocalTime) throws(CalendarError) {
    guard opens < closes else { throw CalendarError("opening hours \(opens)-\(closes) end before they begin") }
    self.init(uncheckedOpens: opens, closes: closes)
  }

  init(uncheckedOpens opens: LocalTime, closes: LocalTime) {
    self.opens = opens
    self.closes = closes
  }

  /// `09:00-17:00`, `22:00-24:00`.
  package init(parsing text: String) throws(TimeTextError) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2 else { throw TimeTextError(text, "are no opening hours", hint: "write 09:00-17:00") }
    let opens = try LocalTime(parsing: ends[0].trimmed)
    let closes = try LocalTime(parsing: ends[1].trimmed)
    guard opens < closes else {
      throw TimeTextError(text, "end before they begin", hint: "hours over midnight are two intervals: 22:00-24:00 and 00:00-06:00")
    }
    self.init(uncheckedOpens: opens, closes: closes)
  }
}

extension OpenInterval: CustomStringConvertible {
  package var description: String { "\(opens)-\(closes)" }
}

extension Substring {
  /// Without spaces around it.
  fileprivate var trimmed: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
