import CEL
import Calendar
import Machine
import Store
import Synchronization
import Testing
import Workflow

@Suite struct StepTests {
  private static let timer = Timer(entry: 1, spec: 0, due: Fixture.at(minutes: 5), anchor: Fixture.start)

  @Test(arguments: StoreKind.allCases)
  func `a step is kept whole: instance, history, what it read, what it sends`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { [Fixture.mail($0)] }) { instance in
        instance.data = ["n": 2]
        instance.configuration = [ActiveState(path: "chasing", entry: 1, enteredAt: Fixture.start)]
        instance.entries = 1
        instance.timers = [Self.timer]
      }
      let instance = try #require(try await bench.store.instance(id))
      #expect(instance.step == 1)
      #expect(instance.data == ["n": 2])
      #expect(instance.state == "chasing")
      #expect(instance.timers == [Self.timer])
      let history = try await bench.store.history(of: id, from: nil, limit: 10)
      #expect(history.map(\.step) == [1])
      #expect(history.first?.engine == Fixture.engine)
      #expect(history.first?.changes["changes"] == [["logged": "step 1"]])
      #expect(try await bench.store.inbox(of: id).map(\.step) == [1])
      #expect(try await bench.store.parts(PartFilter(instance: id)).map(\.status) == [.pending])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a timer makes its instance due, and not before`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", edit: { $0.timers = [Self.timer] })
      #expect(try await bench.step(shard: id.shard, at: Fixture.at(minutes: 4)).claimed == 0)
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 5)) == [id.shard])
      #expect(try await bench.step(shard: id.shard, at: Fixture.at(minutes: 5)).written == 1)
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 60)) == [])
      #expect(try await bench.store.history(of: id, from: nil, limit: 10).map(\.step) == [1, 2])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a claim takes no more than its limit, the oldest first`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let keys = Fixture.keys(inShard: 7, count: 6)
      for (minutes, key) in keys.enumerated() {
        let timer = Timer(entry: 1, spec: 0, due: Fixture.at(minutes: 10 - minutes), anchor: Fixture.start)
        try await bench.opened(key, edit: { $0.timers = [timer] })
      }
      #expect(try await bench.step(shard: 7, at: Fixture.at(minutes: 20), limit: 4).written == 4)
      let waiting = try await bench.store.instances(InstanceFilter()).filter { $0.step == 1 }
      #expect(Set(waiting.map(\.key)) == Set(keys.prefix(2)))
      #expect(try await bench.step(shard: 7, at: Fixture.at(minutes: 20), limit: 4).written == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `two claimers at once step everything once`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let keys = Fixture.keys(inShard: 3, count: 60)
      for key in keys { _ = try await bench.store.open(Fixture.opening(key)) }
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<3 {
          group.addTask {
            var written = 0
            while true {
              let report = try await bench.step(shard: 3, limit: 7)
              written += report.written
              if report.claimed == 0, try await bench.store.shardsWithDueWork(at: Fixture.start).isEmpty { return written }
            }
          }
        }
        var total = 0
        for try await written in group { total += written }
        #expect(total == keys.count)
      }
      let history = try await bench.store.history(of: nil, from: nil, limit: 1000)
      #expect(history.count == keys.count)
      #expect(history.allSatisfy { $0.step == 1 })
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a batch that is abandoned changes nothing`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      _ = try await bench.store.open(Fixture.opening("k"))
      let claim = StepClaim(shard: Fixture.id("k").shard, now: Fixture.start, limit: 10, epoch: 1)
      await #expect(throws: StoreError.self) {
        try await bench.store.stepDue(claim) { _ throws(StepAbandoned) in throw StepAbandoned(reason: "shutting down") }
      }
      #expect(try await bench.store.instance(Fixture.id("k"))?.step == 0)
      #expect(try await bench.step(Fixture.id("k")).written == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a batch with a row that a constraint refuses is undone as a whole`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let keys = Fixture.keys(inShard: 5, count: 3)
      for key in keys { _ = try await bench.store.open(Fixture.opening(key)) }
      let guilty = Fixture.id(keys[1])
      let script = StepScript(parts: { effect in
        effect.instance == guilty ? [Fixture.mail(effect), Fixture.mail(effect)] : [Fixture.mail(effect)]
      })
      let error = await #expect(throws: StoreError.self) { try await bench.step(shard: 5, script) }
      #expect(error?.retry == .constraint)
      #expect(try await bench.store.instances(InstanceFilter()).allSatisfy { $0.step == 0 })
      #expect(try await bench.store.parts(PartFilter()).isEmpty)
      #expect(try await bench.step(shard: 5, only: [Fixture.id(keys[0]), Fixture.id(keys[2])], script).written == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a write that does not continue what was loaded is a bug and changes nothing`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      _ = try await bench.store.append(Fixture.occurred("next", id))
      let claim = StepClaim(shard: id.shard, now: Fixture.start, limit: 10, epoch: 1)
      let error = await #expect(throws: StoreError.self) {
        try await bench.store.stepDue(claim) { due in
          due.map { one in
            var write = StepScript().write(one, at: Fixture.start)
            write.fromStep -= 1
            return write
          }
        }
      }
      #expect(error?.retry == .never)
      let unread = await #expect(throws: StoreError.self) {
        try await bench.store.stepDue(claim) { due in
          due.map { one in
            var write = StepScript().write(one, at: Fixture.start)
            write.steps[0].readKey = "@started"
            return write
          }
        }
      }
      #expect(unread?.retry == .never)
      #expect(try await bench.store.instance(id)?.step == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an executor of another epoch stands still`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      _ = try await bench.store.open(Fixture.opening("k"))
      let claim = StepClaim(shard: Fixture.id("k").shard, now: Fixture.start, limit: 10, epoch: 2)
      let error = await #expect(throws: StoreError.self) { try await bench.store.stepDue(claim) { _ in [] } }
      #expect(error?.retry == .never)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an instance whose step no executor survived is faulted without being stepped`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let keys = Fixture.keys(inShard: 9, count: 2)
      for key in keys { _ = try await bench.store.open(Fixture.opening(key)) }
      let poisoned = try #require(try await bench.store.suspectNextDue(shard: 9, at: Fixture.start))
      let healthy = try #require(keys.map { Fixture.id($0) }.first { $0 != poisoned })
      try await bench.step(healthy)
      for _ in 1..<StepLimits.suspectsMax {
        #expect(try await bench.store.suspectNextDue(shard: 9, at: Fixture.start) == poisoned)
      }
      let report = try await bench.step(poisoned)
      #expect(report == StepReport(claimed: 1, written: 0, faulted: [poisoned]))
      #expect(try await bench.store.instance(poisoned)?.status == .faulted)
      #expect(try await bench.store.instance(poisoned)?.step == 0)
      #expect(try await bench.store.incidents(openOnly: true).map(\.cause) == [.step])
      #expect(try await bench.store.suspectNextDue(shard: 9, at: Fixture.start) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a step that was written ends the suspicion`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = Fixture.id("k")
      _ = try await bench.store.open(Fixture.opening("k"))
      for round in 0..<StepLimits.suspectsMax {
        _ = try await bench.store.append(Fixture.occurred("next", id, key: "next/\(round)"))
        for _ in 1..<StepLimits.suspectsMax {
          #expect(try await bench.store.suspectNextDue(shard: id.shard, at: Fixture.start) == id)
        }
        #expect(try await bench.step(id).written == 1)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `items change by difference and keep their order`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      func item(_ id: String, open: Bool = true, _ note: String = "") -> Item {
        Item(id: id, isOpen: open, openedAt: Fixture.start, closedAt: open ? nil : Fixture.start, fields: ["note": .string(note)])
      }
      let first = [item("b"), item("a"), item("ü")]
      let second = [item("b", open: false), item("a", "seen"), item("ü"), item("0")]
      let third = [item("b", open: false), item("0")]
      let child = Child(id: Fixture.id("c"), workflow: "partner", key: "c", state: "chasing")
      let id = try await bench.opened(
        "k",
        edit: {
          $0.items = first; $0.children = [child]
        })
      #expect(try await bench.store.instance(id)?.items == first)
      for items in [second, third] {
        _ = try await bench.store.append(Fixture.occurred("checked", id, key: "\(items.count)"))
        try await bench.step(
          id,
          StepScript(edit: {
            $0.items = items; $0.children[0].status = .completed
          }))
        #expect(try await bench.store.instance(id)?.items == items)
      }
      #expect(try await bench.store.instance(id)?.children.map(\.status) == [.completed])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what a workflow cannot read is not loaded, and stays`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let items = [Item(id: "a", isOpen: true, openedAt: Fixture.start, closedAt: nil, fields: [:])]
      let closure = Fixture.closure(reads: Workflow.Definition.Reads(items: false, children: false))
      _ = try await bench.store.deploy(closure, starts: 0, at: Fixture.start)
      let id = try await bench.opened("k", edit: { $0.items = items })
      let loaded = Mutex<[Item]?>(nil)
      _ = try await bench.store.append(Fixture.occurred("next", id))
      try await bench.step(id, StepScript(edit: { instance in loaded.withLock { $0 = instance.items } }))
      #expect(loaded.withLock { $0 } == [])
      #expect(try await bench.store.instance(id)?.items == items)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a failed step leaves its event first, and one incident`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", edit: { $0.timers = [Self.timer] })
      _ = try await bench.store.append(Fixture.occurred("acknowledged", id))
      let claim = StepClaim(shard: id.shard, now: Fixture.at(minutes: 6), limit: 10, epoch: 1)
      _ = try await bench.store.stepDue(claim) { due in
        due.map { one in
          var instance = one.instance
          instance.status = .faulted
          let fault = IncidentOpening(cause: .step, text: "no such field", detail: "ladder.yaml:3:4")
          return InstanceWrite(fromStep: one.instance.step, instance: instance, steps: [], fault: fault)
        }
      }
      #expect(try await bench.store.incidents(openOnly: true).map(\.subject) == ["ladder/k"])
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 60)) == [])
      #expect(try await bench.store.redriveInstance(id, at: Fixture.at(minutes: 7)))
      #expect(try await !bench.store.redriveInstance(id, at: Fixture.at(minutes: 7)))
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
      #expect(try await bench.store.incidents(openOnly: false).map(\.closedAt) == [Fixture.at(minutes: 7)])
      #expect(try await bench.step(shard: id.shard, at: Fixture.at(minutes: 7)).written == 1)
      #expect(try await bench.store.history(of: id, from: nil, limit: 10).map(\.event["name"]?.string) == ["@started", "acknowledged"])
      #expect(try await bench.step(shard: id.shard, at: Fixture.at(minutes: 7)).written == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an incident that a state says is open while it stands there`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = Fixture.id("k")
      _ = try await bench.store.open(Fixture.opening("k"))
      try await bench.step(id, StepScript(incidents: [.opened(entry: 3, text: "The answer is missing.")]))
      #expect(try await bench.store.incidents(openOnly: true).map(\.cause) == [.said])
      _ = try await bench.store.append(Fixture.occurred("other", id))
      try await bench.step(id, StepScript(incidents: [.opened(entry: 3, text: "The answer is missing."), .closed(entry: 4)]))
      #expect(try await bench.store.incidents(openOnly: true).count == 1)
      _ = try await bench.store.append(Fixture.occurred("redrive", id))
      try await bench.step(id, at: Fixture.at(minutes: 9), StepScript(incidents: [.closed(entry: 3)]))
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
    }
  }
}
