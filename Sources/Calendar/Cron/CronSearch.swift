extension Cron {
  /// After so many years without a match there is none (as cronsim has it): the rarest, a fifth Monday in February, comes within 40.
  private static let yearsMax = 50

  /// The first time strictly after `instant`; nil if there is none for 50 years.
  package func next(after instant: Instant, in zone: Zone) -> Instant? {
    if byElapsedTime { return nextByElapsedTime(instant, zone) }
    return changes == .usual ? nextByWallClock(instant, zone) : nextByChanges(instant, zone)
  }

  private func nextByWallClock(_ instant: Instant, _ zone: Zone) -> Instant? {
    let local = zone.local(instant)
    var date = local.date
    var minute = local.minuteOfDay + 1
    if !matches(date) { minute = Cron.minutesPerDay }
    while true {
      while let found = firstMinute(from: minute) {
        let next = zone.instant(of: date, at: LocalTime(minuteOfDay: found))
        if next > instant { return next }
        minute = found + 1
      }
      guard let day = firstDay(from: date.adding(days: 1), startYear: local.date.year) else { return nil }
      date = day
      minute = 0
    }
  }

  /// Looks at whole days: the second pass of a day's time may come after the first of a later one, and on the day before's wall.
  private func nextByChanges(_ instant: Instant, _ zone: Zone) -> Instant? {
    let today = zone.local(instant).date
    var date = today.adding(days: -1)
    while let day = firstDay(from: date, startYear: today.year) {
      var found: Instant?
      var minute = 0
      while let next = firstMinute(from: minute) {
        for fire in changes.instants(of: day, at: LocalTime(minuteOfDay: next), in: zone) where fire > instant {
          found = min(found ?? fire, fire)
        }
        minute = next + 1
      }
      if let found { return found }
      date = day.adding(days: 1)
    }
    return nil
  }

  /// Goes from one stretch of equal offset to the next, and within one by the wall.
  private func nextByElapsedTime(_ instant: Instant, _ zone: Zone) -> Instant? {
    let startYear = zone.local(instant).date.year
    var seconds = instant.secondsSinceEpoch + 1
    while true {
      let period = zone.table.period(at: seconds)
      let wall = LocalDateTime(wallMicroseconds: (seconds + Int64(period.offsetSeconds)) * microsecondsPerSecond)
      var found: Int64?
      if matches(wall.date) {
        let minute = wall.minuteOfDay + (wall.time.second > 0 ? 1 : 0)
        found = firstMinute(from: minute).map { start(of: wall.date) + Int64($0) * 60 - Int64(period.offsetSeconds) }
      }
      let dayEnd = start(of: wall.date) + secondsPerDay - Int64(period.offsetSeconds)
      let from: Int64
      if let found {
        from = found
      } else if dayEnd >= period.end {
        from = period.end
      } else {
        guard let day = firstDay(from: wall.date.adding(days: 1), startYear: startYear) else { return nil }
        from = start(of: day) - Int64(period.offsetSeconds)
      }
      if let found, found < period.end { return Instant(secondsSinceEpoch: found) }
      seconds = min(from, period.end)
    }
  }

  /// Seconds since the epoch on the wall at which a day begins.
  private func start(of date: LocalDate) -> Int64 { Int64(date.daysSinceEpoch) * secondsPerDay }

  private static let minutesPerDay = 1_440

  /// The first matching minute of the day at or after one.
  private func firstMinute(from minute: Int) -> Int? {
    guard minute < Cron.minutesPerDay else { return nil }
    let hour = minute / 60
    if hours & 1 << UInt64(hour) != 0 {
      let rest = minutes >> UInt64(minute % 60)
      if rest != 0 { return minute + rest.trailingZeroBitCount }
    }
    let later = hours >> UInt64(hour + 1)
    guard later != 0 else { return nil }
    return (hour + 1 + later.trailingZeroBitCount) * 60 + minutes.trailingZeroBitCount
  }

  private func firstDay(from start: LocalDate, startYear: Int) -> LocalDate? {
    var date = start
    while date.year <= startYear + Cron.yearsMax {
      if months & 1 << UInt64(date.month) == 0 {
        date = date.startOfMonth.adding(months: 1)
      } else if matches(date) {
        return date
      } else {
        date = date.adding(days: 1)
      }
    }
    return nil
  }

  /// Whether the schedule fires on this day at all.
  private func matches(_ date: LocalDate) -> Bool {
    guard months & 1 << UInt64(date.month) != 0 else { return false }
    return bothDays
      ? matchesDayOfMonth(date) && matchesDayOfWeek(date)
      : matchesDayOfMonth(date) || matchesDayOfWeek(date)
  }

  private func matchesDayOfMonth(_ date: LocalDate) -> Bool {
    if days.numbers & 1 << UInt64(date.day) != 0 { return true }
    if days.lastDay, date.day == date.daysInMonth { return true }
    guard days.lastWorkingDay, date.day >= 26, date.weekday <= .friday else { return false }
    let left = date.daysInMonth - date.day
    return left == 0 || date.weekday == .friday && left <= 2
  }

  private func matchesDayOfWeek(_ date: LocalDate) -> Bool {
    let number = date.weekday.cronNumber
    if weekdays.numbers & 1 << UInt64(number) != 0 { return true }
    guard !weekdays.nthWeekdays.isEmpty else { return false }
    let nths = weekdays.nthWeekdays[number]
    return nths & 1 != 0 && date.day + 7 > date.daysInMonth || nths & 1 << UInt8((date.day + 6) / 7) != 0
  }
}

extension LocalDateTime {
  fileprivate var minuteOfDay: Int { time.hour * 60 + time.minute }
}

extension LocalTime {
  fileprivate init(minuteOfDay: Int) { self.init(uncheckedMicroseconds: Int64(minuteOfDay) * microsecondsPerMinute) }
}
