import CEL
import Executor
import Machine
import Source
import Store
import StoreProbe
import Synchronization
import Testing

/// Rounds of a start that watches rows.
@Suite struct WatchTests {
  private static func jobs(_ watch: String = "", again: String = "always", more: String = "") -> String {
    """
    workflow: jobs
    owner: contacts.lead
    timezone: Europe/Berlin
    start:
      - every: 30m
        watch: {src: books/jobs, rows: event.data.rows\(watch)}
        key: row.code
        again: \(again)
        input: {code: row.code, first: row.count}
    input: {code: string, first: int}
    data: {count: int = input.first, checks: int = 0}
    events: {checked: {count: int}}
    \(more)
    initial: working
    states:
      working:
        on:
          checked: {actions: [{assign: {count: event.data.count, checks: data.checks + 1}}]}
          gone: over
          stop: over
      over: {type: final}
    """
  }

  private static func row(_ code: String, _ count: Int64) -> Value { ["code": .string(code), "count": .int(count)] }

  private func setup(_ oracle: Oracle, _ watch: String = "", again: String = "always", executors: Int = 1) -> Setup {
    Setup(Self.jobs(watch, again: again)) {
      $0.sources = [oracle]
      $0.executors = executors
    }
  }

  /// `A working 2`: key, state and how often it was checked, and with what last.
  private func standing(_ rig: Rig) async throws -> [String] {
    try await rig.store.instances(InstanceFilter(workflow: "jobs")).map {
      "\($0.key) \($0.state.isEmpty ? "-" : $0.state) \($0.data["checks"]?.int ?? -1)×\($0.data["count"]?.int ?? -1)"
    }
  }

  private func schedule(_ rig: Rig) async throws -> Instance {
    try #require(try await rig.store.instance(workflow: "jobs", key: Schedule.key(0)))
  }

