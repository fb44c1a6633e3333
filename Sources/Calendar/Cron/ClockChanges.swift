/// What a change of clocks means for schedules of fixed times (`30 2 * * *`); those with `*` for the minute or the hour run by elapsed time
/// whatever stands here.
package struct ClockChanges: Hashable, Sendable {
  /// A time that the wall leaves out.
  package enum Gap: String, Hashable, Sendable, CaseIterable {
    /// The first instant after the gap.
    case after
    /// That day there is none.
    case skip
  }

  /// A time that the wall shows twice.
  package enum Twice: String, Hashable, Sendable, CaseIterable {
    case first
    case second
    case both
  }

  package var gap: Gap
  package var twice: Twice

  /// As cronsim and Debian's cron.
  package static let usual = ClockChanges(gap: .after, twice: .first)

  package init(gap: Gap, twice: Twice) {
    (self.gap, self.twice) = (gap, twice)
  }
}

extension Cron {
  /// The same schedule with other words on changes of clocks.
  package func with(_ changes: ClockChanges) -> Cron {
    var cron = self
    cron.changes = changes
    return cron
  }
}

extension ClockChanges {
  /// The instants at which a schedule fires that names this time of this day, in order.
  func instants(of date: LocalDate, at time: LocalTime, in zone: Zone) -> [Instant] {
    let first = zone.instant(of: date, at: time)
    let isLeftOut = zone.local(first) != LocalDateTime(date, time)
    if isLeftOut { return gap == .skip ? [] : [first] }
    guard twice != .first, let second = zone.secondInstant(of: LocalDateTime(date, time)) else { return [first] }
    return twice == .both ? [first, second] : [second]
  }
}

extension Zone {
  /// The instant at which the wall shows this again, where clocks went back; nil where it shows it once, or never.
  func secondInstant(of local: LocalDateTime) -> Instant? {
    let first = instant(of: local)
    guard self.local(first) == local else { return nil }
    let next = table.period(at: table.period(at: first.secondsSinceEpoch).end)
    let wall = local.wallMicroseconds
    let second = Instant(microsecondsSinceEpoch: wall - Int64(next.offsetSeconds) * microsecondsPerSecond)
    let seconds = second.secondsSinceEpoch
    return seconds >= next.start && seconds < next.end && second > first ? second : nil
  }
}
