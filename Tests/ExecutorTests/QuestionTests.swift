import CEL
import Calendar
import Machine
import Source
import Store
import StoreProbe
import Synchronization
import Testing

/// Questions to sources, and what becomes of their answers.
@Suite struct QuestionTests {
  private static func asker(_ retry: String = "", onError: String = "onError: blocked") -> String {
    """
    workflow: asker
    owner: contacts.lead
    timezone: Europe/Berlin
    items: row
    initial: asking
    states:
      asking:
        invoke:
          src: books/rows
          input: {month: '"2026-02"'}
          onDone: {target: done, actions: [{items: event.data.rows}]}
          \(retry)
          \(onError)
        on: {leave: left}
        after: {20d: left}
      done: {on: {leave: left}, after: {20d: left}}
      blocked: {incident: Nobody answered., on: {redrive: asking}}
      left: {after: {1d: end}}
      end: {type: final}
    """
  }

  private static let types = ["types/row.yaml": "type: row\nfields:\n  name: string\n"]

  private func setup(_ oracle: Oracle, _ retry: String = "", onError: String = "onError: blocked") -> Setup {
    Setup(Self.asker(retry, onError: onError)) {
      $0.sources = [oracle]
      $0.types = Self.types
    }
  }

  private static let two: [Value] = [["id": "1", "name": "one"], ["id": "2", "name": "two"]]

  @Test(arguments: StoreKind.allCases)
  func `an answer comes to the question that asked`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .rows(Self.two))
    try await Rig.run(kind, setup(oracle)) { rig in
      let id = try await rig.open("asker")
      try await rig.settle()
      #expect(
        try await rig.story(of: id) == ["02 09:00 @started  -> asking", "02 09:00 @answered asking -> done"])
      #expect(try await rig.instance(id).items.map(\.id) == ["1", "2"])
      #expect(oracle.questions.map(\.input) == [["month": "2026-02"]])
      #expect(try await rig.parts(of: id).map(\.status) == [.delivered])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a question is asked again with growing delays, until its time is over`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .later("no time"))
    let retry = #"retry: {delay: 1h, backoff: exponential, until: 'timestamp("2026-03-02T14:30:00Z")'}"#
    try await Rig.run(kind, setup(oracle, retry)) { rig in
      let id = try await rig.open("asker")
      try await rig.advance(to: "02 20:00")
      #expect(oracle.questions.map { Rig.day($0.askedAt) } == ["02 09:00", "02 10:00", "02 12:00"])
      #expect(try await rig.story(of: id).last == "02 12:00 @answered asking -> blocked")
      #expect(try await rig.openIncidents() == ["said asker/k: Nobody answered."])
      try await rig.send("redrive", to: id)
      try await rig.settle()
      #expect(oracle.questions.count == 4)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a question that a person stops counts as one that took too long, and nothing else is stopped`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .later("the query was cancelled"), .rows(Self.two))
    let gate = Gate()
    oracle.before.withLock {
      $0 = { _ in
        await withTaskCancellationHandler {
          await gate.pass()
        } onCancel: {
          gate.open()
        }
      }
    }
    try await Rig.run(kind, setup(oracle, "retry: {delay: 10m, attempts: 3}")) { rig in
      let id = try await rig.open("asker")
      try await rig.until("it is being asked") { try await rig.parts(of: id).map(\.status) == [.sending] }
      let part = try #require(try await rig.parts(of: id).first).part.id
      #expect(try await rig.store.askToStop([part], because: "stopped by miriam: it runs for an hour") == [part])
      try await rig.until("it was stopped") { try await rig.parts(of: id).map(\.status) == [.pending] }
      let stopped = try #require(try await rig.parts(of: id).first)
      #expect(stopped.lastAnswer["text"]?.string == "stopped by miriam: it runs for an hour")
      #expect(stopped.attempts == 1, "it used up an attempt")
      #expect(try await rig.store.askToStop([part], because: "again").isEmpty, "nobody asks it now")
      try await rig.advance(to: "02 09:10")
      #expect(try await rig.story(of: id).last == "02 09:10 @answered asking -> done")
      #expect(oracle.questions.count == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a source that says when is not asked before`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .later("busy", afterSeconds: 7200), .rows([]))
    try await Rig.run(kind, setup(oracle, "retry: {delay: 10m, attempts: 3}")) { rig in
      let id = try await rig.open("asker")
      try await rig.advance(to: "02 20:00")
      #expect(oracle.questions.map { Rig.day($0.askedAt) } == ["02 09:00", "02 11:00"])
      #expect(try await rig.state(id) == "done")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an answer that comes after its state was left is recorded only`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .rows(Self.two))
    let gate = Gate()
    oracle.before.withLock { $0 = { _ in await gate.pass() } }
    try await Rig.run(kind, setup(oracle)) { rig in
      let id = try await rig.open("asker")
      try await gate.reached()
      try await rig.send("leave", to: id)
      try await rig.until("it left") { try await rig.state(id) == "left" }
      gate.open()
      try await rig.settle()
      #expect(try await rig.story(of: id).last == "02 09:00 @answered left -> left (recorded)")
      #expect(try await rig.instance(id).items.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a question whose state was left before it was asked is not asked`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .later("down"))
    try await Rig.run(kind, setup(oracle, "retry: {delay: 1h, attempts: 5}")) { rig in
      let id = try await rig.open("asker")
      try await rig.advance(to: "02 09:30")
      try await rig.send("leave", to: id)
      try await rig.advance(to: "02 20:00")
      #expect(oracle.questions.count == 1)
      #expect(try await rig.parts(of: id).map(\.status) == [.cancelled])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an incomplete answer closes nothing`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .rows([["id": "2", "name": "changed"]], complete: false))
    try await Rig.run(kind, setup(oracle)) { rig in
      let id = try await rig.open("asker", items: Self.two)
      try await rig.settle()
      let items = try await rig.instance(id).items
      #expect(items.map(\.isOpen) == [true, true])
      #expect(items.map { $0.fields["name"] } == ["one", "changed"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a failure that nothing handles is an incident, and redriven the question's answer counts`(kind: StoreKind) async throws {
    let oracle = Oracle("books/rows", .never("no such month"), .rows(Self.two))
    try await Rig.run(kind, setup(oracle, onError: "")) { rig in
      let id = try await rig.open("asker")
      try await rig.settle()
      #expect(
        try await rig.openIncidents() == ["effect asker/k: A question to books was not answered: no such month"])
      #expect(try await rig.state(id) == "asking")
      let failed = try #require(try await rig.parts(of: id).first)
      #expect(failed.status == .failed)
      try await rig.redrive(failed.part.id)
      try await rig.settle()
      #expect(try await rig.state(id) == "done")
      #expect(try await rig.instance(id).items.count == 2)
      #expect(try await rig.openIncidents().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a source that is not set up says so`(kind: StoreKind) async throws {
    let other = Oracle("books/others", .rows([]))
    try await Rig.run(kind, setup(other)) { rig in
      let id = try await rig.open("asker")
      try await rig.settle()
      #expect(try await rig.state(id) == "blocked")
    }
  }
}
