import CEL
import Calendar
import Executor
import Glibc
import Machine
import Store
import StorePostgres
import Synchronization
import Workflow

/// What each layer of a step costs this process, in processor time: the same rows, again and again, without a database.
struct LayersFigure: Sendable {
  let site: Site
  let wish: Wish

  private static let rows = 500
  private static let rounds = 40

  func run() async throws {
    try await show(try Sample(.card), "bench_layers_card", "one card")
    try await show(try Sample(.mail), "bench_layers_mail", "one mail")
  }

  private func show(_ sample: Sample, _ database: String, _ message: String) async throws {
    let population = Population(site: site, sample: sample)
    try await population.found(database)
    try await population.add(Self.rows * 80, from: 1, dueIn: -7200, spacing: 1000, to: database)
    let due = try await load(database)
    let loaded = try sample.load(try sample.closure())
    let machine = Machine(installation: Sample.installation)
    let renderer = PartRenderer(channels: ["email", "teams/alerts"])
    let wall = due[0].instance.now.adding(seconds: 86_400)
    let typed = try due.map { try $0.instance.typed(by: loaded.definition) }
    let events = try typed.map { instance in
      guard let timer = machine.dueTimer(loaded.definition, instance, by: wall) else { throw BenchError("nothing is due") }
      return (instance, Event.timerDue(timer), Moment(now: timer.due, wall: wall))
    }
    let steps = try events.map { try machine.step(loaded.definition, $0, $1, $2, sample.live) }
    let decider = StepBatchDecider(
      machine: machine, definitions: [loaded.definition.hash: loaded], renderer: renderer, live: sample.live, wall: wall)
    let writes = decider.decide(due)
    let texts = due.map { one in
      [Standing(of: one.instance).stored, one.instance.input, one.instance.data, one.instance.timers.stored].map {
        Array(JSONText.text($0).utf8)
      }
    }
    say("microseconds of processor time a step that sends \(message), \(due.count) rows, the best of \(Self.rounds)")
    try show("decode (JSON of a row into an instance)") {
      for row in texts {
        _ = try Standing(stored: try JSONText.value(row[0]))
        _ = try JSONText.value(row[1])
        _ = try JSONText.value(row[2])
        _ = try [Timer](stored: try JSONText.value(row[3]))
      }
    }
    try show("types (undeclared JSON to declared types)") {
      for one in due { _ = try one.instance.typed(by: loaded.definition) }
    }
    try show("machine (guard, assign, entry, timers)") {
      for (instance, event, moment) in events { _ = try machine.step(loaded.definition, instance, event, moment, sample.live) }
    }
    try show("render (\(message))") {
      for (step, event) in zip(steps, events) { _ = try renderer.write(step, readKey: nil, loaded, at: event.2) }
    }
    show("decide (types, machine and render together)") { _ = decider.decide(due) }
    show("encode (an instance, its history and its message into JSON)") { for write in writes { encode(write) } }
  }

  private func encode(_ write: InstanceWrite) {
    _ = JSONText.text(Standing(of: write.instance).stored)
    _ = JSONText.text(write.instance.data)
    _ = JSONText.text(write.instance.timers.stored)
    for step in write.steps {
      _ = JSONText.text(step.record.storedEvent)
      _ = JSONText.text(step.record.storedChanges)
      for part in step.parts {
        _ = JSONText.text(part.body)
        _ = part.message.map { JSONText.text($0.stored) }
      }
    }
  }

  private func show(_ what: String, _ body: () throws -> Void) rethrows {
    var best = Double.infinity
    for _ in 0..<Self.rounds {
      let start = ProcessTime.ownSeconds()
      try body()
      best = min(best, ProcessTime.ownSeconds() - start)
    }
    let number = micros(best, Self.rows)
    say(String(repeating: " ", count: max(0, 8 - number.count)) + number + "  " + what)
  }

  /// A claim that is given back: what was loaded is all that is wanted.
  private func load(_ database: String) async throws -> [DueInstance] {
    let store = PostgresStore(try await site.target(database), connections: 1, engine: "bench")
    let now = try await store.clock().database
    let found = Mutex<[DueInstance]>([])
    do {
      _ = try await store.stepDue(StepClaim(shard: 0, now: now, limit: Self.rows, epoch: 1)) { due throws(StepAbandoned) in
        found.withLock { $0 = due }
        throw StepAbandoned(reason: "looked at")
      }
    } catch {
      guard found.withLock({ $0.count }) == Self.rows else { throw error }
    }
    await store.close()
    return found.withLock { $0 }
  }
}
