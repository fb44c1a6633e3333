import CEL
import Calendar
package import Workflow

/// One event run to completion: what it made of the instance, and what is to be done about it.
package struct Step: Hashable, Sendable {
  package var instance: Instance
  package var effects: [Effect]
  /// Incidents that a state's `incident:` opens and closes, by the entry they belong to.
  package var incidents: [IncidentChange]
  /// Rows for tables that only grow, in the order in which they were added.
  package var appended: [AppendedRow]
  package var record: StepRecord

  package init(
    instance: Instance, effects: [Effect], incidents: [IncidentChange], appended: [AppendedRow] = [], record: StepRecord
  ) {
    self.instance = instance
    self.effects = effects
    self.incidents = incidents
    self.appended = appended
    self.record = record
  }
}

/// What the master file's history keeps of a step.
package struct StepRecord: Hashable, Sendable {
  package var number: Int
  package var moment: Moment
  package var event: Event
  /// Whether any transition took the event.
  package var isHandled: Bool
  /// Active leaves before and after, as paths.
  package var from: String
  package var to: String
  /// States entered and left, log lines, items opened and closed: in the order in which it happened.
  package var changes: [Change]
  /// Which transitions and timers of the author's file it took: for who looks on. Stores do not keep it.
  package var taken: [Taken] = []

  /// A transition or timer, by the state it stands in and its place in the file.
  package struct Taken: Hashable, Sendable {
    /// Empty for the root.
    package var state: String
    package var place: Workflow.Place

    package init(state: String, place: Workflow.Place) {
      self.state = state
      self.place = place
    }
  }

  package enum Change: Hashable, Sendable {
    case left(String)
    case entered(String, entry: Int)
    case assigned(String)
    case itemOpened(String)
    case itemClosed(String)
    case itemChanged(String)
    case timerSet(Timer, path: String)
    case childNamed(InstanceID, workflow: String, key: String)
    /// A row was added to this table.
    case appended(String)
    case raised(String)
    case logged(String)
    /// Why something that could be expected did not happen: an outdated answer, a message whose `if:` was false.
    case passedOver(String)
  }

  package init(
    number: Int, moment: Moment, event: Event, isHandled: Bool, from: String, to: String, changes: [Change], taken: [Taken] = []
  ) {
    self.number = number
    self.moment = moment
    self.event = event
    self.isHandled = isHandled
    self.from = from
    self.to = to
    self.changes = changes
    self.taken = taken
  }
}

/// An incident of cause *said*: open as long as the state entry that says it is active.
package enum IncidentChange: Hashable, Sendable {
  case opened(entry: Int, text: String)
  case closed(entry: Int)
}

/// Why a step could not be made; the step is undone and the instance is faulted.
package struct StepFault: Error, Hashable, Sendable {
  /// Safe to show.
  package var message: String
  /// Where in the author's files, as `file:line:column`.
  package var place: String?

  package init(message: String, place: String?) {
    self.message = message
    self.place = place
  }
}
