import Calendar
import Testing

/// Holidays of countries and their parts: both forms of a file say the same, each day stands where its weekday says.
@Suite(.enabled(if: Material.isThere("holidays"), "no material")) struct CalendarConformanceHolidays {
  private struct File: Decodable {
    struct Day: Decodable {
      let date: String
      let weekday: String
      let name: String
    }
    let days: [Day]
  }

  @Test func `each day is read, from JSON and from iCalendar`() throws {
    var tally = Tally("holidays")
    for path in try Material.files(in: "holidays", ending: ".json") {
      let json = try Holidays(json: Array(Material.data(path)))
      for day in try Material.read(path, as: File.self).days {
        let date = try LocalDate(parsing: day.date)
        let isRight = json.names[date]?.contains(day.name) == true && date.weekday == Weekday(name: day.weekday)
        tally.count(isRight, "\(path) \(day.date) \(day.name): \(json.names[date] ?? "-")")
      }
      let other = path.replacing(".json", with: ".ics")
      if Material.isThere(other) {
        let ics = try Holidays(ics: Array(Material.data(other)))
        tally.count(ics == json, "\(other) differs from \(path)")
      } else {
        tally.skip("no .ics beside the .json")
      }
    }
    for path in try Material.files(in: "holidays", ending: ".ics") where !Material.isThere(path.replacing(".ics", with: ".json")) {
      tally.count(try !Holidays(ics: Array(Material.data(path))).names.isEmpty, "\(path) is empty")
    }
    tally.close()
  }
}
