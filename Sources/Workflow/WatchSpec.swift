package import CEL

/// What a `start` looks at each time: the rows that a source answers with, each the key of an instance.
///
/// A new key opens an instance; every key gets `checked` with its row; one that is no longer among the rows of a complete answer
/// gets `gone`.
package struct WatchSpec: Hashable, Sendable {
  /// What becomes of an answer without rows after one that had some: a source that lost its data looks like that too.
  package enum Empty: String, Hashable, Sendable, CaseIterable {
    /// An incident; nothing is gone until there are rows again, or an operator redrives the start.
    case incident
    /// An incident at first; believed when the next round says the same.
    case confirm
    /// Believed at once: a set that is often empty.
    case gone
  }

  /// The source's name: `running-batches`.
  package var source: String
  package var input: [Assignment]
  /// How long one attempt may take, in seconds.
  package var timeoutSeconds: Int?
  package var retry: RetryPolicy
  /// Where in the answer the rows are: `event.data.bookings`; nil where the answer is the list of rows.
  package var rows: Expression?
  package var empty: Empty
  /// The type of a row, where the source declares one.
  package var row: CELType
  package var place: Place

  package init(
    source: String, input: [Assignment] = [], timeoutSeconds: Int? = nil, retry: RetryPolicy = .none, rows: Expression? = nil,
    empty: Empty = .incident, row: CELType = .dyn, place: Place
  ) {
    self.source = source
    self.input = input
    self.timeoutSeconds = timeoutSeconds
    self.retry = retry
    self.rows = rows
    self.empty = empty
    self.row = row
    self.place = place
  }
}

extension WatchSpec {
  /// The events that rounds bring to instances.
  package static let checked = "checked"
  package static let gone = "gone"
}
