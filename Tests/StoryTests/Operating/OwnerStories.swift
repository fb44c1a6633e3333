import CEL
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Who hears of what goes wrong; and executors of two versions at one database.
@Suite struct OwnerStories {
  /// Two workflows of two owners: one whose step fails, one whose start asks a source that is not there.
  private static let files: [String: String] = [
    "tocsin.yaml": "installation: story\ndomain: story.example\n",
    "contacts.yaml": """
    roles:
      ana: {name: Ana, email: ana@host.example}
      ben: {name: Ben, email: ben@host.example}
    """,
    "workflows/scale.yaml": """
    workflow: scale
    owner: contacts.ana
    timezone: UTC
    events: {weighed: {parts: int}}
    data: {share: int = 0}
    initial: waiting
    states:
      waiting: {on: {weighed: {actions: [{assign: {share: 100 / event.data.parts}}]}}, after: {7d: over}}
      over: {type: final}
    """,
    "workflows/watcher.yaml": """
    workflow: watcher
    owner: contacts.ben
    timezone: UTC
    start:
      - every: 12h
        watch: {src: far/rows}
        key: row.id
    initial: seen
    states:
      seen: {on: {gone: over}, after: {7d: over}}
      over: {type: final}
    """,
    "sources/far.yaml": """
    source: far
    kind: postgresql
    database: {env: FAR_URL}
    """,
    "reports/rows.sql": """
    -- title: Rows
    -- source: far
    -- column: id string   Id
    SELECT 'a' AS id
    """,
  ]

  private static func make(_ name: String, port: Int?) async throws -> OperatingRig {
    var files = files
    files["workflows/watcher.yaml"] = files["workflows/watcher.yaml"]?.replacingOccurrences(of: "far/rows", with: "rows")
    return try await OperatingRig.make(
      name, files, port: port, ["FAR_URL": "host=/nowhere dbname=far", "TOCSIN_MONITOR_SECONDS": "1"])
  }

