import CEL
import Calendar
import Machine
import Store
import Workflow

/// An instance with all that says why it stands where it stands.
struct ExplainedInstance {
  var instance: Instance
  var explanation: Explanation
  /// Workflows' time.
  var now: Instant
  /// Of the instance, questions and starts too.
  var parts: [PartRecord]
  var incidents: [IncidentRecord]
  /// Events that no step has read yet.
  var unread: [InboxEvent]
  /// Those that are down.
  var channels: [ChannelRecord]

  /// Work that nobody got to for so long is late; executors look every few seconds.
  static let lateSeconds: Int64 = 60

  var name: String { Table.safe("\(instance.workflow)/\(instance.key)") }

  var unsettled: [PartRecord] {
    parts.filter { [.pending, .sending, .uncertain, .failed].contains($0.status) }
  }

  /// Where a channel is down that one of its messages waits for.
  var blockedBy: ChannelRecord? {
    channels.first { channel in unsettled.contains { $0.part.channel == channel.name && $0.status == .pending } }
  }

  /// Since when an executor should have stepped it.
  var overdueSince: Instant? {
    guard instance.status == .running else { return nil }
    let first = [instance.due, unread.map(\.at).min()].compactMap { $0 }.min()
    guard let first, (now - first).components.seconds > Self.lateSeconds else { return nil }
    return first
  }

  /// The events that could move it now, whatever their guards say.
  var awaited: [String] {
    var names: [String] = []
    for way in explanation.states.flatMap(\.ways) {
      if case .event(let name) = way.trigger, !names.contains(name) { names.append(name) }
    }
    return names
  }
}

extension ExplainedInstance {
  /// The answer to the first question: is anything wrong?
  enum Verdict {
    case faulted(IncidentRecord?)
    case suspended
    case ended
    case incident(IncidentRecord)
    case overdue(since: Instant)
    case undelivered(PartRecord)
    case channelDown(ChannelRecord)
    case waitsForAnswer(QuestionExplanation)
    case waitsForTime(TimerExplanation)
    case waitsForEvent
  }

  var verdict: Verdict {
    switch instance.status {
    case .faulted: return .faulted(incidents.first { $0.cause == .step })
    case .suspended: return .suspended
    case .running, .completed, .cancelled: break
    }
    if let incident = incidents.first { return .incident(incident) }
    if let bad = unsettled.first(where: { $0.status == .failed || $0.status == .uncertain }) { return .undelivered(bad) }
    if instance.status.isEnded { return .ended }
    if let since = overdueSince { return .overdue(since: since) }
    if let channel = blockedBy { return .channelDown(channel) }
    if let question = explanation.states.flatMap(\.questions).first { return .waitsForAnswer(question) }
    return explanation.nextTimer.map { .waitsForTime($0) } ?? .waitsForEvent
  }

  var isTrouble: Bool {
    switch verdict {
    case .faulted, .suspended, .incident, .overdue, .undelivered, .channelDown: true
    case .ended, .waitsForAnswer, .waitsForTime, .waitsForEvent: false
    }
  }
}
