/// A server's word about a mail of ours that did not arrive, or not yet.
package struct Bounce: Hashable, Sendable {
  package enum Action: String, Hashable, Sendable {
    case failed
    /// Still tried; no failure.
    case delayed
    case delivered
    /// Handed to a system that sends no such notices, or to the members of a list.
    case relayed, expanded
    /// The recipient's provider passes on that the mail was called spam.
    case complained
  }

  package struct Recipient: Hashable, Sendable {
    package var address: String
    package var action: Action
    package var status: EnhancedStatus
    /// What the server said, on one line.
    package var diagnostic: String

    /// Another mail to this address would fail as well.
    package var isPermanent: Bool { action == .failed && status.isPermanent }
  }

  package enum Form: String, Hashable, Sendable {
    /// RFC 3464 and its predecessors.
    case deliveryStatus
    /// RFC 5965.
    case feedback
    /// Words for people, in one of the many forms of the wild.
    case words
  }

  package var form: Form
  package var recipients: [Recipient]
  /// Ids that the notice names; ours, where the mail was ours, is among them.
  package var messageIDs: [String]
}
