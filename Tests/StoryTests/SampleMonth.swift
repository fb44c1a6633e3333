import CEL
import Foundation
import TestSupport

/// The shipped installation in a state folder of a test's own, run as a person runs it.
struct SampleMonth {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  static let begin = "2026-06-01T00:00:00+02:00"
  static let end = "2026-07-01T00:00:00+02:00"
  /// A month takes real minutes on a machine that builds something else.
  static let limitMilliseconds: Int64 = 240_000

  let state: TemporaryFolder
  private let variables: [String: String]
  /// The installation's folder, where it is a test's own: it lives as long.
  private let folder: TemporaryFolder?

  init(_ variables: [String: String] = [:], keeping folder: TemporaryFolder? = nil) throws {
    state = try TemporaryFolder.make()
    self.variables = variables
    self.folder = folder
  }

  var environment: [String: String] {
    ["TOCSIN_DIRECTORY": Self.root, "TOCSIN_STATE": state.path, "TOCSIN_DELIVERY": "capture", "HOME": state.path, "USER": "tester"]
      .merging(variables) { _, given in given }
  }

  func start(_ arguments: String...) throws -> ChildProcess {
    try ChildProcess.start(try ChildProcess.built("tocsin"), arguments, environment: environment)
  }

  func up(pace: Int, until end: String = SampleMonth.end) throws -> ChildProcess {
    try start("up", "--from", Self.begin, "--until", end, "--pace", String(pace), "--story", Self.root + "/samples/june-2026.yaml")
  }

  /// The output of a command that is expected to work, or to find trouble.
  func output(_ arguments: String...) async throws -> String {
    let child = try ChildProcess.start(try ChildProcess.built("tocsin"), arguments, environment: environment)
    let exit = try await child.ended(limitMilliseconds: Self.limitMilliseconds)
    guard exit == .code(0) || exit == .code(1) else { throw TestSupportError("\(arguments): \(exit) \(child.errors)") }
    return child.output
  }

  func json(_ arguments: String...) async throws -> Value {
    let child = try ChildProcess.start(try ChildProcess.built("tocsin"), arguments + ["--json"], environment: environment)
    try await child.ended(limitMilliseconds: Self.limitMilliseconds)
    do {
      return try JSON.parse(child.output)
    } catch {
      throw TestSupportError("\(arguments): \(error): \(child.output.prefix(500)) \(child.errors)")
    }
  }

  /// What happened, a line each; ids and texts that no run shares are not in it.
  func timeline() async throws -> [String] {
    try await json("timeline").list?.map { JSON.write($0) } ?? []
  }

  func mails() throws -> [CapturedMail] {
    let folder = state.path + "/mail/new"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      CapturedMail(try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8))
    }
  }

  /// A line for each card: whether the official schema of Adaptive Cards lets it pass; none where the schema is not there.
  func cardsByOfficialSchema() async throws -> [String] {
    let material = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? Self.root + "/../shared/material"
    let schema = material + "/adaptivecards/schemas/1.4.0/adaptive-card.json"
    guard FileManager.default.fileExists(atPath: schema) else {
      print("cards: skipped, no schema in \(material)")
      return []
    }
    let said = try await ScriptServer.run("card-schema.py", [schema] + cards().map { "\(state.path)/cards/alerts/\($0)" })
    return said.split(separator: "\n").map(String.init).filter { $0 != "done" }
  }

  func cards() throws -> [String] {
    let folder = state.path + "/cards/alerts"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }
}

/// A mail in the Maildir: its head, unfolded, and its body as it stands.
struct CapturedMail: Hashable {
  let text: String
  private let fields: [String: String]

  init(_ text: String) {
    self.text = text
    var fields: [String: String] = [:]
    var last = ""
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.isEmpty { break }
      if line.first == " " || line.first == "\t" {
        fields[last]? += " " + line.drop { $0 == " " || $0 == "\t" }
      } else if let colon = line.firstIndex(of: ":") {
        last = line[..<colon].lowercased()
        fields[last] = String(line[line.index(after: colon)...].drop { $0 == " " })
      }
    }
    self.fields = fields
  }

  /// Without the soft breaks of quoted-printable, so that a text can be looked for.
  var unbroken: String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).reduce(into: "") { all, line in
      all += line.last == "=" ? line.dropLast() : line + "\n"
    }
  }

  subscript(field: String) -> String { fields[field.lowercased()] ?? "" }
  var id: String { self["Message-ID"] }
  var recipient: String { self["Delivered-To"] }
  var references: [String] { self["References"].split(separator: " ").map(String.init) }
  /// The bracketed part of the subject says the rung.
  var isReminder: Bool { self["Subject"].contains("reminder") }
  /// The instance that sent it, from its id.
  var instance: String { String(id.dropFirst().prefix(32)) }
}
