import EmbeddedPostgres
import Foundation
import Glibc
import PostgreSQL
import TestSupport
import Testing

/// The disk: how long it lasts, when it is full, and when nothing may be written.
@Suite(.serialized) struct StorageStories {
  @Test func `doctor says how fast the books grow, how long the room lasts, and what may be pruned`() async throws {
    let rig = try await OperatingRig.make("growth", OperatingRig.late, ["TOCSIN_STORAGE_GIGABYTES": "1"])
    let run = try rig.month.start("run", "--quiet")
    try await eventually("it is at work") { try await rig.says("status").hasPrefix("Nothing is wrong.") }
    let young = try await rig.says("doctor")
    #expect(young.contains("✓ storage: SIZE in all ("), "\(young)")
    #expect(young.contains("; how fast it grows is known after a day; SIZE are free\n"), "\(young)")
    // Two days ago it was 300 MB less.
    let admin = try await rig.database.connect()
    try await admin.execute(
      """
      DELETE FROM storage_sample;
      INSERT INTO storage_sample VALUES (now() - interval '2 days', pg_database_size(current_database()) - 300 * 1024 * 1024)
      """)
    let trouble = try await rig.shows("growth", "doctor")
    #expect(trouble.hasPrefix("Something is wrong: storage: SIZE in all ("), "\(trouble)")
    #expect(
      trouble.contains("; grows by SIZE a day; SIZE are free, enough for 6 days\n  tocsin prune, old WAL, a larger disk\n"), "\(trouble)")
    // Something that ended two years ago, and a month that is over.
    _ = try await rig.month.output("start", "late", "--key", "a1")
    try await eventually("it is told") { try await rig.statuses() == ["delivered": 1] }
    _ = try await rig.month.output("send", "late/a1", "settled")
    try await eventually("it has ended") { try await rig.says("list", "late/a1").contains("completed") }
    try await admin.execute("UPDATE instance SET closed_at = closed_at - interval '2 years' WHERE key = 'a1'")
    let prunable = try await rig.says("doctor")
    #expect(
      prunable.contains(
        "! storage: 1 instance that ended more than 365 days ago may be pruned\n  tocsin prune --older-than 365d --dry-run\n"),
      "\(prunable)")
    let dry = try await rig.shows("growth", "prune", "--older-than", "365d", "--dry-run")
    #expect(dry == "To be pruned, in DATABASE:\n  1 instance that ended before TIME\n", "\(dry)")
    let pruned = try await rig.shows("growth", "prune", "--older-than", "365d", "--reason", "room", "--yes")
    #expect(pruned == "To be pruned, in DATABASE:\n  1 instance that ended before TIME\ninstances: 1 removed\n", "\(pruned)")
    #expect(try await rig.count("SELECT count(*)::int FROM instance WHERE key = 'a1'") == 0)
    try rig.checkPage("growth")
    await admin.close()
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `on a database that may not be written doctor and status tell, and verbs refuse in one line`() async throws {
    let rig = try await OperatingRig.make("readonly")
    _ = try await rig.month.output("start", "late", "--key", "a1")
    // This connection began before, so it can take the way out.
    let admin = try await rig.database.connect()
    try await admin.execute("ALTER DATABASE \(rig.database.name) SET default_transaction_read_only = on")
    let doctor = try await rig.shows("read-only", "doctor")
    try rig.checkPage("read-only")
    #expect(
      doctor.contains(
        "✗ database: nothing can be written: it is read-only, so no deadline is met\n  SHOW default_transaction_read_only;"),
      "\(doctor)")
    #expect(doctor.contains("✗ executors: no executor is at work"), "\(doctor)")
    #expect(try await rig.exit("doctor") == .code(1))
    for command in ["status", "list", "channels", "outbox", "sources", "schedules", "incidents", "audit", "workflows", "messages"] {
      let said = try await rig.says(command)
      #expect(!said.contains("25006") && !said.contains("read-only transaction"), "\(command): \(said)")
    }
    let refused = try await rig.says("suspend", "late", "--reason", "to see", "--yes")
    #expect(refused.contains("read-only"), "\(refused)")
    #expect(try await rig.count("SELECT count(*)::int FROM history") == 0)
    try await admin.execute(
      "SET default_transaction_read_only = off; ALTER DATABASE \(rig.database.name) RESET default_transaction_read_only")
    await admin.close()
    let run = try rig.month.start("run", "--quiet")
    try await eventually("it goes on") { try await rig.statuses() == ["delivered": 1] }
    #expect(try await rig.says("doctor").contains("✓ executors: 1 executor is at work"))
    #expect(try await rig.count("SELECT count(*)::int FROM history") == 1)
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `a disk that is really full is told, loses nothing, and needs nobody once there is room`() async throws {
    let rig = try await OperatingRig.make("fulldisk")
    guard let disk = try await SmallDisk.mount() else { return print("full disk: skipped, nothing can be mounted here") }
    let admin = try await rig.database.connect()
    do {
      try await disk.prepare(admin)
      try await Self.fill(rig, admin)
    } catch {
      try await disk.leave(admin)
      await admin.close()
      throw error
    }
    try await disk.leave(admin)
    await admin.close()
  }

  private static func fill(_ rig: OperatingRig, _ admin: Connection) async throws {
    let run = try rig.month.start("run")
    try await eventually("it is at work") { try await rig.says("status").hasPrefix("Nothing is wrong.") }
    // A stranger fills the disk to the last page.
    try await admin.execute("CREATE TABLE stranger (text text) TABLESPACE small; ALTER TABLE stranger ALTER text SET STORAGE PLAIN")
    let error = await #expect(throws: PostgresError.self) {
      while true { try await admin.execute("INSERT INTO stranger SELECT repeat('x', 7000) FROM generate_series(1, 200)") }
    }
    #expect(error?.sqlstate == "53100", "\(String(describing: error))")
    while (try? await admin.execute("INSERT INTO stranger SELECT repeat('x', 7000)")) != nil {}  // Its failing is what is wanted.

    _ = try await rig.month.output("start", "late", "--key", "a1")
    try await eventually("it is told") { run.errors.contains("SQLSTATE 53100") }
    let doctor = try await rig.shows("full-disk", "doctor")
    #expect(doctor.contains("✗ storage: the disk is full: SIZE in all ("), "\(doctor)")
    #expect(doctor.contains("✓ executors: 1 executor is at work"), "doctor works on a full database: \(doctor)")
    #expect(try await rig.exit("doctor") == .code(1))
    #expect(try await rig.says("list", "late/a1").contains("running"), "the instance is not faulted for it")
    #expect(try await rig.statuses() == [:])

    try await admin.execute("DROP TABLE stranger")
    try await eventually("it goes on") { try await rig.statuses() == ["delivered": 1] }
    #expect(try await rig.count("SELECT count(*)::int FROM history WHERE NOT id IN (SELECT id FROM instance WHERE key LIKE '@%')") == 1)
    #expect(try await rig.count("SELECT count(*)::int FROM attempt") == 1, "one step, one mail, once")
    #expect(try await rig.says("incidents") == "No open incident.\n")
    #expect(try await !rig.says("doctor").contains("the disk is full"))
    try rig.checkPage("full-disk")
    run.signal(SIGTERM)
    try await run.ended()
  }
}

