extension BusinessCalendar {
  /// Whether business is open at that instant.
  package func isBusinessTime(_ instant: Instant, in zone: Zone) -> Bool {
    openings(on: zone.local(instant).date, in: zone).contains { $0.contains(instant) }
  }

  /// The `count`-th business day strictly after the start's date (before it, if negative), at the start's time of day moved into opening
  /// hours: a time at which that day is closed becomes the next opening, be it on a later business day. With 0 the start itself is moved.
  package func addingBusinessDays(_ count: Int, to start: Instant, in zone: Zone) throws(CalendarError) -> Instant {
    guard count.magnitude <= BusinessCalendar.daysMax else {
      throw CalendarError("\(count) business days: at most \(BusinessCalendar.daysMax) can be counted")
    }
    return businessDay(count, from: start, in: zone)
  }

  /// The first instant at which business has been open for so many hours since `start`.
  package func addingBusinessHours(_ hours: Int, to start: Instant, in zone: Zone) throws(CalendarError) -> Instant {
    let microseconds = Int64(hours).saturatingTimes(microsecondsPerHour)
    guard (0...BusinessCalendar.openTimeMax).contains(microseconds) else {
      throw CalendarError("\(hours) business hours: from 0 to \(BusinessCalendar.openTimeMax / microsecondsPerHour) can be counted")
    }
    return openTime(microseconds, after: start, in: zone)
  }

  /// `count` is within `daysMax`.
  func businessDay(_ count: Int, from start: Instant, in zone: Zone) -> Instant {
    let local = zone.local(start)
    guard count != 0 else { return nextOpen(atOrAfter: start, on: local.date, in: zone) }
    var date = local.date
    var left = count.magnitude
    while left > 0, BusinessCalendar.isWithinReach(date) {
      date = date.adding(days: count < 0 ? -1 : 1)
      if isBusinessDay(date) { left -= 1 }
    }
    return nextOpen(atOrAfter: zone.instant(of: date, at: local.time), on: date, in: zone)
  }

  /// `microseconds` is within `openTimeMax`.
  func openTime(_ microseconds: Int64, after start: Instant, in zone: Zone) -> Instant {
    guard microseconds > 0 else { return start }
    var left = microseconds
    var date = zone.local(start).date
    while BusinessCalendar.isWithinReach(date) {
      for opening in openings(on: date, in: zone) where opening.upperBound > start {
        let from = max(opening.lowerBound, start)
        let length = opening.upperBound.microsecondsSinceEpoch - from.microsecondsSinceEpoch
        if left <= length { return from.adding(microseconds: left) }
        left -= length
      }
      date = date.adding(days: 1)
    }
    return .latest
  }

  /// How long business is open between two instants, as far as a deadline can be away.
  package func openMicroseconds(from start: Instant, to end: Instant, in zone: Zone) -> Int64 {
    var sum: Int64 = 0
    var date = zone.local(start).date
    let last = zone.local(end).date
    while date <= last, sum <= BusinessCalendar.openTimeMax, BusinessCalendar.isWithinReach(date) {
      for opening in openings(on: date, in: zone) where opening.upperBound > start && opening.lowerBound < end {
        sum += min(opening.upperBound, end).microsecondsSinceEpoch - max(opening.lowerBound, start).microsecondsSinceEpoch
      }
      date = date.adding(days: 1)
    }
    return sum
  }

  private func nextOpen(atOrAfter instant: Instant, on first: LocalDate, in zone: Zone) -> Instant {
    var date = first
    while BusinessCalendar.isWithinReach(date) {
      for opening in openings(on: date, in: zone) where opening.upperBound > instant { return max(opening.lowerBound, instant) }
      date = date.adding(days: 1)
    }
    return .latest
  }

  /// Some weekday is open and holidays are finite, so every search ends long before this; it ends here in the last year there is.
  private static func isWithinReach(_ date: LocalDate) -> Bool { (1...9_999).contains(date.year) }

  /// A day's opening hours as instants; a day that clocks make shorter or longer is open shorter or longer.
  private func openings(on date: LocalDate, in zone: Zone) -> [Range<Instant>] {
    hours(on: date).compactMap { interval in
      let opens = zone.instant(of: date, at: interval.opens)
      let closes = zone.instant(of: date, at: interval.closes)
      return opens < closes ? opens..<closes : nil
    }
  }
}
