import CEL
import EmbeddedPostgres
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// `kill -9` at moments that a printed seed spreads: nothing is lost, and nothing reaches anybody twice but what was on the
/// wire, under the same Message-ID with the same bytes.
@Suite(.serialized) struct CrashTests {
  /// Short in every run; `TOCSIN_KILLS=200` is the long one.
  private static let kills = ProcessInfo.processInfo.environment["TOCSIN_KILLS"].flatMap { Int($0) } ?? 10
  private static let seed = ProcessInfo.processInfo.environment["TOCSIN_SEED"].flatMap { UInt64($0) } ?? 20_260_621

  @Test func `executors killed and the database cut off, under load and by turns: the books are whole`() async throws {
    let folder = try EmbeddedFolder.make()
    let database = try await folder.join()
    do {
      try await Self.siege(database)
    } catch {
      try await database.leave()
      throw error
    }
    try await database.leave()
  }

  private static func siege(_ database: EmbeddedServer) async throws {
    let target = try await database.connectionString
    // Slow enough that kills meet mails on the wire; slower where the month goes slower.
    let server = try await ScriptServer.start("smtp.py", ["--delay", kills > 50 ? "2" : "0.4"])
    let month = try SampleMonth(live(target, server, state: nil))
    let prepared = try month.up(pace: 2_000_000, until: SampleMonth.begin)
    try await prepared.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    var siege = Siege(month: month, database: database, chance: Chance(seed: seed))
    while siege.deaths + siege.cuts < kills, try await siege.strike(of: kills) {}
    try await siege.end()
    let last = try month.up(pace: 2_000_000)
    #expect(try await last.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(last.errors)")
    let books = try await checkMessages(month, server)
    try await checkRows(target)
    print("kill -9: seed \(seed), \(siege.deaths) executors killed, the database cut off \(siege.cuts) times, \(books)")
  }

