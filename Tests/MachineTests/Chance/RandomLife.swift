import CEL
import Calendar
import Machine
import Workflow

/// A random life of one instance: named events, timers, answers old and new, outages. After every step the invariants of one
/// instance are looked at.
struct RandomLife {
  let flow: Flow
  private let machine: Machine
  private var dice: Dice
  private var instance: Instance
  private var wall: Instant
  private var asked: [EffectID] = []
  private var effectIDs: Set<EffectID> = []
  /// As its history tells it: what was entered and not left.
  private var replayed: [(path: String, entry: Int)] = []
  /// As the history keeps it.
  private(set) var records: [StepRecord] = []
  private(set) var stepCount = 0
  private(set) var faultCount = 0
  /// Whether somebody suspends it now and then.
  var hasOperators = false

  init(_ flow: Flow, seed: UInt64) {
    self.flow = flow
    dice = Dice(seed: seed ^ 0x5eed)
    machine = Machine(installation: "test", precedence: dice.once(in: 2) ? .always : .raisedEvents)
    wall = Instant(secondsSinceEpoch: 1_772_000_000 + Int64(dice.below(40_000_000)))
    instance = Instance(
      id: InstanceID(high: 1, low: 2), workflow: "flow", key: "k", run: 1, hash: flow.definition.hash, openedAt: wall,
      input: .map(ValueMap()))
  }

  /// What is wrong with running its history again, under its own definition and as if that were another; nil where both repeat it.
  func replays() -> String? {
    let live = Live(contacts: .map(ValueMap()), settings: .map(ValueMap()))
    let recording = Recording(machine: machine, definition: flow.definition, live: live, instance: instance, records: records)
    guard recording.isFaithful, recording.outcome.instance == instance else { return "the recording comes to \(recording.outcome)" }
    let outcome = Replay.run(recording, machine, with: flow.definition, live, until: wall)
    let told = recording.outcome.steps.filter { $0.record.from != $0.record.to }.map { "\($0.record.moment.now) \($0.record.to)" }
    let replayed = outcome.steps.filter { $0.record.from != $0.record.to }.map { "\($0.record.moment.now) \($0.record.to)" }
    return told == replayed ? nil : "replayed as \(replayed), was \(told)"
  }

  /// The first invariant that broke, in words; nil where all held.
  mutating func live(steps: Int) -> String? {
    if let broken = step(.started(items: nil), now: wall) { return broken }
    // One that could not even start stays as it was.
    if stepCount == 0 { return nil }
    for _ in 0..<steps {
      wall = wall.adding(seconds: Int64(dice.once(in: 10) ? dice.below(400_000) : dice.below(5_000)))
      let broken: String?
      if instance.status != .suspended, let timer = machine.dueTimer(flow.definition, instance, by: wall), !dice.once(in: 5) {
        broken = step(.timerDue(timer), now: timer.due)
      } else {
        broken = step(event(), now: wall.adding(seconds: -Int64(dice.below(100))))
      }
      if let broken { return broken }
    }
    return nil
  }

  private mutating func event() -> Event {
    if instance.status == .suspended { return .operated(.resume, by: "Ana", reason: "") }
    if hasOperators, instance.status == .running, dice.once(in: 30) { return .operated(.suspend(stopsClock: false), by: "Ana", reason: "") }
    if let child = instance.children.first(where: { !$0.isEnded }), dice.once(in: 8) {
      var ended = child
      ended.status = .completed
      ended.outcome = "end"
      return .childEnded(ended)
    }
    if !asked.isEmpty, dice.once(in: 3) {
      let effect = dice.pick(asked)
      if dice.once(in: 3) { return .answered(effect, .failed(reason: "refused")) }
      let rows: [Value] = (0..<dice.below(5)).map { ["id": .string("r\($0 + dice.below(3))")] }
      return .answered(effect, .done(data: .list(rows), isComplete: dice.once(in: 2)))
    }
    if dice.once(in: 15) { return .adopted(by: InstanceID(high: 9, low: UInt64(dice.below(3)))) }
    if dice.once(in: 20) { return .occurred(name: "recalculated", data: .map(ValueMap()), by: nil) }
    return .occurred(name: dice.pick(["e0", "e1", "e2", "e3", "other"]), data: .map(ValueMap()), by: "Ana")
  }

  private mutating func step(_ event: Event, now: Instant) -> String? {
    let before = instance
    let live = Live(contacts: .map(ValueMap()), settings: .map(ValueMap()))
    let moment = Moment(now: now, wall: wall)
    do {
      let step = try machine.step(flow.definition, before, event, moment, live)
      guard try machine.step(flow.definition, before, event, moment, live) == step else { return "the same step twice was not the same" }
      instance = step.instance
      records.append(step.record)
      stepCount += 1
      return try Invariants(definition: flow.definition, before: before, step: step).broken() ?? replay(step) ?? number(step.effects)
    } catch let fault as StepFault {
      faultCount += 1
      return ["microsteps", "effects in one step"].contains { fault.message.contains($0) } ? nil : "fault: \(fault.message)"
    } catch {
      return "\(error)"
    }
  }

  /// Replay: the history gives the states.
  private mutating func replay(_ step: Step) -> String? {
    for change in step.record.changes {
      switch change {
      case .entered(let path, let entry): replayed.append((path, entry))
      case .left(let path):
        guard let position = replayed.firstIndex(where: { $0.path == path }) else { return "left \(path), which was not entered" }
        replayed.remove(at: position)
      case .assigned, .itemOpened, .itemClosed, .itemChanged, .timerSet, .childNamed, .appended, .raised, .logged, .passedOver: break
      }
    }
    let stands = step.instance.configuration.map { "\($0.path)#\($0.entry)" }.sorted()
    let told = replayed.map { "\($0.path)#\($0.entry)" }.sorted()
    return stands == told ? nil : "history tells \(told), the instance stands in \(stands)"
  }

  private mutating func number(_ effects: [Effect]) -> String? {
    for effect in effects {
      if !effectIDs.insert(effect.id).inserted { return "the effect id \(effect.id) came twice" }
      if case .ask = effect.kind { asked.append(effect.id) }
    }
    return nil
  }
}
