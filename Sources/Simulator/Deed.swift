package import CEL
package import Calendar

/// What somebody outside does to the simulated installation, and when.
package struct Deed: Sendable {
  package enum Kind: Sendable {
    /// Opens an instance by hand.
    case open(key: String, input: Value, data: Value = .map(ValueMap()), items: [Value]?)
    /// Says something to an instance; one that is not there yet has no use for it when it is.
    case event(name: String, key: String, data: Value, by: String?)
    /// Presses the button of the workflow's starts on that event.
    case press(event: String, data: Value, by: String?)
  }

  package var at: Instant
  package var workflow: String
  package var kind: Kind

  package init(at: Instant, workflow: String, kind: Kind) {
    self.at = at
    self.workflow = workflow
    self.kind = kind
  }
}

/// Deeds that are still to be done, by time; of one time in the order in which they were said.
struct DeedQueue {
  private var waiting: [Deed] = []

  var next: Deed? { waiting.first }

  mutating func add(_ deed: Deed) {
    let place = waiting.lastIndex { $0.at <= deed.at }.map { $0 + 1 } ?? 0
    waiting.insert(deed, at: place)
  }

  mutating func take() -> Deed? { waiting.isEmpty ? nil : waiting.removeFirst() }
}
