import Calendar
package import Workflow

/// An instance's history, run again under its own definition: what it says about when an executor was at work, and which source
/// each question asked.
package struct Recording: Sendable {
  package let instance: Instance
  package let records: [StepRecord]
  /// The history as its definition repeats it.
  package let outcome: Replay.Outcome
  /// For each record that is an answer somebody waited for: the source that gave it.
  let answerers: [String?]
  /// For each record, and for the end: since when a deadline was over by then. From there on nobody stepped the instance.
  let overdue: [Instant?]

  /// - Parameters:
  ///   - instance: as it stands now; what its steps changed is put back.
  ///   - records: all of its history, in order.
  package init(
    machine: Machine, definition: Workflow.Definition, live: Live, instance: Instance, records: [StepRecord]
  ) {
    let begin = Instance(
      id: instance.id, workflow: instance.workflow, key: instance.key, run: instance.run, hash: definition.hash, origin: instance.origin,
      parents: instance.parents, openedAt: instance.openedAt, input: instance.input)
    var play = Play(machine: machine, definition: definition, live: live, instance: begin)
    var overdue: [Instant?] = []
    var answerers: [String?] = []
    for record in records {
      overdue.append(play.instance.due)
      answerers.append(play.answerer(of: record.event))
      play.make(record.event, record.moment)
    }
    overdue.append(play.instance.due)
    self.instance = begin
    self.records = records
    self.overdue = overdue
    self.answerers = answerers
    outcome = play.outcome
  }

  /// Whether the definition brings the instance to where its history says it came.
  package var isFaithful: Bool {
    outcome.fault == nil && zip(outcome.steps, records).allSatisfy { $0.record.to == $1.to && $0.record.from == $1.from }
      && outcome.steps.count == records.count
  }
}
