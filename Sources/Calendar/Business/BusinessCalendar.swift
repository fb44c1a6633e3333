/// On which days and at what times people are at work: what `3 business days` and `4 business hours` count on.
///
/// A business day is no weekend day, no holiday, and has opening hours.
package struct BusinessCalendar: Hashable, Sendable {
  package let name: String
  package let weekend: Set<Weekday>
  /// Days off that are no weekend, with what people call them.
  package let holidays: [LocalDate: String]
  /// Per weekday from Monday, in order, not overlapping.
  private let hoursByWeekday: [[OpenInterval]]

  /// Some forty years; further ahead nobody knows the holidays.
  package static let daysMax = 10_000
  /// In microseconds of open time: 100,000 hours.
  package static let openTimeMax = 100_000 * microsecondsPerHour
  /// A hundred years with a hundred holidays each.
  package static let holidaysMax = 10_000
  /// Shifts, breaks: nobody opens more often in a day.
  private static let intervalsMax = 48

  /// Monday to Friday, 09:00 to 17:00, no holidays: what counts where a workflow names no calendar.
  package static let mondayToFriday: BusinessCalendar = {
    let day = [
      OpenInterval(
        uncheckedOpens: LocalTime(uncheckedMicroseconds: 9 * microsecondsPerHour),
        closes: LocalTime(uncheckedMicroseconds: 17 * microsecondsPerHour))
    ]
    return BusinessCalendar(
      name: "monday-to-friday", weekend: [.saturday, .sunday], holidays: [:], hoursByWeekday: Array(repeating: day, count: 7))
  }()

  private init(name: String, weekend: Set<Weekday>, holidays: [LocalDate: String], hoursByWeekday: [[OpenInterval]]) {
    self.name = name
    self.weekend = weekend
    self.holidays = holidays
    self.hoursByWeekday = hoursByWeekday
  }

  /// A weekday that `hours` does not name is closed all day. Intervals need no order; they must not overlap, and some day must be open.
  package init(
    name: String, weekend: Set<Weekday>, hours: [Weekday: [OpenInterval]], holidays: [LocalDate: String] = [:]
  ) throws(CalendarError) {
    guard holidays.count <= BusinessCalendar.holidaysMax else {
      throw CalendarError("calendar \(name) has more than \(BusinessCalendar.holidaysMax) holidays")
    }
    var byWeekday: [[OpenInterval]] = []
    for day in Weekday.allCases {
      let intervals = (hours[day] ?? []).sorted { $0.opens < $1.opens }
      guard intervals.count <= BusinessCalendar.intervalsMax else {
        throw CalendarError("calendar \(name) opens more than \(BusinessCalendar.intervalsMax) times on \(day)")
      }
      if let (first, second) = zip(intervals, intervals.dropFirst()).first(where: { $0.closes > $1.opens }) {
        throw CalendarError("calendar \(name): \(first) and \(second) on \(day) overlap")
      }
      byWeekday.append(intervals)
    }
    guard Weekday.allCases.contains(where: { !weekend.contains($0) && !byWeekday[$0.rawValue - 1].isEmpty }) else {
      throw CalendarError("calendar \(name) is never open")
    }
    self.init(name: name, weekend: weekend, holidays: holidays, hoursByWeekday: byWeekday)
  }

  /// The opening hours of a weekday that is neither weekend nor holiday.
  package func hours(on weekday: Weekday) -> [OpenInterval] { hoursByWeekday[weekday.rawValue - 1] }

  /// The opening hours of a day; none on weekends and holidays.
  package func hours(on date: LocalDate) -> [OpenInterval] {
    let weekday = date.weekday
    guard !weekend.contains(weekday), holidays.isEmpty || holidays[date] == nil else { return [] }
    return hours(on: weekday)
  }

  package func isBusinessDay(_ date: LocalDate) -> Bool { !hours(on: date).isEmpty }
}
