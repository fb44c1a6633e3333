import CEL
import Calendar
import Executor
import Foundation
import Store
import Template
import Workflow
import WorkflowFile
import YAML

/// The folder of an installation: workflows, types, templates, calendars, contacts; read once, checked together.
struct InstallationFiles: Sendable {
  let directory: URL
  /// By path from the installation's folder.
  let workflows: [String: String]
  let types: [String: String]
  let templates: TemplateLibrary
  let contacts: Contacts
  let calendars: [String: BusinessCalendar]
  let configuration: Configuration
  private let sources: [String]
  /// What reports answer with, by question.
  private let rows: [String: ObjectType]
  /// What a workflow's file may name.
  let known: KnownNames
  /// For commands that check many workflows, or check and then play them.
  var shelf: TemplateShelf?

  init(directory: URL, configuration: Configuration) throws {
    let folder = TextFolder(root: directory)
    self.directory = directory
    self.configuration = configuration
    workflows = try folder.files(in: "workflows", suffix: ".yaml", isDeep: false)
    types = try folder.files(in: "types", suffix: ".yaml", isDeep: false)
    let pages = try folder.files(in: "templates", suffix: ".html", isDeep: true)
    let cards = try folder.files(in: "templates", suffix: ".json", isDeep: true)
    templates = TemplateLibrary(
      files: Dictionary(
        uniqueKeysWithValues: pages.merging(cards) { first, _ in first }.map { (String($0.key.dropFirst("templates/".count)), $0.value) }))
    let people = try folder.text(configuration.contactsFile) ?? "roles: {}\n"
    contacts = try CompanionComplaint.telling([configuration.contactsFile: people]) { () throws(Diagnostics) in
      try ContactsReader().read(path: configuration.contactsFile, text: people)
    }
    let days = try folder.contents(of: "calendars")
    calendars = try CompanionComplaint.telling(days.mapValues { String(decoding: $0, as: UTF8.self) }) { () throws(Diagnostics) in
      try CalendarsReader().read(days)
    }
    sources = try SourceSetup.names(directory: directory)
    rows = try ReportFiles(directory: directory).rowTypes
    known = KnownNames(
      templates: Set(templates.names.filter(templates.hasMail)), cards: Set(templates.names.filter(templates.hasCard)),
      channels: configuration.delivery == .live ? Set(configuration.teams.map(\.name)) : nil,
      webhooks: configuration.delivery == .live ? Set(configuration.webhooks.map(\.name)) : nil, sources: Set(sources),
      calendars: calendars, contacts: contacts.type, settings: configuration.settings, rows: rows)
  }

  /// A definition with what deploying it needs.
  struct Checked: Sendable {
    var loaded: ReadWorkflow
    var closure: DefinitionClosure
    var definition: Workflow.Definition { loaded.definition }
  }

  /// - Throws: `Diagnostics` with all that is wrong with all of them.
  func checkedWorkflows() throws -> [Checked] {
    var wrong: [Diagnostic] = []
    var good: [Checked] = []
    for result in check(workflows) {
      switch result {
      case .success(let checked): good.append(checked)
      case .failure(let error): wrong += error.all
      }
    }
    if wrong.isEmpty { wrong = WorkflowLinker(good.map(\.definition)).check().filter { $0.severity == .error } }
    if !wrong.isEmpty { throw Diagnostics(wrong) }
    return good
  }

  /// Files at the same time; what is said of them in the order of their paths.
  func check(_ texts: [String: String]) -> [Result<Checked, Diagnostics>] {
    AtOnce.map(texts.sorted { $0.key < $1.key }.map { (path: $0.key, text: $0.value) }) { file in
      Result { () throws(Diagnostics) in try check(path: file.path, text: file.text) }
    }
  }

  func check(path: String, text: String) throws(Diagnostics) -> Checked {
    let read = try WorkflowReader(known: known).read(path: path, text: text, types: types)
    let templates = DefinitionReader(files: self).templateProblems(of: read.definition)
    if !templates.isEmpty { throw Diagnostics(templates) }
    let closure = DefinitionClosure(
      hash: read.definition.hash, workflow: read.definition.name,
      files: read.files.map { DefinitionClosure.File(path: $0.path, text: $0.text) })
    return Checked(loaded: read, closure: closure)
  }

  /// What expressions see as `settings`.
  var settings: ValueMap { configuration.settings }

  /// Rooms that the folder's workflows send cards to.
  func rooms() throws -> Set<String> { Self.rooms(of: .teams, in: try checkedWorkflows()) }

  /// Rooms that workflows send cards to, or webhooks that they send JSON to.
  static func rooms(of kind: TeamsSpec.Kind, in workflows: [Checked]) -> Set<String> {
    Set(
      workflows.flatMap(\.definition.messages).compactMap { message in
        if case .teams(let teams) = message.medium, teams.kind == kind { teams.channel } else { nil }
      })
  }

  var sourceTexts: [SourceText] {
    (workflows.merging(types) { first, _ in first }).map { SourceText(file: $0.key, text: $0.value) }
  }
}

/// Reads text files below a folder, within limits.
struct TextFolder {
  let root: URL

  /// A file larger than this is no text that a person wrote.
  private static let bytesMax = 4 << 20
  private static let filesMax = 10_000

  /// By path from the root; empty where the folder is not there.
  func files(in folder: String, suffix: String, isDeep: Bool) throws -> [String: String] {
    let base = root.appending(path: folder)
    guard FileManager.default.fileExists(atPath: base.path) else { return [:] }
    let names =
      isDeep
      ? try FileManager.default.subpathsOfDirectory(atPath: base.path) : try FileManager.default.contentsOfDirectory(atPath: base.path)
    let wanted = names.filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }
    guard wanted.count <= Self.filesMax else { throw CommandError("\(folder) holds more than \(Self.filesMax) files.") }
    var files: [String: String] = [:]
    for name in wanted { files["\(folder)/\(name)"] = try text("\(folder)/\(name)") }
    return files
  }

  /// Files of all kinds, not read as text; empty where the folder is not there.
  func contents(of folder: String) throws -> [String: [UInt8]] {
    let base = root.appending(path: folder)
    guard FileManager.default.fileExists(atPath: base.path) else { return [:] }
    let names = try FileManager.default.contentsOfDirectory(atPath: base.path).filter { !$0.hasPrefix(".") }
    guard names.count <= Self.filesMax else { throw CommandError("\(folder) holds more than \(Self.filesMax) files.") }
    var files: [String: [UInt8]] = [:]
    for name in names { files["\(folder)/\(name)"] = Array(try data("\(folder)/\(name)")) }
    return files
  }

  /// Nil where the file is not there.
  func text(_ path: String) throws -> String? {
    let url = root.appending(path: path)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    guard let text = String(data: try data(path), encoding: .utf8) else { throw CommandError("\(path) is not UTF-8.") }
    return text
  }

  private func data(_ path: String) throws -> Data {
    let data = try Data(contentsOf: root.appending(path: path))
    guard data.count <= Self.bytesMax else { throw CommandError("\(path) is larger than \(Self.bytesMax >> 20) MB.") }
    return data
  }
}
