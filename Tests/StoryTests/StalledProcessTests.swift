import CEL
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// A whole process that stands still (SIGSTOP) at the worst moment, while another does its work; then it comes back.
@Suite struct StalledProcessTests {
  @Test func `stopped between load and commit for longer than its session lives, it doubles nothing`() async throws {
    let database = try await TestDatabase.make("stopped")
    let month = try await installation(database, recipient: "ana@partner.example", port: nil)
    let first = try month.start("run", "--quiet")
    let connection = try await database.connect()
    try await eventually("it is there") { try await count(connection, "executor") == 1 }
    // What a step writes waits for this lock, after all was loaded and decided.
    try await connection.execute("BEGIN; LOCK TABLE history IN EXCLUSIVE MODE")
    _ = try await month.output("start", "told", "--key", "one")
    let watcher = try await database.connect()
    try await eventually("its step waits to be written") {
      try await count(watcher, "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 1
    }
    first.signal(SIGSTOP)
    try await connection.execute("COMMIT")
    try await eventually("its transaction was ended by the database") {
      try await count(
        watcher, "pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()")
        == 0
    }
    let second = try month.start("run", "--quiet")
    try await eventually("the other did the work") { try await delivered(month) == 1 }
    first.signal(SIGCONT)
    _ = try await month.output("send", "told/one", "again")
    try await eventually("both go on") { try await month.json("history", "told/one").list?.count == 2 }
    #expect(try month.mails().count == 1)
    #expect(try await month.json("history", "told/one").list?.compactMap { $0["step"]?.int } == [1, 2])
    #expect(first.exit == nil, "the stalled one lives: \(first.errors)")
    for process in [first, second] { try await end(process) }
    for one in [connection, watcher] { await one.close() }
  }

  @Test func `stopped while its mail is on the wire, its late word settles the mail and nothing else`() async throws {
    let database = try await TestDatabase.make("wire")
    let server = try await ScriptServer.start("smtp.py")
    let month = try await installation(database, recipient: "again-final@partner.example", port: server.port)
    let first = try month.start("run", "--quiet")
    _ = try await month.output("start", "told", "--key", "one")
    _ = try await server.heard("stalled")
    first.signal(SIGSTOP)
    let second = try month.start("run", "--quiet")
    try await eventually("the other sent it again") { try server.said("mail").count == 2 }
    try await eventually("it is delivered") { try await delivered(month) == 1 }
    first.signal(SIGCONT)
    _ = try await month.output("send", "told/one", "again")
    try await eventually("both go on") { try await month.json("history", "told/one").list?.count == 2 }
    let message = try #require(try await month.json("messages").list?.first)
    #expect(message["status"]?.string == "delivered" && message["uncertain"]?.int == 1, "\(message)")
    let copies = try server.said("mail")
    #expect(copies.count == 2 && Set(copies.map(\.data)).count == 1, "the same bytes under the same Message-ID")
    #expect(try await month.json("incidents").list?.isEmpty == true)
    for process in [first, second] { try await end(process) }
  }

  private func end(_ process: ChildProcess) async throws {
    process.signal(SIGTERM)
    try await process.ended()
    #expect(process.exit == .code(0), "\(process.errors)")
  }

  private func count(_ connection: Connection, _ what: String) async throws -> Int {
    Int(try await connection.query(Statement("Count", "SELECT count(*) FROM \(what)")).only().int(0))
  }

  private func delivered(_ month: SampleMonth) async throws -> Int {
    try await month.json("messages", "--status", "delivered").list?.count ?? 0
  }

  private func installation(_ database: TestDatabase, recipient: String, port: Int?) async throws -> SampleMonth {
    let folder = try TemporaryFolder.make()
    let files = [
      "tocsin.yaml": "installation: told\ndomain: told.example\nmail: {from: t@told.example}\n",
      "contacts.yaml": "roles:\n  ana: {name: Ana, email: \(recipient)}\n",
      "workflows/told.yaml": """
      workflow: told
      timezone: UTC
      initial: told
      states:
        told: {entry: [tell], on: {again: {actions: [{log: again}]}}, after: {30d: over}}
        over: {type: final}
      actions:
        tell: {email: {template: told, to: contacts.ana}}
      """,
      "templates/told.html": "<!doctype html><html><head><title>Told</title></head><body><p>You are told.</p></body></html>",
    ]
    for (path, text) in files {
      let url = URL(filePath: folder.path).appending(path: path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    var variables = ["TOCSIN_DIRECTORY": folder.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText]
    if let port {
      variables.merge(
        [
          "TOCSIN_DELIVERY": "live", "TOCSIN_MAIL_HOST": "127.0.0.1", "TOCSIN_MAIL_PORT": String(port), "TOCSIN_MAIL_SECURITY": "none",
          "TOCSIN_EXECUTOR_LEASESECONDS": "2",
        ]) { $1 }
    }
    let month = try SampleMonth(variables, keeping: folder)
    for command in ["migrate", "deploy"] { _ = try await month.output(command) }
    return month
  }
}