  @Test(arguments: StoreKind.allCases)
  func `a new key opens an instance, each gets checked, and one that is no longer there is gone`(kind: StoreKind) async throws {
    let oracle = Oracle(
      "books/jobs", .rows([Self.row("A", 1), Self.row("B", 10)]), .rows([Self.row("B", 20), Self.row("C", 5)]),
      .rows([Self.row("B", 30)]))
    try await Rig.run(kind, setup(oracle, executors: 2)) { rig in
      try await rig.advance(to: "02 09:45")
      #expect(try await standing(rig) == ["A working 1×1", "B working 1×10"])
      try await rig.advance(to: "02 10:45")
      #expect(try await standing(rig) == ["A over 1×1", "B working 3×30", "C over 1×5"])
      let story = try await rig.story(of: try #require(try await rig.store.instance(workflow: "jobs", key: "A")).id)
      #expect(story == ["02 09:30 @started  -> working", "02 09:30 checked working -> working", "02 10:00 gone working -> over"])
      #expect(oracle.questions.map { Rig.day($0.askedAt) } == ["02 09:30", "02 10:00", "02 10:30"])
      #expect(try await rig.openIncidents().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a key that is back runs again, or never`(kind: StoreKind) async throws {
    for (again, expected) in [("always", ["A over 1×1", "A working 1×3"]), ("never", ["A over 1×1"])] {
      let other = Self.row("B", 1)
      let oracle = Oracle("books/jobs", .rows([Self.row("A", 1), other]), .rows([other]), .rows([Self.row("A", 3), other]))
      try await Rig.run(kind, setup(oracle, again: again)) { rig in
        try await rig.advance(to: "02 10:45")
        #expect(try await standing(rig).filter { $0.hasPrefix("A") } == expected)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a source that fails is an incident of the start, which the next answer closes; nobody is gone`(kind: StoreKind) async throws {
    let oracle = Oracle(
      "books/jobs", .rows([Self.row("A", 1)]), .never("the books are closed"), .later("the books are closed"), .rows([Self.row("A", 2)]))
    try await Rig.run(kind, setup(oracle)) { rig in
      try await rig.advance(to: "02 10:15")
      #expect(
        try await rig.openIncidents() == [
          "said jobs/@start.0: books/jobs did not say which rows there are: the books are closed"
        ])
      try await rig.advance(to: "02 10:45")
      #expect(try await rig.openIncidents().count == 1, "one incident, however many rounds")
      try await rig.advance(to: "02 11:15")
      #expect(try await rig.openIncidents().isEmpty)
      #expect(try await standing(rig) == ["A working 2×2"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an empty answer after one with rows ends nothing until there are rows again, or an operator says so`(kind: StoreKind) async throws {
    let oracle = Oracle("books/jobs", .rows([Self.row("A", 1), Self.row("B", 1)]), .rows([]), .rows([Self.row("A", 2)]), .rows([]))
    try await Rig.run(kind, setup(oracle)) { rig in
      try await rig.advance(to: "02 10:15")
      #expect(try await standing(rig) == ["A working 1×1", "B working 1×1"])
      let told = try await rig.openIncidents()
      #expect(told.count == 1 && told[0].contains("answered without any row, so all 2 rows of before would be gone; nothing was ended"))
      try await rig.advance(to: "02 10:45")
      #expect(try await standing(rig) == ["A working 2×2", "B over 1×1"])
      #expect(try await rig.openIncidents().isEmpty)
      try await rig.advance(to: "02 12:15")
      #expect(try await standing(rig)[0] == "A working 2×2")
      try await rig.send("redrive", to: try await schedule(rig).id)
      try await rig.settle()
      #expect(try await standing(rig)[0] == "A over 2×2")
      #expect(try await rig.openIncidents().isEmpty)
    }
  }

  @Test(arguments: [("confirm", "A over 1×1"), ("gone", "A over 1×1"), ("incident", "A working 1×1")], StoreKind.allCases)
  func `what an empty answer means is said in the file`(story: (empty: String, end: String), kind: StoreKind) async throws {
    let oracle = Oracle("books/jobs", .rows([Self.row("A", 1)]), .rows([]))
    try await Rig.run(kind, setup(oracle, ", empty: \(story.empty)")) { rig in
      try await rig.advance(to: "02 10:15")
      #expect(try await standing(rig) == [story.empty == "gone" ? "A over 1×1" : "A working 1×1"])
      #expect(try await rig.openIncidents().count == (story.empty == "gone" ? 0 : 1))
      try await rig.advance(to: "02 10:45")
      #expect(try await standing(rig) == [story.end])
      #expect(try await rig.openIncidents().count == (story.empty == "incident" ? 1 : 0))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an answer that is not whole makes nobody go`(kind: StoreKind) async throws {
    let oracle = Oracle(
      "books/jobs", .rows([Self.row("A", 1), Self.row("B", 1)]), .rows([Self.row("C", 1)], complete: false), .rows([Self.row("A", 2)]))
    try await Rig.run(kind, setup(oracle)) { rig in
      try await rig.advance(to: "02 10:15")
      #expect(try await standing(rig) == ["A working 1×1", "B working 1×1", "C working 1×1"])
      try await rig.advance(to: "02 10:45")
      #expect(try await standing(rig) == ["A working 2×2", "B over 1×1", "C over 1×1"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a row without what it must have is told of, and keeps nobody from being checked`(kind: StoreKind) async throws {
    let oracle = Oracle("books/jobs", .rows([["count": 4], Self.row("A", 1)]), .rows([Self.row("A", 2)]))
    try await Rig.run(kind, setup(oracle)) { rig in
      try await rig.advance(to: "02 09:45")
      #expect(try await standing(rig) == ["A working 1×1"])
      let told = try await rig.openIncidents()
      #expect(told.count == 1 && told[0].hasPrefix("said jobs/@start.0: 1 of 2 rows of books/jobs could not be read:"))
      try await rig.advance(to: "02 10:15")
      #expect(try await rig.openIncidents().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases, [ProbedStore.Verb.open, .append, .settle, .stepDue])
  func `a crash in the middle of a round tells nobody twice`(kind: StoreKind, verb: ProbedStore.Verb) async throws {
    let oracle = Oracle("books/jobs", .rows([Self.row("A", 1), Self.row("B", 1)]), .rows([Self.row("B", 2)]))
    try await Rig.run(kind, setup(oracle, executors: 2)) { rig in
      let lost = Mutex(0)
      rig.store.after.withLock { hook in
        hook = { @Sendable done async throws(StoreError) in
          let isLost =
            done == verb
            && lost.withLock { count in
              count += 1
              return count % 3 == 1
            }
          if isLost { throw StoreError(retry: .unreachable, message: "the answer was lost") }
        }
      }
      try await rig.advance(to: "02 10:15")
      #expect(try await standing(rig) == ["A over 1×1", "B working 2×2"])
      #expect(lost.withLock { $0 } > 0)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `while a round is still being asked the next is left out, and a person can have it look at once`(kind: StoreKind) async throws {
    let oracle = Oracle("books/jobs", .later("busy", afterSeconds: 3000), .rows([Self.row("A", 1)]))
    try await Rig.run(kind, setup(oracle, ", retry: {attempts: 3, delay: 50m}")) { rig in
      try await rig.advance(to: "02 10:15")
      let steps = try await rig.store.history(of: try await schedule(rig).id, from: nil, limit: 100)
      #expect(steps.contains { JSON.write($0.changes).contains("the round of 2026-03-02T08:30:00Z is still being asked") })
      try await rig.advance(to: "02 10:25")
      #expect(try await standing(rig) == ["A working 1×1"])
      try await rig.send(Schedule.lookNow, to: try await schedule(rig).id)
      try await rig.settle()
      #expect(try await standing(rig) == ["A working 2×1"])
    }
  }

  private static let owners = """
    workflow: owners
    owner: contacts.lead
    timezone: Europe/Berlin
    start:
      - every: 1h
        watch: {src: books/certificates, rows: event.data.rows}
        key: row.owner
        input: {owner: row.owner}
    input: {owner: string}
    items: certificate
    types: {certificate: {owner: string, days: int}}
    initial: open
    states:
      open: {always: {guard: 'size(items) > 0 && items.all(i, !i.open)', target: done}, on: {gone: done}, after: {30d: done}}
      done: {type: final}
    """

  @Test(arguments: StoreKind.allCases)
  func `rows that share a key are the items of one instance`(kind: StoreKind) async throws {
    func row(_ id: String, _ owner: String, _ days: Int64) -> Value { ["id": .string(id), "owner": .string(owner), "days": .int(days)] }
    let oracle = Oracle(
      "books/certificates", .rows([row("1", "ana", 20), row("2", "ben", 9), row("3", "ana", 4)]),
      .rows([row("1", "ana", 19), row("2", "ben", 8)]), .rows([row("2", "ben", 7)]))
    let setup = Setup(Self.owners) { $0.sources = [oracle] }
    try await Rig.run(kind, setup) { rig in
      func items() async throws -> [String] {
        try await rig.store.instances(InstanceFilter(workflow: "owners")).map { one in
          "\(one.key) \(one.state): " + one.items.map { "\($0.id)\($0.isOpen ? "" : " closed")" }.joined(separator: ", ")
        }
      }
      try await rig.advance(to: "02 10:15")
      #expect(try await items() == ["ana open: 1, 3", "ben open: 2"])
      try await rig.advance(to: "02 11:15")
      #expect(try await items() == ["ana open: 1, 3 closed", "ben open: 2"])
      try await rig.advance(to: "02 12:15")
      #expect(try await items() == ["ana done: 1 closed, 3 closed", "ben open: 2"])
    }
  }
}
