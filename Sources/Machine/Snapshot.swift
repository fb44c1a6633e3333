package import CEL
package import Calendar
import Workflow

/// What an expression or a template sees of an instance at one moment; the same names in the same slots everywhere.
///
/// A message carries the snapshot of the action that sent it, so that what is rendered later is what the step saw.
package struct Snapshot: Hashable, Sendable {
  package var input: Value
  package var data: Value
  package var items: [Item]
  /// `name`, `data`, `at`, `by`; a timer's step knows name and time only.
  package var event: Value
  package var now: Instant
  /// `workflow`, `key`, `openedAt`, `enteredAt`, `state`, and `nextDue` where a deadline is set.
  package var instance: Value
  package var children: [Child]
  package var live: Live
  /// The values of the `forEach` variables around, outermost first.
  package var locals: [Value]

  package init(
    input: Value, data: Value, items: [Item], event: Value, now: Instant, instance: Value, children: [Child], live: Live,
    locals: [Value] = []
  ) {
    self.input = input
    self.data = data
    self.items = items
    self.event = event
    self.now = now
    self.instance = instance
    self.children = children
    self.live = live
    self.locals = locals
  }
}
