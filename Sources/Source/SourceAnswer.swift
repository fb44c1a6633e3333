package import CEL

/// What a source answered.
package struct SourceAnswer: Hashable, Sendable {
  /// What the workflow sees as `event.data`.
  package var data: Value
  /// Everything that matches is in it: all pages were read and the totals agree. Only then does a missing row mean anything.
  package var complete: Bool
  /// Rows read, doubles left out.
  package var rows: Int
  package var pages: Int
  /// What made it incomplete or is else worth a line in the log; safe to show.
  package var remarks: [String]

  package init(data: Value, complete: Bool, rows: Int, pages: Int, remarks: [String] = []) {
    self.data = data
    self.complete = complete
    self.rows = rows
    self.pages = pages
    self.remarks = remarks
  }
}
