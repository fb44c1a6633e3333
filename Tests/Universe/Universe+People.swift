import CEL
import Calendar
import Executor
import Machine
import Simulator
import Store
import Workflow

/// What people and other systems do: open instances, answer, say the same twice, operate.
extension Universe {
  func inhabit() async {
    let host = Host("people", isMortal: false)
    hosts.append(host)
    let store = HostStore(inner: AuditedStore(inner: memory, ledger: ledger, who: host.name), faults: faults, host: host)
    var deeds: [(seconds: Double, open: (String, String))] = []
    for number in 0..<plan.ladders { deeds.append((place(0.6), ("ladder", "l\(number)"))) }
    for number in 0..<plan.askers { deeds.append((place(0.5), ("asker", "a\(number)"))) }
    for number in 0..<plan.families { deeds.append((place(0.4), ("family", "f\(number)"))) }
    for number in 0..<plan.alarms { deeds.append((place(0.5), ("alarm", "w\(number)"))) }
    deeds.sort { $0.seconds < $1.seconds }
    await withDiscardingTaskGroup { group in
      for deed in deeds {
        group.addTask {
          await self.scheduler.rest(seconds: deed.seconds, of: nil)
          await self.open(deed.open.0, deed.open.1, store)
        }
      }
      group.addTask { await self.talk(store) }
    }
  }

  /// Some moment in the first part of the troubled time.
  private func place(_ share: Double) -> Double { plan.chaosSeconds * share * scheduler.dice.fraction() }

  /// Until it is done, as somebody would who sees an error.
  private func insist(_ act: () async throws -> Void) async {
    for _ in 0..<50 where !isOver {
      do {
        return try await act()
      } catch {
        if let error = error as? StoreError, error.retry == .never { return }
        await scheduler.rest(seconds: 1, of: nil)
      }
    }
  }

  private func open(_ workflow: String, _ key: String, _ store: HostStore) async {
    guard let current = project.deployables.first(where: { $0.closure.workflow == workflow }) else { return }
    let id = InstanceID(installation: Self.installation, workflow: workflow, key: key, run: 1)
    await insist {
      let instance = Instance(
        id: id, workflow: workflow, key: key, run: 1, hash: current.closure.hash, openedAt: databaseTime, input: .map(ValueMap()))
      _ = try await store.open(
        Opening(instance: instance, again: false, items: nil, parent: nil, installation: Self.installation))
    }
  }

  private func talk(_ store: HostStore) async {
    var said = 0
    while scheduler.now < plan.chaosSeconds, ledger.violation == nil {
      await scheduler.rest(seconds: 12 * scheduler.dice.fraction(), of: nil)
      let ids = ledger.books.keys.filter { Schedule.number(ofKey: ledger.books[$0]?.instance.key ?? "") == nil }.sorted()
      guard let id = scheduler.dice.pick(ids) else { continue }
      said += 1
      switch scheduler.dice.number(in: 0...9) {
      case 0: await operate(id, store)
      case 1: await redrive(store)
      default: await say(word, "said/\(said)", to: id, store)
      }
    }
  }

  private var word: String {
    if scheduler.dice.happens(plan.poison) { return scheduler.dice.happens(0.5) ? "poison" : "killer" }
    return scheduler.dice.pick(["acknowledged", "acknowledged", "repaired", "redrive", "thanked"]) ?? ""
  }

  /// It may arrive late, be written ahead of its time, or arrive twice.
  private func say(_ name: String, _ key: String, to id: InstanceID, _ store: HostStore) async {
    var at = databaseTime
    let chance = scheduler.dice.fraction()
    if chance < 0.25 { at = at.adding(seconds: -Int64(scheduler.dice.number(in: 1...60))) }
    if chance > 0.9 { at = at.adding(seconds: Int64(scheduler.dice.number(in: 1...30))) }
    let event = InboxEvent(instance: id, key: key, at: at, event: .occurred(name: name, data: .map(ValueMap()), by: "people"))
    await insist { _ = try await store.append(event) }
    if scheduler.dice.happens(0.2) { await insist { _ = try await store.append(event) } }
  }

  private func operate(_ id: InstanceID, _ store: HostStore) async {
    let interventions: [Intervention] = [.suspend(stopsClock: scheduler.dice.happens(0.5)), .resume, .resume, .cancel]
    guard let intervention = scheduler.dice.pick(interventions) else { return }
    await operate(id, intervention, store)
  }

  private func operate(_ id: InstanceID, _ intervention: Intervention, _ store: HostStore) async {
    let word = OperatorWord(intervention, by: "people", reason: "")
    let machine = ledger.machine
    let live = project.live
    let definitions = ledger.definitions
    await insist {
      _ = try await store.operate(on: id, at: databaseTime, epoch: 1) { instance throws(StepAbandoned) in
        guard let loaded = definitions[instance.hash] else { throw StepAbandoned(reason: "unknown") }
        return try word.decide(instance, loaded, machine, live, at: instance.now)
      }
    }
  }

  /// Everything that waits for a person is tried once more.
  private func redrive(_ store: HostStore) async {
    for id in ledger.books.keys.sorted() where ledger.books[id]?.instance.status == .faulted {
      await insist { _ = try await store.redriveInstance(id, at: databaseTime) }
    }
    for (id, part) in ledger.parts.sorted(by: { $0.key.description < $1.key.description })
    where part.status == .failed || part.status == .uncertain {
      await insist { _ = try await store.redrivePart(id, at: databaseTime) }
    }
  }

  /// Who suspended something takes it up again.
  func resumeAll() async {
    let host = Host("people", isMortal: false)
    let store = HostStore(inner: AuditedStore(inner: memory, ledger: ledger, who: host.name), faults: faults, host: host)
    for id in ledger.books.keys.sorted() where ledger.books[id]?.instance.status == .suspended {
      await operate(id, .resume, store)
    }
  }
}
