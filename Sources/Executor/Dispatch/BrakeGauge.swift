import Calendar
import Store

/// When so many messages are about to go that a person should look first.
package struct BrakeSettings: Hashable, Sendable {
  /// More than these in one window are held.
  package var messagesMax: Int
  package var windowSeconds: Int
  /// Also more than so many times the busiest window of the last four weeks; nil: that is not asked.
  package var timesUsual: Int?

  package init(messagesMax: Int, windowSeconds: Int, timesUsual: Int? = nil) {
    self.messagesMax = messagesMax
    self.windowSeconds = windowSeconds
    self.timesUsual = timesUsual
  }

  /// What is usual counts as this at least, so that a quiet channel may speak at all.
  package static let usualMin = 10
}

/// What the brake allows a channel now. What is usual is looked up anew every few minutes.
actor BrakeGauge {
  private let settings: BrakeSettings
  private let channel: String
  private var usual: (messages: Int, readAt: Double)?

  private static let usualSeconds = 300.0

  init(_ settings: BrakeSettings, channel: String) { (self.settings, self.channel) = (settings, channel) }

  func rule(_ store: any Store, at now: Instant, monotonicSeconds: Double) async throws(StoreError) -> BrakeRule {
    var rule = BrakeRule(messagesMax: settings.messagesMax, windowSeconds: settings.windowSeconds)
    guard let times = settings.timesUsual else { return rule }
    if usual.map({ monotonicSeconds - $0.readAt >= Self.usualSeconds }) ?? true {
      usual = (try await store.busiestWindow(channel, seconds: settings.windowSeconds, at: now), monotonicSeconds)
    }
    rule.messagesMax = min(rule.messagesMax, times * max(BrakeSettings.usualMin, usual?.messages ?? 0))
    return rule
  }
}
