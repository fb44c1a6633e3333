import CEL
import Calendar
import Foundation
import Source
import SourceFile
import TestSupport
import Testing

@Suite struct FileSourceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder.make()
    try write(
      "2026-02.json",
      """
      [{"id": "b1", "month": "2026-02", "fault": "no end", "seenFrom": "2026-03-01T00:00:00Z", "seenUntil": "2026-03-09T12:00:00Z"},
       {"id": "b2", "month": "2026-02", "fault": "overlap"},
       {"id": "b3", "month": "2026-02", "fault": "negative energy", "seenUntil": "2026-03-20T00:00:00Z"},
       {"id": "b3", "month": "2026-02", "fault": null, "seenFrom": "2026-03-20T00:00:00Z"}]
      """)
    try write("2026-03.json", #"{"data": [{"id": "c1", "month": "2026-03"}], "status_code": 1000}"#)
    try write("notes.txt", "not read")
  }

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
  }

  private func ask(_ time: String, _ input: Value = [:]) async throws -> SourceOutcome {
    var configuration = FileSourceConfiguration(name: "demo/bookings", folder: folder.path)
    configuration.filter = { request, row in request.input["month"].map { $0 == row["month"] } ?? true }
    let request = SourceRequest(name: "demo/bookings", input: input, askedAt: try Instant(parsing: time), timeoutSeconds: 10)
    return await FileSource(configuration).ask(request)
  }

  @Test(
    arguments: [
      // asked when, with what, and what is there then
      ("2026-02-28T00:00:00Z", [:], ["b2", "b3", "c1"]),
      ("2026-03-01T00:00:00Z", [:], ["b1", "b2", "b3", "c1"]),
      ("2026-03-09T11:59:59Z", [:], ["b1", "b2", "b3", "c1"]),
      ("2026-03-09T12:00:00Z", [:], ["b2", "b3", "c1"]),
      ("2026-03-09T12:00:00Z", ["month": "2026-02"], ["b2", "b3"]),
      ("2026-03-02T00:00:00Z", ["ids": ["b1", "c1", "zz"]], ["b1", "c1"]),
      ("2026-03-02T00:00:00Z", ["ids": []], []),
    ] as [(String, Value, [String])])
  func `rows are as they stood when they were asked for`(time: String, input: Value, ids: [String]) async throws {
    let answer = try await ask(time, input).answer
    #expect(answer.ids == ids)
    #expect(answer.complete)
    #expect((answer.data.list ?? []).allSatisfy { $0["seenFrom"] == nil && $0["seenUntil"] == nil })
  }

  @Test func `a row that is fixed is another row of the same id`() async throws {
    let before = try await ask("2026-03-19T00:00:00Z", ["ids": ["b3"]]).answer
    let after = try await ask("2026-03-20T00:00:00Z", ["ids": ["b3"]]).answer
    #expect(before.data == [["id": "b3", "month": "2026-02", "fault": "negative energy"]])
    #expect(after.data == [["id": "b3", "month": "2026-02", "fault": .null]])
  }

  @Test func `a script lets the source fail for a while`() async throws {
    try write(
      "script.json",
      """
      [{"until": "2026-03-01T06:30:00Z", "answer": "fail", "text": "down for maintenance", "afterSeconds": 60},
       {"from": "2026-03-01T06:30:00Z", "until": "2026-03-01T07:00:00Z", "answer": "fail", "retry": "never"},
       {"from": "2026-03-01T07:00:00Z", "until": "2026-03-01T08:00:00Z", "answer": "incomplete", "rows": 1}]
      """)
    let first = try await ask("2026-03-01T06:00:00Z").failure
    #expect(first == SourceFailure(text: "down for maintenance", retry: .later(afterSeconds: 60)))
    #expect(try await ask("2026-03-01T06:30:00Z").failure == SourceFailure(text: "demo/bookings is in trouble", retry: .never))
    let partial = try await ask("2026-03-01T07:30:00Z").answer
    #expect(partial.ids == ["b1"])
    #expect(!partial.complete)
    #expect(try await ask("2026-03-01T08:00:00Z").answer.complete)
  }

  @Test(
    arguments: [
      ("x.json", "{]"), ("x.json", "{}"), ("x.json", "3"), ("x.json", #"[{"id": 1, "seenFrom": "soon"}]"#),
      ("x.json", #"[{"seenUntil": 7}]"#),
      ("script.json", "{}"), ("script.json", #"[{"answer": "explode"}]"#), ("script.json", #"[{"answer": "fail", "from": "soon"}]"#),
    ])
  func `a broken file is said, not skipped`(name: String, text: String) async throws {
    try write(name, text)
    let failure = try await ask("2026-03-01T00:00:00Z").failure
    #expect(failure.retry == .never)
    #expect(failure.text.contains(name) || failure.text.contains("seen"))
  }

  @Test func `a folder that is not there is said`() async throws {
    let source = FileSource(FileSourceConfiguration(name: "demo/bookings", folder: folder.path + "/missing"))
    let request = SourceRequest(name: "demo/bookings", input: [:], askedAt: .epoch, timeoutSeconds: 1)
    #expect(try await source.ask(request).failure.detail == "No such file or directory")
  }
}
