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
  package var name: String
  package var isDown: Bool
  package var since: Instant
  package var lastAnswer: Value
  /// When a channel that is down is tried next, by the real clock.
  package var nextTryAt: Instant?

  package init(name: String, isDown: Bool, since: Instant, lastAnswer: Value, nextTryAt: Instant?) {
    self.name = name
    self.isDown = isDown
    self.since = since
    self.lastAnswer = lastAnswer
    self.nextTryAt = nextTryAt
  }
}