  @Test func `an incident is told to the owner of its workflow, one of a start too, and what is nobody's to all owners`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let rig = try await Self.make("owners", port: server.port)
    let run = try rig.month.start("run", "--quiet")
    _ = try await rig.month.output("start", "scale", "--key", "a1")
    try await eventually("it waits") { try await rig.says("list", "scale/a1").contains("waiting") }
    _ = try await rig.month.output("send", "scale/a1", "weighed", "--data", "{\"parts\": 0}")
    let step = try await server.heard("mail") { $0.to?.contains("ana@") ?? false }
    let first = String(decoding: try #require(step.first).data, as: UTF8.self)
    #expect(first.contains("scale/a1") && first.contains("To: ana@host.example"), "\(first)")

    _ = try await rig.month.output("start", "watcher")
    let start = try await server.heard("mail") { $0.to?.contains("ben@") ?? false }
    let second = CapturedMail(String(decoding: try #require(start.first).data, as: UTF8.self))
    #expect(second.unbroken.contains("watcher/@start.0"), "\(second.unbroken)")
    #expect(try await rig.says("incidents").contains("watcher/@start.0"))

    let connection = try await rig.database.connect()
    try await connection.execute(
      "INSERT INTO incident (s, cause, channel, text, opened_at) VALUES (0, 'channel', 'pigeon', 'The pigeon is ill.', now())")
    await connection.close()
    for owner in ["ana@", "ben@"] {
      _ = try await server.heard("mail") {
        ($0.to?.contains(owner) ?? false) && String(decoding: $0.data, as: UTF8.self).contains("The pigeon is ill.")
      }
    }
    // A mail is heard before its sender has noted it.
    try await eventually("each is noted as told") {
      try await rig.count("SELECT count(*)::int FROM incident WHERE told_at IS NULL") == 0
    }
    #expect(try server.said("mail").count == 4, "each was told once")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `a collector finds every figure that somebody on call asks for`() async throws {
    let folder = try TemporaryFolder.make()
    let figures = folder.path + "/tocsin.prom"
    let rig = try await OperatingRig.make(
      "figures", OperatingRig.late, ["TOCSIN_MONITOR_FILE": figures, "TOCSIN_MONITOR_SECONDS": "1"])
    let run = try rig.month.start("run", "--quiet")
    _ = try await rig.month.output("start", "late", "--key", "a1")
    let text = try await eventually("it is counted") { () -> String? in
      guard let text = try? String(contentsOfFile: figures, encoding: .utf8) else { return nil }  // It is not there yet.
      return text.contains("tocsin_deliveries_total{channel=\"email\",outcome=\"delivered\"} 1\n") ? text : nil
    }
    #expect(text.contains("tocsin_deliveries_claimed_total{channel=\"email\"} 1\n"), "\(text)")
    for family in [
      "timer_lateness_seconds_sum counter", "timer_lateness_seconds_max gauge", "late_timers_total counter", "due_instances gauge",
      "oldest_due_seconds gauge", "deliveries_claimed_total counter", "steps_total counter", "deliveries_total counter",
      "delivery_retries_total counter", "leases_lost_total counter", "incidents_open gauge", "channel_up gauge", "messages gauge",
      "redacted_instances_total counter",
    ] { #expect(text.contains("# TYPE tocsin_\(family)\n"), "\(family)") }
    run.signal(SIGTERM)
    try await run.ended()
    withExtendedLifetime(folder) {}
  }

  @Test func `up wants an owner: the installation's, or each workflow's own`() async throws {
    let rig = try await Self.make("wanted", port: 9)
    let run = try rig.month.start("up", "--quiet")
    try await eventually("every workflow has its owner, so it is at work") {
      try await rig.count("SELECT count(*)::int FROM executor WHERE ended IS NULL") == 1
    }
    run.signal(SIGTERM)
    try await run.ended()
    let ownerless = try #require(Self.files["workflows/scale.yaml"]?.replacingOccurrences(of: "owner: contacts.ana\n", with: ""))
    try OperatingRig.write("workflows/scale.yaml", ownerless, in: rig.folder.path)
    let refused = try await rig.says("up", "--quiet")
    #expect(refused.contains("Nobody owns this installation, nor scale, so nobody would hear of incidents."), "\(refused)")
  }

  @Test func `an executor that the schema has outgrown stands still and says so, and one that begins is refused`() async throws {
    let rig = try await OperatingRig.make("outgrown")
    let old = try rig.month.start("run")
    try await eventually("it is at work") { try await rig.says("status").hasPrefix("Nothing is wrong.") }
    // What a migration of a later version does that an executor of this one does not fit.
    let admin = try await rig.database.connect()
    try await admin.execute("UPDATE engine SET schema = 99, schema_min = 99, epoch = epoch + 1")
    try await eventually("it says so") { old.errors.contains("the installation is of epoch 2, this executor began at 1: it stands still") }
    let refused = try await rig.says("run", "--quiet")
    #expect(refused.contains("the database needs an engine of schema 99 or newer"), "\(refused)")
    _ = try await rig.says("start", "late", "--key", "a1")
    try await admin.execute("UPDATE engine SET schema = (SELECT max(number) FROM migration), schema_min = 1")
    _ = try await rig.month.output("start", "late", "--key", "a2")
    // Another that fits, beside it.
    let new = try rig.month.start("run", "--quiet")
    try await eventually("the new one works") { try await rig.statuses() == ["delivered": 1] }
    #expect(try await rig.count("SELECT count(DISTINCT engine)::int FROM history") == 1)
    #expect(try await rig.count("SELECT count(*)::int FROM executor WHERE ended IS NULL") == 2)
    for executor in [old, new] {
      executor.signal(SIGTERM)
      try await executor.ended()
    }
    await admin.close()
  }
}
