import CEL
import Calendar
import Executor
import Machine
import Store
import StoreProbe
import Synchronization
import Testing

/// Steps that cannot be made, and instances that would take others with them.
@Suite struct FaultTests {
  private static let fragile = """
    workflow: fragile
    owner: contacts.lead
    timezone: Europe/Berlin
    data: {sum: int = 0}
    initial: open
    states:
      open:
        on:
          add: {actions: [{assign: {sum: 'data.sum + int(settings.step)'}}]}
          tell: {actions: [tell]}
        after: {30d: closed}
      closed: {type: final}
    actions:
      tell: {email: {template: fragile/tell, to: contacts.lead}}
    """

  private static let telling = [
    "fragile/tell.html": "<html><head><title>Sum</title></head><body><p>${settings.word}</p></body></html>"
  ]

  private func fault(_ kind: StoreKind, on event: String, mended setting: String, _ value: Value) async throws {
    try await Rig.run(kind, Setup(Self.fragile, edit: { $0.templates = Self.telling })) { rig in
      let id = try await rig.open("fragile")
      try await rig.settle()
      try await rig.send(event, to: id)
      try await rig.send("other", to: id)
      try await rig.settle()
      #expect(try await rig.instance(id).status == .faulted)
      #expect(try await rig.instance(id).step == 1)
      #expect(try await rig.openIncidents().count == 1)
      // Said again without a remedy, it is the same fault.
      try await rig.redrive(id)
      try await rig.settle()
      #expect(try await rig.instance(id).status == .faulted)
      rig.project.settings.withLock { $0[.string(setting)] = value }
      try await rig.redrive(id)
      try await rig.settle()
      #expect(
        try await rig.store.history(of: id, from: nil, limit: 9).map { "\($0.step) \($0.event["name"]?.string ?? "")" }
          == ["1 @started", "2 \(event)", "3 other"])
      #expect(try await rig.openIncidents().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an expression that fails faults the instance; redriven, the same event comes under the same number`(
    kind: StoreKind
  ) async throws {
    try await fault(kind, on: "add", mended: "step", 2)
  }

  @Test(arguments: StoreKind.allCases)
  func `a template that fails undoes its step like an expression`(kind: StoreKind) async throws {
    try await fault(kind, on: "tell", mended: "word", "seven")
  }

