package import CEL
package import Calendar
package import Machine

/// Remembers each mail that came in and what became of it: nothing is dropped, and what is doubtful is there to be looked at.
package protocol MailStore: Sendable {
  /// False where a mail with this key was kept before; nothing changes then.
  func keep(_ mail: ReceivedMail, bytes: [UInt8]) async throws(StoreError) -> Bool
  /// The newest `limit`, oldest first.
  func receivedMails(doubtfulOnly: Bool, limit: Int) async throws(StoreError) -> [ReceivedMail]
  /// The mail as it came.
  func receivedMailBytes(_ number: Int64) async throws(StoreError) -> [UInt8]?
  /// Mails that came before a time and belong to no instance that is still there, with their bytes.
  func countReceivedMails(before: Instant) async throws(StoreError) -> Int
  /// - Returns: how many were removed.
  func pruneReceivedMails(before: Instant) async throws(StoreError) -> Int
  /// A message that a mail server had accepted came back: it is failed after all, with its incident. False where it is not delivered.
  func markBounced(_ part: PartID, answer: Value, text: String, at now: Instant) async throws(StoreError) -> Bool
}

package struct ReceivedMail: Hashable, Sendable {
  package enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// A recipient's answer, in the words that the message offers.
    case answered
    /// A recipient wrote something else.
    case replied
    /// It names a thread of ours, but nobody vouches that its author is a recipient of it.
    case untrusted
    case bounced
    /// A machine wrote it.
    case automatic
    /// We wrote it.
    case own
    /// It belongs to nothing that is known here, or cannot be read.
    case quarantined

    /// Somebody should look at it.
    package var isDoubtful: Bool { self == .untrusted || self == .quarantined }
  }

  /// Given by the store; 0 before.
  package var number: Int64
  /// The same for a mail however often it is read.
  package var key: String
  package var at: Instant
  package var author: String
  package var subject: String
  package var verdict: Verdict
  /// Why, for people.
  package var reason: String
  package var instance: InstanceID?
  /// What the instance was told.
  package var event: String?

  package init(
    number: Int64 = 0, key: String, at: Instant, author: String, subject: String, verdict: Verdict, reason: String,
    instance: InstanceID? = nil, event: String? = nil
  ) {
    self.number = number
    self.key = key
    self.at = at
    self.author = author
    self.subject = subject
    self.verdict = verdict
    self.reason = reason
    self.instance = instance
    self.event = event
  }
}