  /// Every mail came to its end; none came twice but those on the wire, and these with equal bytes under one id.
  private static func checkMessages(_ month: SampleMonth, _ server: ScriptServer) async throws -> String {
    let messages = (try await month.json("messages", "--channel", "email").list ?? [])
    let open = messages.filter { $0["status"]?.string != "delivered" }
    #expect(open.isEmpty, "seed \(seed): \(open)")
    let incidents = messages.count > 25 ? "" : try await month.output("incidents")
    #expect(messages.count > 25, "seed \(seed): \(incidents)")
    let taken = Dictionary(grouping: try server.said("mail"), by: { CapturedMail(String(decoding: $0.data, as: UTF8.self)).id })
    for (id, copies) in taken { #expect(Set(copies.map(\.data)).count == 1, "\(id) came with other bytes") }
    // Incidents that the owner is told of are no messages of an instance; they are told until somebody could write down that they were.
    let (notices, accepted) = (taken.filter { $0.key.hasPrefix(Self.notice) }, taken.filter { !$0.key.hasPrefix(Self.notice) })
    #expect(accepted.count == messages.count, "each part was taken under its own id")
    let uncertain = messages.compactMap { $0["uncertain"]?.int }.reduce(0, +)
    let doubles = accepted.values.map { $0.count - 1 }.reduce(0, +)
    #expect(doubles <= Int(uncertain), "only what was on the wire may come twice")
    let told = notices.values.compactMap { $0.first }.map { CapturedMail(String(decoding: $0.data, as: UTF8.self))["Subject"] }
    return "\(messages.count) mails, \(uncertain) uncertain, \(doubles) doubled, the owner was told \(told)"
  }

  private static let notice = "<incident."

  /// The database's own sums.
  private static func checkRows(_ target: ConnectionString) async throws {
    let connection = try await Connection.open(target)
    for (what, sql) in [
      (
        "instances whose history has a gap or another end",
        """
        SELECT count(*) FROM instance i LEFT JOIN (SELECT s, id, count(*) AS steps, max(step) AS last FROM history GROUP BY s, id) h
          ON h.s = i.s AND h.id = i.id WHERE coalesce(h.steps, 0) <> i.step OR coalesce(h.last, 0) <> i.step
        """
      ),
      (
        "parts that are neither at their end, nor waiting for their time, nor listed",
        """
        SELECT count(*) FROM outbox o CROSS JOIN engine e
        WHERE o.status = 'sending' OR o.status = 'pending' AND o.next_at <= e.clock OR o.status IN ('failed', 'uncertain')
          AND NOT EXISTS (SELECT FROM incident t WHERE t.s = o.s AND t.id = o.id AND t.closed_at IS NULL)
        """
      ),
      (
        "instances that are due and nobody steps",
        "SELECT count(*) FROM work w CROSS JOIN engine e WHERE w.awake AND w.due < e.clock"
      ),
    ] {
      #expect(try await connection.query(Statement("TestBooks", sql)).only().int(0) == 0, "\(what), seed \(seed)")
    }
    await connection.close()
  }

  @Test func `of 300 mails due on two connections to a server that stalls, a kill leaves two in doubt at most`() async throws {
    let database = try await TestDatabase.make("stall")
    let server = try await ScriptServer.start("smtp.py")
    let folder = try TemporaryFolder.make()
    try Self.writeCrowd(in: folder.path, count: 300)
    let month = try SampleMonth(
      Self.live(database.connectionString, server, state: folder.path).merging([
        "TOCSIN_DIRECTORY": folder.path, "TOCSIN_MAIL_CONNECTIONS": "2",
      ]) { $1 })
    for command in ["migrate", "deploy"] { _ = try await month.output(command) }
    _ = try await month.output("start", "crowd", "--key", "all")
    let run = try month.start("run")
    _ = try await server.heard("stalled", count: 2)
    run.signal(SIGKILL)
    try await run.ended()
    let after = try await month.json("messages").list ?? []
    #expect(after.count == 300)
    #expect(after.filter { $0["status"]?.string == "sending" }.count <= 2)
    let next = try month.start("run")
    try await eventually("the leases ran out and were swept", limitMilliseconds: 60_000) {
      let parts = try await month.json("messages").list ?? []
      return parts.contains { ($0["uncertain"]?.int ?? 0) > 0 }
    }
    next.signal(SIGKILL)
    try await next.ended()
    let uncertain = (try await month.json("messages").list ?? []).filter { ($0["uncertain"]?.int ?? 0) > 0 }
    #expect((1...2).contains(uncertain.count), "\(uncertain)")
  }

  private static func live(_ database: ConnectionString, _ server: ScriptServer, state: String?) -> [String: String] {
    [
      "TOCSIN_DATABASE_URL": database.secretText, "TOCSIN_DELIVERY": "live", "TOCSIN_OWNER": "owner@emsp.example",
      "TOCSIN_MAIL_HOST": "127.0.0.1",
      "TOCSIN_MAIL_PORT": String(server.port), "TOCSIN_MAIL_SECURITY": "none", "TOCSIN_EXECUTOR_LEASESECONDS": "3",
    ]
  }

  /// One workflow that writes to a crowd, whose server stalls at DATA.
  private static func writeCrowd(in folder: String, count: Int) throws {
    let people = (1...count).map { "    - {name: Person \($0), email: stall-data@host\($0).example}" }
    let (first, second) = (people[..<(count / 2)].joined(separator: "\n"), people[(count / 2)...].joined(separator: "\n"))
    let files = [
      "tocsin.yaml": "installation: crowd\ndomain: crowd.example\n",
      "contacts.yaml": "roles:\n  first:\n\(first)\n  second:\n\(second)\n",
      "workflows/crowd.yaml": """
      workflow: crowd
      timezone: UTC
      initial: told
      states:
        told: {entry: [tell-first, tell-second], after: {30d: over}}
        over: {type: final}
      actions:
        tell-first: {email: {template: told, to: contacts.first}}
        tell-second: {email: {template: told, to: contacts.second}}
      """,
      "templates/told.html": "<!doctype html><html><head><title>Told</title></head><body><p>You are told.</p></body></html>",
    ]
    for (path, text) in files {
      let url = URL(filePath: folder).appending(path: path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
  }
}

/// Two executors at work, and what befalls them and their database.
private struct Siege {
  let month: SampleMonth
  let database: EmbeddedServer
  var chance: Chance
  var deaths = 0
  var cuts = 0
  private var crew: [ChildProcess] = []

  init(month: SampleMonth, database: EmbeddedServer, chance: Chance) {
    (self.month, self.database, self.chance) = (month, database, chance)
  }

  /// One blow out of so many; false once the month is over.
  mutating func strike(of blows: Int) async throws -> Bool {
    // Slow enough that the month is not over before the last blow; the blows far enough apart that somebody is at work.
    let pace = String(max(4_000, 2_000_000 / blows))
    while crew.count < 2 { crew.append(try month.start("run", "--pace", pace, "--until", SampleMonth.end)) }
    try await ChildProcess.start("/bin/sleep", [String(format: "%.3f", 0.8 + 2 * chance.next())]).ended()
    if crew.contains(where: { $0.exit == .code(0) }) { return false }
    if chance.next() < 0.25 {
      try await database.stopImmediate()
      try await database.revive()
      cuts += 1
    } else {
      let victim = crew.remove(at: chance.next() < 0.5 ? 0 : 1)
      victim.signal(SIGKILL)
      try await victim.ended()
      deaths += 1
    }
    return true
  }

  mutating func end() async throws {
    for one in crew {
      one.signal(SIGKILL)
      try await one.ended()
    }
    crew = []
  }
}

/// Numbers that a seed gives: SplitMix64.
struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// 0 ..< 1
  mutating func next() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53)
  }
}
