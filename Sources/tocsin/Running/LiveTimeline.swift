import CEL
import Calendar
import Executor
import Machine
import Store
import Synchronization

/// Shows what executors do while they do it: moves, messages, and trouble.
final class LiveTimeline: ExecutorListener {
  private let terminal: Terminal
  private let times: TimeText
  private let isJSON: Bool
  /// Shows trouble only.
  private let isQuiet: Bool
  private let state = Mutex(State())

  private struct State {
    var moves = 0
    var messages = 0
    var lastTrouble = ""
    var isMuted = false
    var idleAt: Instant?
    /// `workflow/key` of the instances that were stepped last, for the lines of their messages.
    var names: [InstanceID: String] = [:]
  }

  /// More names than this are forgotten and learned anew.
  private static let namesMax = 10_000

  init(terminal: Terminal, times: TimeText, isJSON: Bool, isQuiet: Bool) {
    self.terminal = terminal
    self.times = times
    self.isJSON = isJSON
    self.isQuiet = isQuiet
  }

  /// How many moves and messages were shown.
  var counts: (moves: Int, messages: Int) { state.withLock { ($0.moves, $0.messages) } }

  /// Where the time-lapse clock stands with nothing due before it; nil while something is.
  var idleAt: Instant? { state.withLock { $0.idleAt } }

  func hear(_ news: ExecutorNews) {
    switch news {
    case .stepped(let instance, let record, _):
      state.withLock { state in
        state.idleAt = nil
        if state.names.count >= Self.namesMax { state.names = [:] }
        state.names[instance.id] = "\(instance.workflow)/\(instance.key)"
      }
      if record.from != record.to { move(instance, record) }
    case .settled(let delivery, let settlement, let at):
      settled(delivery, settlement, at)
    case .faulted(let instance, let incident):
      trouble("\(instance.workflow)/\(instance.key) is faulted: \(incident.text) \(incident.detail ?? "")")
    case .faultedUnseen(let ids):
      for id in ids { trouble("instance \(id) is faulted without being stepped") }
    case .outdated(let delivery):
      trouble("\(PartID(effect: delivery.part.effect, part: delivery.part.part)) was taken over by another executor")
    case .swept(let swept):
      for one in swept { trouble("\(one.id) on \(one.channel) is uncertain\(one.isHeld ? " and held" : "")") }
    case .channelDown(let channel, let reason):
      trouble("\(channel) is down: \(reason); its messages wait")
    case .channelUp(let channel):
      trouble("\(channel) is up again")
    case .braked(let channel, let held):
      trouble("\(held) messages were about to go on \(channel) at once; they are held: tocsin outbox")
    case .claimed, .tidied: break
    case .storeTrouble(let error):
      trouble("the store is in trouble (\(error.message)); trying on")
    case .clockJumped(let seconds):
      trouble("the database's clock jumped by \(seconds) s; standing still for a round")
    case .wrongEpoch(let found, let expected):
      trouble("the installation is of epoch \(found), this executor began at \(expected): it stands still")
    case .careful(let deaths):
      trouble(deaths > 0 ? "an executor died; stepping carefully" : "stepping in batches again")
    case .timeLapse(let now, let isIdle):
      state.withLock { $0.idleAt = isIdle ? now : nil }
    }
  }

  /// The same counts without a word: another listener does the telling.
  func muted() -> LiveTimeline {
    state.withLock { $0.isMuted = true }
    return self
  }

  private func move(_ instance: Instance, _ record: StepRecord) {
    state.withLock { $0.moves += 1 }
    let entry = TimelineEntry(
      at: record.moment.now, subject: "\(instance.workflow)/\(instance.key)", step: record.number, index: -1,
      kind: .step(event: record.eventName, from: record.from, to: record.to))
    show(entry)
  }

  private func settled(_ delivery: Delivery, _ settlement: Settlement, _ at: Instant) {
    guard let message = delivery.part.message else { return }
    let status: String
    switch settlement.ending {
    case .delivered: status = "delivered"
    case .failed: status = "failed"
    case .uncertain: status = "uncertain"
    case .cancelled: status = "cancelled"
    case .suppressed: status = "suppressed"
    case .retried(_, let usesUpAttempt):
      guard usesUpAttempt else { return }
      status = "refused for now"
    }
    state.withLock { $0.messages += status == "delivered" ? 1 : 0 }
    let subject = delivery.part.title ?? message.template
    let instance = delivery.part.effect.instance
    let owner = state.withLock { $0.names[instance] } ?? message.template
    show(
      TimelineEntry(
        at: at, subject: owner, step: delivery.part.effect.step, index: delivery.part.effect.index,
        kind: .message(channel: delivery.part.channel, to: delivery.part.recipient, subject: subject, status: status)))
  }

  private func show(_ entry: TimelineEntry) {
    if isQuiet || state.withLock({ $0.isMuted }) { return }
    terminal.write(isJSON ? JSON.write(entry.json) : entry.line(terminal, times))
  }

  /// The same trouble again and again is told once.
  private func trouble(_ text: String) {
    let isNews = state.withLock { state in
      defer { state.lastTrouble = text }
      return state.lastTrouble != text
    }
    if isNews, !state.withLock({ $0.isMuted }) { terminal.complain(terminal.styled("! \(Table.safe(text))", .yellow)) }
  }
}
