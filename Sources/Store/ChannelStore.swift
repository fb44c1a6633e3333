package import CEL
package import Calendar

/// Remembers which channels are down, for all executors; one that is down is one incident and its messages wait.
package protocol ChannelStore: Sendable {
  func channels() async throws(StoreError) -> [ChannelRecord]
  /// Opens the channel's incident if it was up.
  func channelWentDown(_ channel: String, answer: Value, nextTryAt: Instant, at now: Instant) async throws(StoreError)
  /// Closes the channel's incident if it was down.
  func channelCameUp(_ channel: String, at now: Instant) async throws(StoreError)
  /// Takes the right to try a channel that is down once; true for one executor per `nextTryAt`, which moves on.
  func claimChannelProbe(_ channel: String, nextTryAt: Instant, at now: Instant) async throws(StoreError) -> Bool
}

package struct ChannelRecord: Hashable, Sendable {
  /// A person's word that nothing is to begin here.
  package struct Pause: Hashable, Sendable {
    package var since: Instant
    package var by: String
    package var reason: String

    package init(since: Instant, by: String, reason: String) {
      self.since = since
      self.by = by
      self.reason = reason
    }
  }

  package var name: String
  package var isDown: Bool
  package var since: Instant
  package var lastAnswer: Value
  /// When a channel that is down is tried next, by the real clock.
  package var nextTryAt: Instant?
  package var pause: Pause?

  package init(name: String, isDown: Bool, since: Instant, lastAnswer: Value, nextTryAt: Instant?, pause: Pause? = nil) {
    self.name = name
    self.isDown = isDown
    self.since = since
    self.lastAnswer = lastAnswer
    self.nextTryAt = nextTryAt
    self.pause = pause
  }
}
