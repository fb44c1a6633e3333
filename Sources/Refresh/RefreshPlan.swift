package import Calendar
package import Report

/// A copy of a slow database's rows in a table of ours, made anew again and again: what is read, where it goes, what follows.
package struct RefreshPlan: Sendable {
  /// `bill-stop`; workflows ask `refresh/bill-stop`.
  package var name: String
  package var report: Report
  /// In our database; its columns are filled from those of the report that bear the same names.
  package var table: String
  /// The column with the day of the batch; nil: each run replaces all rows.
  package var dateColumn: String?
  /// Days that are kept beside the newest; older ones go in the transaction that brings the new.
  package var keepDays: Int
  /// Filled with how long the run took, in milliseconds.
  package var durationColumn: String?
  package var summaries: [Summary]
  /// A table with a row per run, for those who know the old one.
  package var log: String?
  package var incremental: Incremental?
  /// In which a day begins, and in which the log's times are.
  package var zone: Zone
  /// No rows after some are trouble at the source, not news.
  package var mayBecomeEmpty: Bool
  package var timeoutSeconds: Double
  /// Copies older than this are made anew when an executor starts; so are missing ones.
  package var staleSeconds: Double?

  /// What is computed from the new rows in the same transaction: a report over our own database.
  package struct Summary: Sendable {
    package var table: String
    package var report: Report

    package init(table: String, report: Report) { (self.table, self.report) = (table, report) }
  }

  /// Only what changed is asked for, and put over the rows of the last batch.
  package struct Incremental: Hashable, Sendable {
    /// Columns that tell a row.
    package var key: [String]
    /// The report's parameter that takes the time of the last run.
    package var parameter: String
    /// After so many days all rows are read again: what was deleted at the source shows only then.
    package var wholeEveryDays: Int

    package init(key: [String], parameter: String, wholeEveryDays: Int) {
      (self.key, self.parameter, self.wholeEveryDays) = (key, parameter, wholeEveryDays)
    }
  }

  package init(
    name: String, report: Report, table: String, dateColumn: String? = nil, keepDays: Int = 7, durationColumn: String? = nil,
    summaries: [Summary] = [], log: String? = nil, incremental: Incremental? = nil, zone: Zone = .utc, mayBecomeEmpty: Bool = false,
    timeoutSeconds: Double = 3_600, staleSeconds: Double? = nil
  ) {
    (self.name, self.report, self.table, self.dateColumn, self.keepDays) = (name, report, table, dateColumn, keepDays)
    (self.durationColumn, self.summaries, self.log, self.incremental) = (durationColumn, summaries, log, incremental)
    (self.zone, self.mayBecomeEmpty, self.timeoutSeconds, self.staleSeconds) = (zone, mayBecomeEmpty, timeoutSeconds, staleSeconds)
  }

  /// As workflows ask for it.
  package var sourceName: String { "refresh/\(name)" }
}

/// Who gives a refresh time: real time, for leases and progress.
package struct RefreshTiming: Sendable {
  package var elapsedSeconds: @Sendable () -> Double
  package var pause: @Sendable (Double) async -> Void

  package init(elapsedSeconds: @escaping @Sendable () -> Double, pause: @escaping @Sendable (Double) async -> Void) {
    (self.elapsedSeconds, self.pause) = (elapsedSeconds, pause)
  }
}
