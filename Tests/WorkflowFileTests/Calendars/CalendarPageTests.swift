import Calendar
import Foundation
import Testing
import Workflow
import WorkflowFile

/// What `docs/calendar.md` says is so: its tables are read out of the page and tried.
@Suite struct CalendarPageTests {
  private let page: String
  private let calendars: [String: BusinessCalendar]
  private let berlin: Zone
  private let dhaka: Zone

  init() throws {
    page = try Project.text("docs/calendar.md")
    berlin = try Zone("Europe/Berlin")
    dhaka = try Zone("Asia/Dhaka")
    var files: [String: [UInt8]] = [:]
    for block in Self.blocks(of: page) {
      let name = try #require(block.firstMatch(of: /calendar: ([a-z-]+)/)?.1)
      files["docs/\(name).yaml"] = Array(block.utf8)
    }
    let folder = Project.root.appending(path: "calendars")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files["calendars/\(name)"] = Array(try Data(contentsOf: folder.appending(path: name)))
    }
    calendars = try CalendarsReader().read(files)
  }

  /// The page's YAML, block by block.
  private static func blocks(of page: String) -> [String] {
    page.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
  }

  /// Rows of the tables with this heading, each cell without its backquotes.
  private func rows(_ heading: String) -> [[String]] {
    var rows: [[String]] = []
    var isInside = false
    for line in page.components(separatedBy: "\n") {
      if line == heading {
        isInside = true
      } else if isInside, line.hasPrefix("| ---") {
        continue
      } else if isInside, line.hasPrefix("|") {
        rows.append(line.dropFirst().dropLast().components(separatedBy: "|").map { $0.trimmingCharacters(in: [" ", "`"]) })
      } else {
        isInside = false
      }
    }
    return rows
  }

  /// `Sat 2026-11-21 10:30`; the weekday must be the date's.
  private func wall(_ text: String) throws -> LocalDateTime {
    let words = text.split(separator: " ").map(String.init)
    try #require(words.count == 3, "\(text)")
    let date = try LocalDate(parsing: words[1])
    #expect(Weekday(name: words[0]) == date.weekday, "\(text)")
    return LocalDateTime(date, try LocalTime(parsing: words[2]))
  }

  @Test func `the six business-day cases`() throws {
    let cases = rows("| calendar | from | and | is |")
    #expect(cases.count == 19)
    for row in cases {
      let calendar = try #require(calendars[row[0]])
      let zone = row[0] == "control-room" ? dhaka : berlin
      let from = zone.instant(of: try wall(row[1]))
      #expect(try zone.local(Delay(parsing: row[2]).due(from: from, in: zone, calendar: calendar)) == wall(row[3]), "\(row)")
    }
    for number in 1...6 { #expect(page.contains("**\(number). "), "case \(number)") }
  }

  @Test func `durations, and clocks that change`() throws {
    let cases = rows("| from | and | is | because |")
    #expect(cases.count == 11)
    for row in cases {
      let due = try Delay(parsing: row[1]).due(from: berlin.instant(of: wall(row[0])), in: berlin, calendar: .mondayToFriday)
      #expect(due == berlin.instant(of: try wall(row[2])), "\(row)")
    }
  }

  @Test func `every duration that is named can be written`() throws {
    let texts = rows("| written | means |").flatMap { $0[0].matches(of: /[^`, ][^`]*[^`, ]/).map { String($0.output) } }
      .filter { !$0.hasPrefix(",") }
    #expect(texts.count == 16)
    for text in texts { _ = try Delay(parsing: text) }
    for text in ["1M", "90", "1 business day 2h", "10001 business days", "100001 business hours", "101y"] {
      #expect(throws: TimeTextError.self) { try Delay(parsing: text) }
    }
    #expect(throws: TimeTextError.self) { try Zone("EST") }
  }

  @Test func `schedules fire when it says`() throws {
    let cases = rows("| schedule | after | fires | because |")
    #expect(cases.count == 11)
    for row in cases {
      let next = try Cron(parsing: row[0]).next(after: berlin.instant(of: wall(row[1])), in: berlin)
      #expect(next == berlin.instant(of: try wall(row[2])), "\(row)")
    }
  }

  @Test func `what other dialects have is refused or read as it says`() throws {
    let cases = rows("| schedule | there | here |")
    #expect(cases.count == 15)
    for row in cases where row[2].hasPrefix("refused") {
      #expect(throws: CronError.self, "\(row)") { try Cron(parsing: row[0]) }
    }
    let read = cases.filter { $0[2].hasPrefix("read") }.map { $0[0] }
    #expect(read == ["0 0 */10 * 0", "4 0 L/2 2 0", "*/100 * * * *", "0 0 * * *,SAT#3"])
    let next = try read.map { try Cron(parsing: $0).next(after: Instant(parsing: "2026-11-02T10:30:00Z"), in: .utc)?.description }
    #expect(next == ["2027-01-31T00:00:00Z", "2027-02-07T00:04:00Z", "2026-11-02T11:00:00Z", "2026-11-03T00:00:00Z"])
    for text in ["SAT,SUN,MON", "5L", "MON#1,TUE#1"] { _ = try Cron(parsing: "0 0 * * \(text)") }
    #expect(throws: CronError.self) { try Cron(parsing: "0 0 30 2 1") }
  }

  @Test func `the shipped calendars are those that it lists`() throws {
    let listed = rows("| calendar | is |").flatMap { $0[0].matches(of: /[a-z][a-z-]+/).map { String($0.output) } }
    #expect(listed.sorted() == calendars.keys.filter { !["control-room", "support-berlin"].contains($0) }.sorted())
  }

  @Test func `the example of a file is one`() throws {
    let calendar = try #require(calendars["support-berlin"])
    #expect(calendar.opening.first == "monday 08:00-12:00 13:00-18:00" && calendar.opening.last == "friday 08:00-14:00")
    #expect(try calendar.holidays[LocalDate(parsing: "2026-03-08")] == "Frauentag")
    #expect(try calendar.holidays[LocalDate(parsing: "2026-12-24")] == "Heiligabend")
  }
}
