/// Why a verb of the store was not carried out. Nothing of it happened.
package struct StoreError: Error, Hashable, Sendable {
  /// Whether the same verb may succeed later, as data on the error.
  package enum Retry: String, Hashable, Sendable {
    /// The database cannot be reached or is shutting down: wait, connect anew.
    case unreachable
    /// Another transaction was in the way: at once, or soon.
    case conflict
    /// Disk full, too many connections, a time-out: wait longer.
    case resource
    /// A constraint refused a row: halve the batch down to the guilty instance.
    case constraint
    /// It will not get better by itself.
    case never
  }

  package var retry: Retry
  /// Safe to show.
  package var message: String
  /// For the log; holds no secret.
  package var detail: String
  package var sqlstate: String?

  package init(retry: Retry, message: String, detail: String = "", sqlstate: String? = nil) {
    self.retry = retry
    self.message = message
    self.detail = detail
    self.sqlstate = sqlstate
  }
}
