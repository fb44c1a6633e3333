import CEL
import Calendar
import Channel
import Store

extension DeliveryDesk {
  /// The channel spoke to us about a message; if it was down, it is up again.
  func channelAnswered(_ channel: String, at now: Instant) async throws(StoreError) {
    guard await health.isDown(channel) else { return }
    try await persistently { () async throws(StoreError) in try await store.channelCameUp(channel, at: now) }
    await health.markUp(channel)
    listener.hear(.channelUp(channel))
  }

  /// One incident of the channel, however many messages wait for it.
  func channelIsDown(_ channel: String, _ answer: Answer, at now: Instant) async throws(StoreError) {
    try await persistently { () async throws(StoreError) in
      let next = try await store.clock().database.adding(seconds: settings.channelProbeSeconds)
      try await store.channelWentDown(channel, answer: answer.json, nextTryAt: next, at: now)
    }
  }
}
