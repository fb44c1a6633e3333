import CEL
import Calendar
import Channel
package import Store

extension DeliveryDesk {
  /// The time for a settlement; asks on while the store cannot be reached, for there is something to remember.
  func heardTime() async throws -> Instant {
    while true {
      do {
        return try await time.read().now
      } catch {
        listener.hear(.storeTrouble(error))
        try Task.checkCancellation()
        await clock.pause(seconds: Self.troubleSeconds)
      }
    }
  }

  /// The channel spoke to us about a message; if it was down, it is up again.
  func channelAnswered(_ channel: String, at now: Instant) async throws {
    guard await health.isDown(channel) else { return }
    try await store.channelCameUp(channel, at: now)
    await health.set(channel, isDown: false)
    listener.hear(.channelUp(channel))
  }

  /// One incident of the channel, however many messages wait for it.
  func channelIsDown(_ channel: String, _ answer: Answer, at now: Instant) async throws {
    let real = try await store.clock().database
    try await store.channelWentDown(
      channel, answer: answer.json, nextTryAt: real.adding(seconds: settings.channelProbeSeconds), at: now)
    if await !health.isDown(channel) { listener.hear(.channelDown(channel, reason: answer.text)) }
    await health.set(channel, isDown: true)
  }
}

/// Which channels are down, as this executor last heard from the store.
package actor ChannelHealth {
  private var down: Set<String> = []

  package init() {}

  package func isDown(_ channel: String) -> Bool { down.contains(channel) }

  package func set(_ channel: String, isDown: Bool) {
    if isDown { down.insert(channel) } else { down.remove(channel) }
  }

  package func set(_ records: [ChannelRecord]) {
    down = Set(records.filter(\.isDown).map(\.name))
  }
}
