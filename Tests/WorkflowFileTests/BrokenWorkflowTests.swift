import CEL
import Calendar
import Foundation
import Testing
import Workflow
import WorkflowFile
import YAML

/// What the checker says, word by word: `Tests/BrokenWorkflows/NAME.yaml` and beside it all that is said of it.
struct BrokenWorkflowTests {
  static let folder = Project.root.appending(path: "Tests/BrokenWorkflows")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
  }()

  @Test func `there are broken files to try`() {
    #expect(Self.names.count >= 40)
  }

  @Test(arguments: names)
  func `a broken file is told with everything that is wrong with it`(name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
    let expected = try String(contentsOf: Self.folder.appending(path: "\(name).txt"), encoding: .utf8)
    let diagnostics = try Self.diagnostics(text, file: "\(name).yaml")
    let told = diagnostics.text(["\(name).yaml": text]) + "\n\n" + DiagnosticText.summary(diagnostics.all) + "\n"
    if told != expected, let folder = ProcessInfo.processInfo.environment["TOCSIN_WRITE_EXPECTED"] {
      try Data(told.utf8).write(to: URL(filePath: folder).appending(path: "\(name).txt"))
    }
    #expect(told == expected)
  }

  @Test func `each thing that the checker can say is said of a file here`() throws {
    var said: Set<String> = []
    for name in Self.names {
      let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
      said.formUnion(try Self.diagnostics(text, file: name).all.map(\.code))
    }
    let elsewhere: Set<DiagnosticCode> = [
      .yamlAlias, .yamlLimit, .yamlTag, .tooMuch, .badContact, .badRotation, .unknownRotation, .badHours, .badHolidays, .calendarCircle,
      .noWayToEnd, .possibleCircle, .propertyFails, .searchTooLarge,
    ]
    let without = DiagnosticCode.allCases.filter { !said.contains($0.rawValue) && !elsewhere.contains($0) }
    // Templates (T08) and scenarios (T09) are read elsewhere.
    #expect(without.filter { !["T08", "T09"].contains($0.rawValue.prefix(3)) } == [])
  }

  /// What is said of a text where everything around it is known.
  static func diagnostics(_ text: String, file: String) throws -> Diagnostics {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Project.text("contacts.yaml"))
    let known = KnownNames(
      templates: ["emsp/reminder", "emsp/first-notice", "emsp/escalation"], cards: ["emsp/escalation"], channels: ["alerts"],
      sources: ["chargecloud/faulty-bookings", "bookings-db/confirm"], workflows: ["emsp-partner-escalation"],
      calendars: ["germany-berlin": .mondayToFriday], contacts: contacts.type, settings: ["schedule": "0 2 * * *"])
    do {
      return try WorkflowReader(known: known).read(path: file, text: text, types: Project.types()).warnings
    } catch let error as Diagnostics {
      return error
    }
  }
}
