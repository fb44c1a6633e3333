import Calendar
import Foundation
import Testing
import WorkflowFile

/// The calendars in `calendars/`, held against holidays that others list.
@Suite struct ShippedCalendarsTests {
  private struct List: Decodable {
    struct Day: Decodable {
      let date: String
      let name: String
    }
    let days: [Day]
  }

  private static let folder =
    (ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"].map { URL(filePath: $0) } ?? Project.root.appending(path: "../shared/material"))
    .appending(path: "calendars/holidays")
  private static let isThere = FileManager.default.fileExists(atPath: folder.path)

  /// ISO 3166-2, and Augsburg, which has a day of its own.
  private static let german = [
    "DE": "germany", "DE-BB": "germany-brandenburg", "DE-BE": "germany-berlin", "DE-BW": "germany-baden-wuerttemberg",
    "DE-BY": "germany-bayern", "DE-HB": "germany-bremen", "DE-HE": "germany-hessen", "DE-HH": "germany-hamburg",
    "DE-MV": "germany-mecklenburg-vorpommern", "DE-NI": "germany-niedersachsen", "DE-NW": "germany-nordrhein-westfalen",
    "DE-RP": "germany-rheinland-pfalz", "DE-SH": "germany-schleswig-holstein", "DE-SL": "germany-saarland", "DE-SN": "germany-sachsen",
    "DE-ST": "germany-sachsen-anhalt", "DE-TH": "germany-thueringen", "DE-Augsburg": "germany-bayern-augsburg",
  ]

  /// Days of the years that the list covers, which are ours alone and which are the list's alone.
  private func differences(_ calendar: BusinessCalendar, _ list: [LocalDate: String]) -> (ours: [LocalDate], theirs: [LocalDate]) {
    let years = Set(list.keys.map(\.year))
    let ours = Set(calendar.holidays.keys.filter { years.contains($0.year) })
    return (ours.subtracting(list.keys).sorted(), Set(list.keys).subtracting(ours).sorted())
  }

  private func list(_ name: String) throws -> [LocalDate: String] {
    let days = try JSONDecoder().decode(List.self, from: Data(contentsOf: Self.folder.appending(path: "\(name).json"))).days
    return Dictionary(try days.map { (try LocalDate(parsing: $0.date), $0.name) }) { "\($0); \($1)" }
  }

  @Test func `every Land and Bangladesh are shipped, from 2024 to 2030`() throws {
    let calendars = try CalendarsReader.shipped()
    #expect(Set(calendars.keys) == Set(Self.german.values).union(["bangladesh", "germany-bayern-mariae-himmelfahrt"]))
    for (name, calendar) in calendars {
      #expect(Set(calendar.holidays.keys.map(\.year)) == Set(2_024...2_030), "\(name)")
      #expect(calendar.weekend == (name == "bangladesh" ? [.friday, .saturday] : [.saturday, .sunday]), "\(name)")
      #expect(calendar.opening.count == 5)
    }
  }

  @Test(.enabled(if: isThere, "no material")) func `Germany's holidays are those that others list`() throws {
    let calendars = try CalendarsReader.shipped()
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasPrefix("DE") && $0.hasSuffix(".json") }
    var days = 0
    for file in files.sorted() {
      let code = String(file.dropLast(5))
      let calendar = try #require(Self.german[code].flatMap { calendars[$0] }, "\(code) is not shipped")
      let list = try list(code)
      let (ours, theirs) = differences(calendar, list)
      #expect(ours.isEmpty && theirs.isEmpty, "\(code): only ours \(ours), only theirs \(theirs)")
      days += list.count
    }
    print("ShippedCalendars Germany: \(files.count) files, \(days) days compared, 0 skipped")
    #expect(days > 0)
  }

  /// The list has the days that it computes for every year: no days around the two Eids but the two after, nothing Hindu or Buddhist, no orders of
  /// a single year. Each day that we have more is one of these.
  private static let notInTheList = [
    "(before)", "(after)", "(by order of ", "Buddha Purnima", "Janmashtami", "Durga Puja", "General election", "Mourning",
  ]

  @Test(.enabled(if: isThere, "no material")) func `Bangladesh has every day that others list, and what they leave out by a rule`() throws {
    let calendar = try #require(CalendarsReader.shipped()["bangladesh"])
    let list = try list("BD")
    let (ours, theirs) = differences(calendar, list)
    let names = ours.map { "\($0) \(calendar.holidays[$0] ?? "")" }
    let unexplained = names.filter { name in !Self.notInTheList.contains { name.contains($0) } }
    #expect(theirs.isEmpty, "only theirs: \(theirs.map { "\($0) \(list[$0] ?? "")" })")
    #expect(unexplained.isEmpty)
    print(
      "ShippedCalendars Bangladesh: \(list.count) days compared, 0 missing, \(names.count) more:\n    \(names.joined(separator: "\n    "))")
    #expect(!list.isEmpty)
  }

  @Test func `an estimate says that it is one`() throws {
    let calendar = try #require(CalendarsReader.shipped()["bangladesh"])
    for (date, name) in calendar.holidays {
      let moves = ["Eid", "Shab-e", "Jumatul", "Ashura", "Purnima", "Janmashtami", "Durga"].contains { name.contains($0) }
      #expect(name.contains("(estimated)") == (moves && date.year >= 2_027), "\(date) \(name)")
    }
  }

  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: python != nil, "no python3")) func `the files are what the script writes`() throws {
    let process = Process()
    process.executableURL = URL(filePath: Self.python ?? "")
    process.arguments = ["-B", Project.root.appending(path: "scripts/holidays").path, "--check"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
