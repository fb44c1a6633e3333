package import Calendar

/// A run of a refresh, as the books have it.
package struct RefreshRun: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable {
    case running, completed, failed
  }

  package enum Phase: String, Hashable, Sendable {
    /// The source was asked and has not answered with a row yet.
    case asking
    case reading
    /// All rows are here; they go into the table in one transaction.
    case writing
    case over
  }

  package var id: Int
  package var refresh: String
  /// The effect that asked, where a workflow did.
  package var asker: String?
  package var day: LocalDate
  package var status: Status
  package var phase: Phase
  /// Only what changed was asked for.
  package var isIncremental: Bool
  /// Read so far, or in all.
  package var rows: Int
  /// Of the last whole run: what this one may come to.
  package var rowsExpected: Int?
  package var summaryRows: Int?
  /// Workflows' time.
  package var askedAt: Instant
  /// The database's clock.
  package var startedAt: Instant
  package var beatAt: Instant
  package var endedAt: Instant?
  package var error: String?

  /// Of the last look at it, or of the whole.
  package var seconds: Double { Double(((endedAt ?? beatAt) - startedAt).wholeMicroseconds) / 1_000_000 }
  package var rowsPerSecond: Double { seconds > 0 ? Double(rows) / seconds : 0 }

  /// Seconds that the reading may still take, as far as the last run tells.
  package var secondsLeft: Double? {
    guard status == .running, let rowsExpected, rowsPerSecond > 0, rows > 0 else { return nil }
    return max(0, Double(rowsExpected - rows) / rowsPerSecond)
  }
}
