package import Calendar

/// Remembers what operators did, beside what each instance's history says of it.
package protocol AuditStore: Sendable {
  func audit(_ entry: AuditEntry) async throws(StoreError)
  /// The newest `limit`, oldest first.
  func audits(limit: Int) async throws(StoreError) -> [AuditEntry]
}

package struct AuditEntry: Hashable, Sendable {
  package var at: Instant
  /// The person, as the command line knows them.
  package var by: String
  /// The command: `suspend`.
  package var verb: String
  /// What it was done to: `workflow/key`, a channel, a file.
  package var target: String
  package var reason: String
  /// What came of it, in words.
  package var outcome: String

  package init(at: Instant, by: String, verb: String, target: String, reason: String, outcome: String) {
    self.at = at
    self.by = by
    self.verb = verb
    self.target = target
    self.reason = reason
    self.outcome = outcome
  }
}
