package import Calendar

/// A conversation: what its messages to different recipients have in common, so that replies between them fall into it too.
package struct MessageThread: Hashable, Sendable {
  /// A Message-ID that no message has and every References of the thread opens with.
  package var commonID: String
  /// When the conversation began; the same for every message of it, whoever gets it.
  package var startedAt: Instant

  package init(commonID: String, startedAt: Instant) { (self.commonID, self.startedAt) = (commonID, startedAt) }
}
