package import CEL
package import Calendar

extension MemoryStore {
  package func channels() -> [ChannelRecord] {
    channelRecords.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  package func channelWentDown(_ channel: String, answer: Value, nextTryAt: Instant, at now: Instant) throws(StoreError) {
    try StoreLimits.check(name: channel)
    let answer = try plain(answer)
    let present = channelRecords[channel]
    let since = present.flatMap { $0.isDown ? $0.since : nil } ?? now
    channelRecords[channel] = ChannelRecord(
      name: channel, isDown: true, since: since, lastAnswer: answer, nextTryAt: nextTryAt, pause: present?.pause)
    openIncident(.channelDown(channel), of: nil, channel: channel, at: now)
  }

  package func channelCameUp(_ channel: String, at now: Instant) {
    guard let present = channelRecords[channel], present.isDown else { return }
    channelRecords[channel] = ChannelRecord(
      name: channel, isDown: false, since: now, lastAnswer: present.lastAnswer, nextTryAt: nil, pause: present.pause)
    closeIncidents(at: now) { $0.cause == .channel && $0.subject == channel }
  }

  package func claimChannelProbe(_ channel: String, nextTryAt: Instant, at now: Instant) -> Bool {
    guard let present = channelRecords[channel], present.isDown, let due = present.nextTryAt, due <= now else { return false }
    channelRecords[channel]?.nextTryAt = nextTryAt
    return true
  }
}

extension IncidentOpening {
  package static func channelDown(_ channel: String) -> IncidentOpening {
    IncidentOpening(cause: .channel, text: "The channel \(channel) is down; its messages wait and go on by themselves.")
  }
}