  @Test(arguments: StoreKind.allCases)
  func `messages of a faulted instance wait for its event to be read`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.fragile, edit: { $0.templates = Self.telling })) { rig in
      rig.project.settings.withLock { $0["word"] = "seven" }
      let id = try await rig.open("fragile")
      try await rig.settle()
      let gate = Gate()
      rig.store.before.withLock { hook in
        hook = { @Sendable verb async throws(StoreError) in if verb == .check { await gate.pass() } }
      }
      try await rig.send("tell", to: id)
      try await gate.reached()
      try await rig.send("add", to: id)
      try await rig.until("it is faulted") { try await rig.instance(id).status == .faulted }
      gate.open()
      try await rig.advance(to: "02 12:00")
      #expect(try await rig.messages() == ["02 09:00 lead@tocsin.example fragile/tell pending 0x"])
      rig.project.settings.withLock { $0["step"] = 1 }
      try await rig.redrive(id)
      try await rig.advance(to: "02 13:00")
      #expect(try await rig.messages() == ["02 09:00 lead@tocsin.example fragile/tell delivered"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a definition that cannot be loaded faults its own instances, and no other waits`(kind: StoreKind) async throws {
    let other = Self.fragile.replacing("fragile", with: "sturdy")
    try await Rig.run(kind, Setup(Self.fragile, other)) { rig in
      rig.project.refused.withLock { _ = $0.insert("fragile") }
      var fragile: [InstanceID] = []
      var sturdy: [InstanceID] = []
      for number in 1...70 {
        fragile.append(try await rig.open("fragile", "\(number)"))
        sturdy.append(try await rig.open("sturdy", "\(number)"))
      }
      try await rig.settle()
      for id in sturdy { #expect(try await rig.state(id) == "open") }
      #expect(try await rig.openIncidents().count == 70)
      #expect(try await rig.openIncidents().allSatisfy { $0.hasSuffix("its templates are missing") })
      rig.project.refused.withLock { $0.removeAll() }
      for id in fragile { try await rig.redrive(id) }
      try await rig.settle()
      for id in fragile { #expect(try await rig.state(id) == "open") }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `of a thousand instances one breaks a constraint: the others go on, one incident`(kind: StoreKind) async throws {
    let alarm = LadderTests.alarm.replacing("to: input.who", with: #"to: input.who, if: 'input.who != "nobody"'"#)
    try await Rig.run(kind, Setup(alarm)) { rig in
      let long = String(repeating: "a", count: 1_200) + "@a.example"
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<4 {
          group.addTask {
            for number in 0..<250 {
              let who = lane == 2 && number == 100 ? long : "nobody"
              try await rig.open("alarm", "\(lane)/\(number)", input: ["who": .string(who)])
            }
          }
        }
        try await group.waitForAll()
      }
      try await rig.advance(to: "02 10:00")
      let instances = try await rig.store.instances(InstanceFilter(limit: 2_000))
      #expect(instances.count { $0.status == .completed } == 999)
      #expect(instances.filter { $0.status == .faulted }.map(\.key) == ["2/100"])
      #expect(try await rig.openIncidents() == ["step alarm/2/100: The database refused what the step would write."])
    }
  }

  /// What the store says of every batch with this one instance in it, when it and twenty others are due.
  private func refuse(
    _ kind: StoreKind, _ refused: StoreError, untilAlone: Bool, _ check: (Rig, InstanceID) async throws -> Void
  ) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder, edit: { $0.settings.steppers = 1 })) { rig in
      let guilty = try await rig.open("ladder", "guilty")
      // All of one shard, so that the guilty one is in a batch with others.
      let keys = (0...).lazy.map { "k\($0)" }.filter {
        InstanceID(installation: Rig.installation, workflow: "ladder", key: $0, run: 1).shard == guilty.shard
      }
      for key in keys.prefix(20) { try await rig.open("ladder", key) }
      try await rig.settle()
      let wasAlone = Mutex(false)
      rig.store.refusing.withLock {
        $0 = { due in
          guard due.contains(where: { $0.instance.id == guilty }) else { return nil }
          // Once it was refused alone, what faults it may be written.
          let isAgain = wasAlone.withLock { alone in
            defer { alone = alone || due.count == 1 }
            return alone
          }
          return untilAlone && isAgain ? nil : refused
        }
      }
      await rig.jump(to: "03 09:00")
      try await rig.until("all the others were reminded") {
        try await rig.store.instances(InstanceFilter()).count { $0.step == 2 } == 20
      }
      try await check(rig, guilty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what the store's own check refuses faults the guilty instance alone`(kind: StoreKind) async throws {
    let bug = StoreError(retry: .never, message: "met 0 rows of 1")
    try await refuse(kind, bug, untilAlone: true) { rig, guilty in
      try await rig.until("it is faulted") { try await rig.instance(guilty).status == .faulted }
      let open = try await rig.openIncidents()
      #expect(open == ["step ladder/guilty: The database refused what the step would write."])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an instance of which nothing can be written stands, is told of, and keeps nobody waiting`(kind: StoreKind) async throws {
    let constraint = StoreError(retry: .constraint, message: "check violated", sqlstate: "23514")
    try await refuse(kind, constraint, untilAlone: false) { rig, guilty in
      try await rig.until("it is told") { rig.news.troubles.contains { $0.sqlstate == "23514" } }
      let step = try await rig.instance(guilty).step
      #expect(step == 1)
      rig.store.refusing.withLock { $0 = nil }
      try await rig.settle()
      // The last refusal may have come before what would have put it to rest.
      if try await rig.instance(guilty).status == .faulted { try await rig.redrive(guilty) }
      try await rig.settle()
      let after = try await rig.instance(guilty).step
      #expect(after == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a database that denies a right faults nobody`(kind: StoreKind) async throws {
    let denied = StoreError(retry: .never, message: "permission denied", sqlstate: "42501")
    try await Rig.run(kind, Setup(LadderTests.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.settle()
      rig.store.refusing.withLock { $0 = { _ in denied } }
      await rig.jump(to: "03 09:00")
      try await rig.until("it was told twice") { rig.news.troubles.count > 1 }
      let status = try await rig.instance(id).status
      #expect(status == .running)
      rig.store.refusing.withLock { $0 = nil }
      try await rig.settle()
      let step = try await rig.instance(id).step
      #expect(step == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an instance that no process survived is faulted unseen, and the others are stepped carefully`(kind: StoreKind) async throws {
    let setup = Setup(LadderTests.alarm) {
      $0.settings.silenceSeconds = 1
      $0.executors = 0
    }
    try await Rig.run(kind, setup) { rig in
      let poison = try await rig.open("alarm", "poison", input: ["who": "ana@a.example"])
      for _ in 1...3 { _ = try await rig.store.suspectNextDue(shard: poison.shard, at: rig.now) }
      var others: [InstanceID] = []
      for key in ["a", "b", "c", "d", "e"] { others.append(try await rig.open("alarm", key, input: ["who": "ben@a.example"])) }
      try await rig.store.register(ExecutorRecord(id: ExecutorID(text: "dead"), host: "x", processID: 1, version: "x"))
      rig.hire()
      try await rig.until("the death was noticed") { Self.isCareful(rig) }
      try await rig.advance(to: "02 10:00")
      let statuses = try await rig.store.instances(InstanceFilter()).map { "\($0.key) \($0.status.rawValue) \($0.step)" }
      #expect(statuses == others.indices.map { "\(["a", "b", "c", "d", "e"][$0]) completed 2" } + ["poison faulted 0"])
    }
  }

  /// How many processes died, at how many of these deaths the instance was in hand, and what becomes of it.
  private static let deaths: [(died: Int, inHand: Int, becomes: String)] = [
    (1, 2, "completed 2"), (3, 3, "faulted 0"), (10, 4, "completed 2"), (10, 5, "faulted 0"),
  ]

  @Test(arguments: StoreKind.allCases)
  func `an instance is faulted for deaths at which it was in hand, unless that is chance among many`(kind: StoreKind) async throws {
    let setup = Setup(LadderTests.alarm) {
      $0.settings.silenceSeconds = 1
      $0.executors = 0
    }
    for (died, inHand, becomes) in Self.deaths {
      try await Rig.run(kind, setup) { rig in
        let id = try await rig.open("alarm", "one", input: ["who": "ana@a.example"])
        for number in 0..<died {
          let dead = ExecutorID(text: "dead-\(number)")
          try await rig.store.register(ExecutorRecord(id: dead, host: "x", processID: 1, version: "x"))
          try await rig.store.declareDead(dead, silenceSeconds: 1)
        }
        for _ in 0..<inHand { _ = try await rig.store.suspectNextDue(shard: id.shard, at: rig.now) }
        rig.hire()
        try await rig.advance(to: "02 10:00")
        let instance = try await rig.instance(id)
        #expect("\(instance.status.rawValue) \(instance.step)" == becomes, "in hand at \(inHand) of \(died) deaths")
      }
    }
  }

  private static func isCareful(_ rig: Rig) -> Bool {
    rig.news.all.contains { news in
      if case .careful(let deaths) = news { deaths > 0 } else { false }
    }
  }
}