/// A disk of 128 megabytes that the test's server keeps the outbox on.
private struct SmallDisk {
  let folder: TemporaryFolder

  /// Nil where this process may not mount anything.
  static func mount() async throws -> SmallDisk? {
    let folder = try TemporaryFolder.make()
    guard FileManager.default.isExecutableFile(atPath: "/bin/mount"), geteuid() == 0 else { return nil }
    let child = try ChildProcess.start("/bin/mount", ["-t", "tmpfs", "-o", "size=128m", "tmpfs", folder.path], environment: [:])
    guard try await child.ended() == .code(0) else { return nil }
    return SmallDisk(folder: folder)
  }

  func prepare(_ admin: Connection) async throws {
    let data = try await admin.query(Statement("StoryFolder", "SELECT current_setting('data_directory')")).only().text(0)
    let owner = try FileManager.default.attributesOfItem(atPath: data)
    guard let user = owner[.ownerAccountID] as? NSNumber, let group = owner[.groupOwnerAccountID] as? NSNumber,
      chown(folder.path, user.uint32Value, group.uint32Value) == 0
    else { throw TestSupportError("the server cannot have \(folder.path)") }
    try await admin.execute("CREATE TABLESPACE small LOCATION '\(folder.path)'")
    try await admin.execute("ALTER TABLE outbox SET TABLESPACE small")
  }

  /// The shared server is left without it, whatever happened.
  func leave(_ admin: Connection) async throws {
    for statement in [
      "DROP TABLE IF EXISTS stranger", "ALTER TABLE outbox SET TABLESPACE pg_default", "CHECKPOINT", "DROP TABLESPACE small",
    ] {
      try await admin.execute(statement)
    }
    // A session of another test may still have a file of it open.
    try await eventually("\(folder.path) is unmounted") {
      let child = try ChildProcess.start("/bin/umount", [folder.path], environment: [:])
      return try await child.ended() == .code(0)
    }
  }
}
