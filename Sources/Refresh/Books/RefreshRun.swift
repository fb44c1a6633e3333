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
  /// Of those that were read, how many are in the table.
  package var rowsWritten: Int
  package var summaryRows: Int?
  /// When all rows were there and the writing began.
  package var readAt: Instant?
  /// Workflows' time.
  package var askedAt: Instant
  /// The database's clock.
  package var startedAt: Instant
  package var beatAt: Instant
  package var endedAt: Instant?
  package var error: String?

  /// Of the last look at it, or of the whole.
  package var seconds: Double { Double(((endedAt ?? beatAt) - startedAt).wholeMicroseconds) / 1_000_000 }

  /// How long the reading took, or takes.
  package var readSeconds: Double { Double((((readAt ?? endedAt) ?? beatAt) - startedAt).wholeMicroseconds) / 1_000_000 }
  /// At which the source gave them: what is done with them afterwards takes nothing away from it.
  package var rowsPerSecond: Double { readSeconds > 0 ? Double(rows) / readSeconds : 0 }

  /// Seconds that the phase at work may still take: of the reading as far as the last run tells.
  package var secondsLeft: Double? {
    guard status == .running else { return nil }
    switch phase {
    case .reading:
      guard let rowsExpected, rowsPerSecond > 0 else { return nil }
      return max(0, Double(rowsExpected - rows) / rowsPerSecond)
    case .writing:
      guard writtenPerSecond > 0 else { return nil }
      return max(0, Double(rows - rowsWritten) / writtenPerSecond)
    case .asking, .over: return nil
    }
  }

  package var writtenPerSecond: Double {
    guard let readAt, beatAt > readAt else { return 0 }
    return Double(rowsWritten) / (Double((beatAt - readAt).wholeMicroseconds) / 1_000_000)
  }
}
