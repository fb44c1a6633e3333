/// The first instant of the day of `instant` in the zone.
package func startOfDay(_ instant: Instant, in zone: Zone) -> Instant {
  zone.instant(of: zone.local(instant).date, at: .midnight)
}

/// The first instant of the month of `instant` in the zone.
package func startOfMonth(_ instant: Instant, in zone: Zone) -> Instant {
  zone.instant(of: zone.local(instant).date.startOfMonth, at: .midnight)
}

/// The same day and time of day that many months on or back; the last day of a month that is too short.
package func addMonths(_ instant: Instant, _ months: Int, in zone: Zone) throws(CalendarError) -> Instant {
  let local = zone.local(instant)
  let date = local.date.adding(months: months)
  guard months.magnitude <= LocalDate.monthsMax, (2...9998).contains(date.year) else {
    throw CalendarError("\(months) months from \(local.date) is outside the years 1 to 9999")
  }
  return zone.instant(of: date, at: local.time)
}

/// The `day`-th of the month of `instant`, at a time of day: `day(input.run, 16, "09:00")`. In a shorter month day 31 is its last.
package func day(_ instant: Instant, _ day: Int, _ time: LocalTime, in zone: Zone) throws(CalendarError) -> Instant {
  guard (1...31).contains(day) else { throw CalendarError("\(day) is no day of a month: they run from 1 to 31") }
  let first = zone.local(instant).date.startOfMonth
  return zone.instant(of: first.adding(days: min(day, first.daysInMonth) - 1), at: time)
}

/// A question about the calendar that has no answer.
package struct CalendarError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
