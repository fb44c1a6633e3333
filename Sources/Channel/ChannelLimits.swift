/// How much a channel takes.
package struct ChannelLimits: Hashable, Sendable {
  /// At most so many messages in so many seconds, in any stretch of that length.
  package struct RateWindow: Hashable, Sendable {
    package let messages: Int
    package let seconds: Int

    package init(messages: Int, seconds: Int) { (self.messages, self.seconds) = (messages, seconds) }
  }

  package var concurrentSends: Int
  package var windows: [RateWindow]

  package init(concurrentSends: Int, windows: [RateWindow] = []) {
    (self.concurrentSends, self.windows) = (concurrentSends, windows)
  }
}
