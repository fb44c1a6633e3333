import CEL
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// What an operator does to one instance or to many, and how the whole looks meanwhile.
@Suite struct `Operating from the command line` {
  private static let workflow = """
    workflow: parcel
    timezone: Asia/Dhaka
    initial: waiting
    states:
      waiting: {on: {collected: done}, after: {7d: done}}
      done: {type: final, outcome: collected}
    """

  @Test func `status, doctor and the verbs on many instances tell what is and do what they say`() async throws {
    let folder = try TemporaryFolder.make()
    try FileManager.default.createDirectory(atPath: folder.path + "/workflows", withIntermediateDirectories: true)
    try Self.workflow.write(toFile: folder.path + "/workflows/parcel.yaml", atomically: true, encoding: .utf8)
    let database = try await TestDatabase.make("operate")
    let month = try SampleMonth([
      "TOCSIN_DIRECTORY": folder.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText, "TZ": "Asia/Dhaka",
    ])
    #expect(try await month.output("doctor").contains("tocsin migrate"), "a database without tables is told of, with the way out")
    for command in ["migrate", "deploy"] { _ = try await month.output(command) }
    for key in ["a1", "a2", "b1"] { _ = try await month.output("start", "parcel", "--key", key) }
    let alone = try await month.output("status")
    #expect(alone.hasPrefix("Something is wrong: executors: no executor is at work"), "\(alone)")

    let run = try month.start("run", "--quiet")
    try await eventually("all wait") { try await month.output("list").components(separatedBy: "waiting").count == 4 }
    let fine = try await month.output("status")
    #expect(fine.hasPrefix("Nothing is wrong."), "\(fine)")
    #expect(try await month.output("doctor").hasPrefix("Nothing is wrong."))

    await #expect(throws: (any Error).self) { try await month.output("suspend", "parcel/a*", "--yes") }
    let dry = try await month.output("suspend", "parcel/a*", "--dry-run")
    #expect(dry.contains("2 instances to be suspended") && dry.contains("parcel/a1  running in waiting"), "\(dry)")
    #expect(try await month.output("list", "parcel", "--status", "suspended").hasPrefix("No instance"))
    await #expect(throws: (any Error).self) { try await month.output("suspend", "parcel/a*", "--reason", "strike") }

    let done = try await month.output("suspend", "parcel/a*", "--reason", "strike", "--by", "miriam", "--yes")
    #expect(done.contains("parcel/a1: suspended") && done.contains("parcel/a2: suspended"), "\(done)")
    #expect(try await month.output("status").hasPrefix("Nothing is wrong; one thing to know."))
    #expect(try await month.output("explain", "parcel/a1").hasPrefix("parcel/a1 is suspended"))
    _ = try await month.output("send", "parcel/a1", "collected")
    #expect(try await month.output("events", "parcel/a1", "--unread").contains("collected"))

    let all = try await month.output("resume", "parcel", "--reason", "over", "--yes")
    #expect(all.contains("parcel/b1 stays as it is: not resumed: it is running"), "\(all)")
    try await eventually("what waited is read") { try await month.output("list", "parcel/a1").contains("completed") }
    _ = try await month.output("cancel", "parcel/b1", "--reason", "lost", "--yes")
    #expect(try await month.output("history", "parcel/b1").contains("cancelled by tester: lost"))
    let audit = try await month.output("audit")
    #expect(audit.contains("miriam") && audit.contains("strike") && audit.contains("cancel"), "\(audit)")
    run.signal(SIGTERM)
    try await run.ended()
  }
}
