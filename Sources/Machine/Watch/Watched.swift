package import CEL
package import Calendar

/// What a round of a watch tells an instance of its row.
package struct Watched: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case checked
    case gone
  }

  package var kind: Kind
  /// The row; of one that is gone the last that was seen. Of several that share the key, the first.
  package var row: Value
  /// All that share the key, where the workflow tracks rows.
  package var rows: [Value]?
  /// The round's scheduled time.
  package var askedAt: Instant
  /// Whether the answer held every row that there is.
  package var isComplete: Bool

  package init(kind: Kind, row: Value, rows: [Value]?, askedAt: Instant, isComplete: Bool) {
    self.kind = kind
    self.row = row
    self.rows = rows
    self.askedAt = askedAt
    self.isComplete = isComplete
  }
}
