import CEL
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Three in the morning: why does it stand where it stands?
@Suite struct `Explaining an instance from the command line` {
  private static let workflow = """
    workflow: parcel
    timezone: Asia/Dhaka
    input: {weight: int}
    data: {tries: int = 1}
    let:
      heavy: input.weight > 20 && data.tries > 1
    initial: waiting
    states:
      waiting:
        always: {guard: heavy, target: lorry}
        on: {collected: done}
        after: {2 business days: lorry}
      lorry: {on: {collected: {guard: '1 / (data.tries - 1) > 0', target: done}}, after: {1w: done}}
      done: {type: final, outcome: collected}
    """

  @Test func `the first line is the answer, and below it stands why`() async throws {
    let folder = try TemporaryFolder.make()
    try FileManager.default.createDirectory(atPath: folder.path + "/workflows", withIntermediateDirectories: true)
    try Self.workflow.write(toFile: folder.path + "/workflows/parcel.yaml", atomically: true, encoding: .utf8)
    let database = try await TestDatabase.make("explain")
    let month = try SampleMonth([
      "TOCSIN_DIRECTORY": folder.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText, "TZ": "Asia/Dhaka",
    ])
    for command in ["migrate", "deploy"] { _ = try await month.output(command) }
    _ = try await month.output("start", "parcel", "--key", "a", "--input", #"{"weight": 25}"#)
    let late = try await month.output("explain", "parcel/a")
    #expect(!late.contains("Nothing is wrong. parcel/a waits until"), "nobody has taken it yet")

    let run = try month.start("run", "--quiet")
    try await eventually("it made its first step") { try await month.output("list").contains("waiting") }
    let waits = try await month.output("explain", "parcel/a")
    #expect(waits.hasPrefix("Nothing is wrong. parcel/a waits until "), "\(waits)")
    for line in [
      "then goes to lorry", "after 2 business days, in waiting", "as soon as it may → lorry  closed: `heavy` is false",
      "input.weight > 20 is true", "data.tries > 1 is false", "data.tries is 1", "collected → done",
    ] { #expect(waits.contains(line), "\(line) is not in \(waits)") }
    let json = try await month.json("explain", "parcel/a")
    #expect(json["trouble"]?.bool == false)

    _ = try await month.output("send", "parcel/a", "collected")
    try await eventually("it ended") { try await month.output("list").contains("completed") }
    #expect(try await month.output("explain", "parcel/a").hasPrefix("Nothing is wrong. parcel/a ended as collected"))

    let repeated = try await month.output("replay", "parcel/a")
    #expect(repeated.hasPrefix("parcel/a: its definition repeats its history, 2 steps."), "\(repeated)")
    let changed = folder.path + "/changed.yaml"
    try Self.workflow.replacing("on: {collected: done}", with: "on: {collected: lorry}").write(
      toFile: changed, atomically: true, encoding: .utf8)
    let other = try await month.output("replay", "parcel/a", "--with", changed)
    #expect(other.hasPrefix("parcel/a would stand in lorry, not in done (collected); 2 lines differ."), "\(other)")
    #expect(other.contains("waiting → done  (collected)") && other.contains("waiting → lorry  (collected)"), "\(other)")
    await #expect(throws: (any Error).self) { try await month.output("replay", "parcel/a", "--with", folder.path + "/nowhere.yaml") }
    run.signal(SIGTERM)
    try await run.ended()
  }
}
