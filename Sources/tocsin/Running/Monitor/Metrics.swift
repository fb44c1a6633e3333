import Calendar
import Executor
import Machine
import Store
import Synchronization

/// Counts what this executor does, from its start on: the figures that only ever grow.
final class Metrics: ExecutorListener {
  struct Counts {
    var steps = 0
    var faults = 0
    var late = 0
    /// Seconds by which steps came later than they were due, summed.
    var latenessSeconds = 0.0
    var latenessMaxSeconds = 0.0
    /// Effects that its steps decided.
    var effects = 0
    /// By channel.
    var claimed: [String: Int] = [:]
    var redacted = 0
    var removed = 0
    /// By channel and outcome.
    var deliveries: [[String]: Int] = [:]
    var retries: [String: Int] = [:]
    var leasesLost = 0
    var storeTroubles = 0
    var clockJumps = 0
    var braked: [String: Int] = [:]
    var isOfAnotherEpoch = false
    var lastStepAt: Instant?
  }

  private let state = Mutex(Counts())

  /// A step that is later than this counts as late, in seconds.
  private static let lateSeconds = 60.0

  var counts: Counts { state.withLock { $0 } }

  func hear(_ news: ExecutorNews) {
    state.withLock { counts in
      switch news {
      case .stepped(_, let record, let parts):
        counts.steps += 1
        counts.effects += parts.count
        counts.lastStepAt = record.moment.wall
        counts.isOfAnotherEpoch = false
        guard case .timerDue = record.event else { return }
        let late = max(0, (record.moment.wall - record.moment.now).seconds)
        counts.latenessSeconds += late
        counts.latenessMaxSeconds = max(counts.latenessMaxSeconds, late)
        if late > Self.lateSeconds { counts.late += 1 }
      case .faulted: counts.faults += 1
      case .faultedUnseen(let ids): counts.faults += ids.count
      case .settled(let delivery, let settlement, _): settled(delivery, settlement, &counts)
      case .outdated: counts.leasesLost += 1
      case .swept(let swept): counts.leasesLost += swept.count
      case .claimed(let channel, let count): counts.claimed[channel, default: 0] += count
      case .tidied(let redacted, let removed):
        counts.redacted += redacted
        counts.removed += removed
      case .storeTrouble: counts.storeTroubles += 1
      case .clockJumped: counts.clockJumps += 1
      case .braked(let channel, let held): counts.braked[channel, default: 0] += held
      case .wrongEpoch: counts.isOfAnotherEpoch = true
      case .channelDown, .channelUp, .careful, .timeLapse: break
      }
    }
  }

  private func settled(_ delivery: Delivery, _ settlement: Settlement, _ counts: inout Counts) {
    let outcome: String
    switch settlement.ending {
    case .delivered: outcome = "delivered"
    case .failed: outcome = "failed"
    case .uncertain: outcome = "uncertain"
    case .cancelled: outcome = "cancelled"
    case .suppressed: outcome = "suppressed"
    case .retried(_, let usesUpAttempt):
      if usesUpAttempt { counts.retries[delivery.part.channel, default: 0] += 1 }
      return
    }
    counts.deliveries[[delivery.part.channel, outcome], default: 0] += 1
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// Tells several listeners.
struct ListenerGroup: ExecutorListener {
  let all: [any ExecutorListener]

  func hear(_ news: ExecutorNews) {
    for one in all { one.hear(news) }
  }
}
