import CEL
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// An installation of a story's own: its files, its database, its mail server; and what its commands say, without what no two runs
/// share.
struct OperatingRig {
  let folder: TemporaryFolder
  let database: TestDatabase
  let month: SampleMonth
  private let transcripts = Transcripts()

  static let mailTemplate = "<!doctype html><html><head><title>Late: ${instance.key}</title></head><body><p>It is late.</p></body></html>"

  /// A workflow that writes one mail when it starts.
  static let late: [String: String] = [
    "tocsin.yaml": "installation: story\ndomain: story.example\n",
    "contacts.yaml": "roles:\n  ana: {name: Ana, email: ana@host.example}\n",
    "templates/late.html": mailTemplate,
    "workflows/late.yaml": """
    workflow: late
    timezone: UTC
    initial: told
    states:
      told: {entry: [tell], on: {settled: over}, after: {7d: over}}
      over: {type: final}
    actions:
      tell: {email: {template: late, to: contacts.ana}}
    """,
  ]

  /// - Parameter port: of the mail server; nil leaves mails in a folder.
  static func make(
    _ name: String, _ files: [String: String] = late, port: Int? = nil, _ variables: [String: String] = [:]
  ) async throws -> OperatingRig {
    let folder = try TemporaryFolder.make()
    for (path, text) in files { try write(path, text, in: folder.path) }
    let database = try await TestDatabase.make(name)
    let rig = try OperatingRig(folder: folder, database: database, port: port, variables)
    for command in ["migrate", "deploy"] { _ = try await rig.month.output(command) }
    return rig
  }

  init(folder: TemporaryFolder, database: TestDatabase, port: Int?, _ variables: [String: String]) throws {
    self.folder = folder
    self.database = database
    var environment = [
      "TOCSIN_DIRECTORY": folder.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText, "TZ": "UTC",
      "TOCSIN_EXECUTOR_LEASESECONDS": "3",
    ]
    if let port {
      environment.merge([
        "TOCSIN_DELIVERY": "live", "TOCSIN_MAIL_HOST": "127.0.0.1", "TOCSIN_MAIL_PORT": String(port), "TOCSIN_MAIL_SECURITY": "none",
      ]) { $1 }
    }
    month = try SampleMonth(environment.merging(variables) { $1 }, keeping: folder)
  }

  static func write(_ path: String, _ text: String, in folder: String) throws {
    let url = URL(filePath: folder).appending(path: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  /// What a command says: times, ids, ports and the database by a word each, and one gap between columns.
  func says(_ arguments: String...) async throws -> String { try await run(arguments) }

  func run(_ arguments: [String]) async throws -> String { shown(try await raw(arguments)) }

  /// As `says`; docs/operations.md shows it too, under this name.
  func shows(_ name: String, _ arguments: String...) async throws -> String {
    let said = try await raw(arguments)
    transcripts.add(name, arguments, said, database: "\(database.connectionString)")
    return shown(said)
  }

  /// Whether the page has what was shown under these names.
  func checkPage(_ names: String..., location: SourceLocation = #_sourceLocation) throws {
    for name in names { try transcripts.check(name, location: location) }
  }

  private func raw(_ arguments: [String]) async throws -> String {
    let child = try ChildProcess.start(try ChildProcess.built("tocsin"), arguments, environment: month.environment)
    try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    // What a library says of a machine that is short of shared memory is not the command's word.
    let errors = child.errors.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("mongoc:") }
    return child.output + errors.joined(separator: "\n")
  }

  /// How a command ends.
  func exit(_ arguments: String...) async throws -> ChildProcess.Exit {
    let child = try ChildProcess.start(try ChildProcess.built("tocsin"), arguments, environment: month.environment)
    return try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
  }

  func shown(_ text: String) -> String {
    var shown = text.replacingOccurrences(of: "\(database.connectionString)", with: "DATABASE")
    for (pattern, word) in [
      (#"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?"#, "TIME"), (#"[0-9a-f]{32}"#, "ID"), (#"127\.0\.0\.1:\d+"#, "SERVER"),
      (#"127\.0\.0\.1 port \d+"#, "SERVER"), (#"\((a moment|\d+ (second|minute)s?( \d+ seconds?)?)\)"#, "(SPAN)"),
      (#"\b\d+(\.\d)? (bytes|KB|MB|GB|TB)\b"#, "SIZE"), (#" {2,}"#, "  "),
      (#"[0-9a-f]{12}(?= becomes| is current|\n|  )"#, "VERSION"),
    ] {
      shown = shown.replacingOccurrences(of: pattern, with: word, options: .regularExpression)
    }
    return shown.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("  ") ? String($0) : $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
  }

  /// The id of the only message that fits.
  func message(_ arguments: String...) async throws -> String {
    let child = try ChildProcess.start(
      try ChildProcess.built("tocsin"), ["messages", "--json"] + arguments, environment: month.environment)
    try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    guard let id = try JSON.parse(child.output).list?.last?["id"]?.string else { throw TestSupportError("no message: \(child.output)") }
    return id
  }

  func statuses() async throws -> [String: Int] {
    let all = try await month.json("messages").list ?? []
    return Dictionary(all.compactMap { $0["status"]?.string }.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// One value of the database, for the books.
  func count(_ query: String) async throws -> Int {
    let connection = try await database.connect()
    let rows = try await connection.query(Statement("StoryCount", query))
    let found = try rows.only().int(0)
    await connection.close()
    return found
  }
}
