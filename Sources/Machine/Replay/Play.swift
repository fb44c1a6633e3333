import Calendar
import Workflow

/// A replay under way; after a fault it stays as it is.
struct Play {
  let machine: Machine
  let definition: Workflow.Definition
  let live: Live
  private(set) var instance: Instance
  private var steps: [Step] = []
  private var fault: Replay.Fault?
  private var idleAnswers: [Replay.IdleAnswer] = []
  /// Questions so far with what they asked.
  private var sources: [EffectID: String] = [:]
  private var asked: [EffectID] = []

  /// A definition whose deadlines follow each other without end is stopped here.
  private static let stepsMax = 100_000

  init(machine: Machine, definition: Workflow.Definition, live: Live, instance: Instance) {
    self.machine = machine
    self.definition = definition
    self.live = live
    self.instance = instance
  }

  var outcome: Replay.Outcome {
    Replay.Outcome(
      instance: instance, steps: steps, fault: fault, idleAnswers: idleAnswers,
      unanswered: asked.filter { instance.awaits($0) }.compactMap { sources[$0] })
  }

  /// Runs the deadlines that are over before `moment`, each at its time; from `stalledSince` on nobody was there to do so.
  mutating func catchUp(before moment: Instant, stalledSince: Instant?) {
    let end = min(moment, stalledSince ?? moment)
    while fault == nil, steps.count < Self.stepsMax, let timer = machine.dueTimer(definition, instance, by: end), timer.due < end {
      make(.timerDue(timer), Moment(now: timer.due, wall: max(timer.due, steps.last?.record.moment.wall ?? timer.due)))
    }
  }

  /// The source of an answer that is waited for; nil of anything else.
  func answerer(of event: Event) -> String? {
    guard case .answered(let effect, _) = event, instance.awaits(effect) else { return nil }
    return sources[effect]
  }

  /// - Parameter answerer: the source whose answer the record is; nil where nobody waited for it then either.
  mutating func apply(_ record: StepRecord, answerer: String?) {
    switch record.event {
    case .timerDue:
      guard let timer = machine.dueTimer(definition, instance, by: record.moment.wall) else { return }
      make(.timerDue(timer), Moment(now: timer.due, wall: record.moment.wall))
    case .answered(let effect, let answer):
      // One that came too late is a step all the same: `always` is asked after it.
      guard let answerer else { return instance.awaits(effect) ? () : make(record.event, record.moment) }
      let waiting = asked.filter { sources[$0] == answerer && instance.awaits($0) }
      if let question = waiting.first(where: { $0 == effect }) ?? waiting.first {
        make(.answered(question, answer), record.moment)
      } else {
        idleAnswers.append(Replay.IdleAnswer(source: answerer, at: record.moment.now))
      }
    case .started, .occurred, .watched, .childEnded, .adopted, .deployed, .operated: make(record.event, record.moment)
    }
  }

  mutating func make(_ event: Event, _ moment: Moment) {
    guard fault == nil, instance.status != .suspended || event.isIntervention else { return }
    do throws(StepFault) {
      let step = try machine.step(definition, instance, event, moment, live)
      instance = step.instance
      steps.append(step)
      for effect in step.effects {
        guard case .ask(let ask) = effect.kind else { continue }
        sources[effect.id] = ask.source
        asked.append(effect.id)
      }
    } catch {
      fault = Replay.Fault(fault: error, at: moment.now)
      instance.status = .faulted
    }
  }
}
