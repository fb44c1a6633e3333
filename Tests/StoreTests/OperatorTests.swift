import Calendar
import Machine
import Store
import Testing

/// Operators' words take the same lock as a step; what they did is remembered.
@Suite struct OperatorTests {
  private func end(_ bench: Bench, _ id: InstanceID, as status: Instance.Status) async throws -> Bool {
    try await bench.store.operate(on: id, at: Fixture.at(minutes: 1), epoch: 1) { instance in
      var script = StepScript()
      script.edit = { $0.status = status }
      return script.write(DueInstance(instance: instance, events: []), at: Fixture.at(minutes: 1))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a suspended instance is claimed by nobody until it runs again`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened(
        "k", edit: { $0.timers = [Timer(entry: 1, spec: 0, due: Fixture.at(minutes: 3), anchor: Fixture.start)] })
      #expect(try await end(bench, id, as: .suspended))
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 5)).isEmpty)
      #expect(try await bench.step(id, at: Fixture.at(minutes: 5)) == StepReport(claimed: 0, written: 0))
      #expect(try await bench.store.instance(id)?.status == .suspended)
      #expect(try await end(bench, id, as: .running))
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 5)) == [id.shard])
      #expect(try await bench.store.history(of: id, from: nil, limit: 10).map(\.step) == [1, 2, 3])
    }
  }

  @Test(arguments: StoreKind.allCases, [Instance.Status.cancelled, .completed])
  func `one that an event faulted after its end has ended again once it is redriven`(kind: StoreKind, end: Instance.Status) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      let closed = Fixture.at(minutes: 1)
      _ = try await bench.store.operate(on: id, at: closed, epoch: 1) { instance in
        let script = StepScript(edit: { ($0.status, $0.closedAt) = (end, closed) })
        var write = script.write(DueInstance(instance: instance, events: []), at: closed)
        if end == .cancelled { write.steps[0].record.event = .operated(.cancel, by: "Ana", reason: "") }
        return write
      }
      _ = try await bench.store.append(Fixture.occurred("thanked", id, at: closed))
      _ = try await bench.store.stepDue(StepClaim(shard: id.shard, now: closed, limit: 1, epoch: 1)) { due in
        due.map { one in
          var instance = one.instance
          instance.status = .faulted
          let fault = IncidentOpening(cause: .step, text: "it cannot be read")
          return InstanceWrite(fromStep: instance.step, instance: instance, steps: [], fault: fault)
        }
      }
      #expect(try await bench.store.instance(id)?.status == .faulted)
      #expect(try await bench.store.redriveInstance(id, at: closed))
      #expect(try await bench.store.instance(id)?.status == end)
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `ending one closes what it said and was faulted for`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      _ = try await bench.store.append(Fixture.occurred("e", id))
      try await bench.step(id, StepScript(incidents: [.opened(entry: 1, text: "in trouble")]))
      #expect(try await bench.store.incidents(openOnly: true).count == 1)
      #expect(try await end(bench, id, as: .cancelled))
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what is refused, of another epoch, or not there changes nothing`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      let before = try await bench.store.instance(id)
      await #expect(throws: StoreError.self) {
        try await bench.store.operate(on: id, at: Fixture.start, epoch: 1) { _ throws(StepAbandoned) in throw StepAbandoned(reason: "no") }
      }
      await #expect(throws: StoreError.self) {
        try await bench.store.operate(on: id, at: Fixture.start, epoch: 2) { instance in
          StepScript().write(DueInstance(instance: instance, events: []), at: Fixture.start)
        }
      }
      #expect(try await !end(bench, Fixture.id("nobody"), as: .cancelled))
      #expect(try await bench.store.instance(id) == before)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the audit keeps its order, and gives the newest`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let entries = (1...3).map { number in
        AuditEntry(
          at: Fixture.at(minutes: number), by: "ana", verb: "suspend", target: "ladder/k\(number)", reason: "why ü", outcome: "suspended")
      }
      for entry in entries { try await bench.store.audit(entry) }
      #expect(try await bench.store.audits(limit: 10) == entries)
      #expect(try await bench.store.audits(limit: 2) == Array(entries.suffix(2)))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the overview counts what is late, what waits and what is in trouble`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let mails: @Sendable (EffectID) -> [OutboxPart] = { [Fixture.mail($0), Fixture.mail($0, part: 1, nextAt: Fixture.at(minutes: 60))] }
      let id = try await bench.opened("a", parts: mails)
      try await bench.opened("b", edit: { $0.timers = [Timer(entry: 1, spec: 0, due: Fixture.at(minutes: 2), anchor: Fixture.start)] })
      _ = try await end(bench, id, as: .suspended)
      let early = try await bench.store.overview(at: Fixture.start)
      #expect(early.due == 0 && early.oldestDue == nil)
      let late = try await bench.store.overview(at: Fixture.at(minutes: 10))
      #expect(late.due == 1 && late.oldestDue == Fixture.at(minutes: 2))
      #expect(late.workflows == [Overview.Workflow(name: "ladder", counts: [.running: 1, .suspended: 1])])
      #expect(
        late.channels == [
          Overview.Channel(name: "email", pending: 2, due: 1, sending: 0, uncertain: 0, failed: 0, oldestDue: Fixture.start)
        ])
      #expect(late.openIncidents == 0)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `executors are listed with how long they have been silent`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let record = ExecutorRecord(id: ExecutorID(text: "one"), host: "h", processID: 7, version: "1")
      try await bench.store.register(record)
      try await bench.passLeaseTime(seconds: 100)
      try await bench.store.register(ExecutorRecord(id: ExecutorID(text: "two"), host: "h", processID: 8, version: "1"))
      try await bench.store.end(ExecutorID(text: "two"))
      let found = try await bench.store.executors(limit: 10)
      #expect(found.map(\.record.id.text) == ["two", "one"])
      #expect(found.map(\.hasEnded) == [true, false])
      #expect((100...130).contains(found[1].silentSeconds))
    }
  }
}
