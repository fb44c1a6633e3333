package import Calendar
package import Workflow

/// What another definition makes of recorded events.
///
/// Events come at their recorded moments; deadlines are the definition's own, and run when an executor was at work. An answer goes to
/// the question that asks the same source, whatever its number is now. Pure, as a step is.
package enum Replay {
  /// How it went.
  package struct Outcome: Sendable {
    package var instance: Instance
    package var steps: [Step]
    /// The step that could not be made, and when; nothing after it was tried.
    package var fault: Fault?
    /// Recorded answers that nobody asked for here.
    package var idleAnswers: [IdleAnswer]
    /// Questions that have no recorded answer, by source.
    package var unanswered: [String]
  }

  package struct Fault: Hashable, Sendable {
    package var fault: StepFault
    package var at: Instant
  }

  package struct IdleAnswer: Hashable, Sendable {
    package var source: String
    package var at: Instant
  }

  /// - Parameter until: deadlines that are over by then still run.
  package static func run(
    _ recording: Recording, _ machine: Machine, with definition: Workflow.Definition, _ live: Live, until: Instant
  ) -> Outcome {
    var begin = recording.instance
    begin.hash = definition.hash
    var play = Play(machine: machine, definition: definition, live: live, instance: begin)
    for (number, record) in recording.records.enumerated() {
      play.catchUp(before: record.moment.now, stalledSince: recording.overdue[number])
      play.apply(record, answerer: recording.answerers[number])
    }
    play.catchUp(before: until, stalledSince: recording.overdue.last ?? nil)
    return play.outcome
  }
}
