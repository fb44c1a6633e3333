import Calendar
import Testing
import Workflow
import WorkflowFile

/// Calendars that cannot be, and what their authors are told.
@Suite struct CalendarDiagnosticsTests {
  private func said(_ files: KeyValuePairs<String, String>) -> String {
    do throws(Diagnostics) {
      return "read: \(try CalendarsReader().read(files).keys.sorted())"
    } catch {
      return error.text(Dictionary(uniqueKeysWithValues: files.map { ($0.key, $0.value) }))
    }
  }

  @Test func `all that is wrong with a file is said at once`() {
    let text = """
      calendar: berlin
      weekends: [sunday]
      weekend: [saturday, sonday]
      hours:
        monday: ["09:00-12:00", "11:30-17:00", "9-5"]
        tusday: ["09:00-17:00"]
        friday: ["22:00-06:00"]
        saturday: ["09:00-12:00"]
      holidays:
        2026-02-30: Not a day
        2026-12-24:
        20261225: Christmas
        2026-12-25: Christmas Day
        fiel: berlin.ics
        file: berln.ics
      """
    let ics = "BEGIN:VCALENDAR\nEND:VCALENDAR"
    #expect(
      said(["calendars/berlin.yaml": text, "calendars/berlin.ics": ics]) == """
        calendars/berlin.yaml:2:1: error T0101: a calendar has no key `weekends`
        2 | weekends: [sunday]
          | ^^^^^^^^
        hint: did you mean `weekend`?

        calendars/berlin.yaml:3:21: error T0104: `sonday` is no day of the week
        3 | weekend: [saturday, sonday]
          |                     ^^^^^^
        hint: did you mean `monday`?

        calendars/berlin.yaml:5:27: error T0408: 11:30-17:00 overlaps 09:00-12:00
        5 |   monday: ["09:00-12:00", "11:30-17:00", "9-5"]
          |                           ^^^^^^^^^^^^^
        hint: one interval ends before or when the next begins

        calendars/berlin.yaml:5:42: error T0408: `9` is no time of day
        5 |   monday: ["09:00-12:00", "11:30-17:00", "9-5"]
          |                                          ^^^^^
        hint: write hours and minutes from 00:00 to 24:00: 09:00

        calendars/berlin.yaml:6:3: error T0101: `hours` has no key `tusday`
        6 |   tusday: ["09:00-17:00"]
          |   ^^^^^^
        hint: did you mean `tuesday`?

        calendars/berlin.yaml:7:12: error T0408: `22:00-06:00` end before they begin
        7 |   friday: ["22:00-06:00"]
          |            ^^^^^^^^^^^^^
        hint: hours over midnight are two intervals: 22:00-24:00 and 00:00-06:00

        calendars/berlin.yaml:8:3: error T0108: `saturday` is weekend, and has no hours
        8 |   saturday: ["09:00-12:00"]
          |   ^^^^^^^^
        hint: take it out of `hours`, or out of `weekend`

        calendars/berlin.yaml:10:3: error T0404: `2026-02-30` is no date
        10 |   2026-02-30: Not a day
           |   ^^^^^^^^^^
        hint: write year, month and day: 2026-02-28

        calendars/berlin.yaml:11:3: error T0102: the holiday has no name
        11 |   2026-12-24:
           |   ^^^^^^^^^^
        hint: write `2026-12-24: New Year`

        calendars/berlin.yaml:13:3: error T0003: 2026-12-25 stands twice; the first is `Christmas`
        13 |   2026-12-25: Christmas Day
           |   ^^^^^^^^^^
        hint: keep one of them

        calendars/berlin.yaml:14:3: error T0101: `fiel` is no date
        14 |   fiel: berlin.ics
           |   ^^^^
        hint: did you mean `file`?

        calendars/berlin.yaml:15:9: error T0409: there is no file `berln.ics` of holidays beside this one
        15 |   file: berln.ics
           |         ^^^^^^^^^
        hint: did you mean `berlin.ics`?
        """)
  }

  @Test func `files are told about together, each with its own place`() {
    let result = said([
      "c/a.yaml": "calendar: b\nextends: germani", "c/broken.yaml": "calendar: [", "c/child.yaml": "calendar: child\nextends: broken",
      "c/germany.yaml": "calendar: germany\nholidays: {file: de.ics}",
      "c/de.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR", "c/list.yaml": "- calendar: list",
    ])
    let heads = result.split(separator: "\n").filter { $0.hasPrefix("c/") }.map(String.init)
    #expect(
      heads.map { $0.split(separator: ": ").prefix(2).joined(separator: ": ") } == [
        "c/a.yaml:1:11: error T0106", "c/a.yaml:2:10: error T0406", "c/broken.yaml:1:12: error T0001", "c/de.ics:4:1: error T0409",
        "c/list.yaml:1:1: error T0103",
      ])
    #expect(result.contains("did you mean `germany`?"))
  }

  @Test func `calendars that extend each other are told so, each`() {
    #expect(
      said(["a.yaml": "calendar: a\nextends: b", "b.yaml": "calendar: b\nextends: a", "c.yaml": "calendar: c\nextends: a"]) == """
        a.yaml:2:10: error T0410: these extend each other: `a` → `b` → `a`
        2 | extends: b
          |          ^
        hint: take `extends` out of one of them

        b.yaml:2:10: error T0410: these extend each other: `b` → `a` → `b`
        2 | extends: a
          |          ^
        hint: take `extends` out of one of them
        """)
    #expect(said(["a.yaml": "calendar: a\nextends: a"]).contains("a calendar cannot extend itself"))
  }

  @Test(arguments: [
    ("", "T0006", "empty"), ("weekend: [sunday]", "T0102", "the file begins with `calendar: x`"),
    ("calendar: x\nweekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]", "T0408", "never open"),
    ("calendar: x\nhours: {}", "T0408", "never open"), ("calendar: x\nhours: []", "T0408", "never open"),
    ("calendar: x\nhours: {monday: {from: 9}}", "T0103", "text, not a mapping"),
    ("calendar: x\nhours: [09:00]", "T0408", "write 09:00-17:00"),
    ("calendar: x\nholidays: [2026-01-01]", "T0103", "write `2026-01-01: New Year`"),
    ("calendar: x\nholidays: {file: }", "T0102", "`file` has no value"),
    ("calendar: x\nholidays: {file: ../../etc/passwd.ics}", "T0409", "no file"),
    ("calendar: x\nholidays: {2026-01-01: [a, b]}", "T0103", "text, not a list"),
    ("calendar: x\nextends: [a, b]", "T0103", "text, not a list"), ("calendar: x\ndescription: {a: b}", "T0103", "text, not a mapping"),
    ("calendar: x\nweekend: Sat", "T0104", "no day of the week"), ("calendar: x\ncalendar: x", "T0003", "stands twice"),
  ])
  func `what is no calendar is refused with the fix`(text: String, code: String, words: String) {
    let result = said(["x.yaml": text])
    #expect(result.contains("error \(code)") && result.contains(words), "\(result)")
  }

  @Test func `two files of one name cannot both be it`() {
    #expect(said(["a/x.yaml": "calendar: x", "b/x.yaml": "calendar: x"]).contains("b/x.yaml:1:11: error T0208"))
  }

  @Test func `bytes that are no text are refused`() {
    #expect(throws: Diagnostics.self) { try CalendarsReader().read(["x.yaml": [0xff, 0xfe, 0x00]]) }
    #expect(throws: Diagnostics.self) { try CalendarsReader().read(["x.ics": [0xff, 0xfe, 0x00]]) }
    #expect(throws: Diagnostics.self) { try CalendarsReader().read(["bad name.ics": Array("BEGIN:VCALENDAR\nEND:VCALENDAR".utf8)]) }
  }

  /// Files that nobody wrote by hand, by what there is too much of.
  private static let hostile: [String: String] = [
    "holidays": "calendar: x\nholidays:\n" + (0..<11_000).map { "  \(LocalDate(daysSinceEpoch: $0)): d\n" }.joined(),
    "hours": "calendar: x\nhours: [" + String(repeating: "\"09:00-10:00\",", count: 5_000) + "]",
    "holiday files": "calendar: x\nholidays: {file: [" + String(repeating: "a.ics,", count: 5_000) + "]}",
    "keys": "calendar: x\n" + (0..<20_000).map { "key\($0): 1\n" }.joined(),
    "letters of a holiday": "calendar: x\nholidays: {2026-01-01: " + String(repeating: "x", count: 5_000) + "}",
    "letters of a name": "calendar: x\nextends: " + String(repeating: "x", count: 500_000),
    "depth": String(repeating: "[", count: 10_000), "bytes": "calendar: x #" + String(repeating: "x", count: 2_000_000),
  ]

  @Test(arguments: [
    ("holidays", "T0109"), ("hours", "T0109"), ("holiday files", "T0109"), ("keys", "T0101"), ("letters of a holiday", "T0109"),
    ("letters of a name", "T0106"), ("depth", "T0007"), ("bytes", "T0007"),
  ])
  func `hostile files are refused at once, with few words`(much: String, code: String) throws {
    let text = try #require(Self.hostile[much])
    let error = try #require(throws: Diagnostics.self) { try CalendarsReader().read(["x.yaml": text]) }
    #expect(error.all.contains { $0.code == code }, "\(error.all.prefix(3).map(\.code))")
    #expect(error.all.count <= 100)
  }

  @Test func `hostile folders are refused`() throws {
    let many = Dictionary(uniqueKeysWithValues: (0...CalendarsReader.filesMax).map { ("c\($0).yaml", Array("calendar: c\($0)".utf8)) })
    #expect(throws: Diagnostics.self) { try CalendarsReader().read(many) }
    let line = Dictionary(
      uniqueKeysWithValues: (0..<900).map { ("c\($0).yaml", Array("calendar: c\($0)\nextends: c\($0 + 1)".utf8)) }
        + [("c900.yaml", Array("calendar: c900".utf8))])
    let error = try #require(throws: Diagnostics.self) { try CalendarsReader().read(line) }
    #expect(error.all.allSatisfy { $0.code == "T0109" })
  }
}
