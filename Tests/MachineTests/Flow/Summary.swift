import CEL
import Calendar
import Machine
import Workflow

/// What a step did, on one line: where the instance stands, then effects (`*`: goes only while its state is active), then what
/// else is worth telling.
struct Summary {
  let text: String
  private let zone: Zone

  init(_ step: Step, zone: Zone) {
    self.zone = zone
    var parts = [step.record.to]
    if !step.record.isHandled { parts.append("unhandled") }
    parts += step.effects.map { Self.text($0) }
    for change in step.record.changes {
      if let told = Self.text(change, zone) { parts.append(told) }
    }
    for incident in step.incidents {
      switch incident {
      case .opened(_, let text): parts.append("incident \(text)")
      case .closed: parts.append("incident over")
      }
    }
    if step.instance.status != .running { parts.append("\(step.instance.status) \(step.instance.outcome ?? "")") }
    text = parts.joined(separator: "; ")
  }

  private static func text(_ effect: Effect) -> String {
    let star = effect.entry == nil ? "" : "*"
    switch effect.kind {
    case .email(let mail): return "mail\(star) \(mail.template) to \(mail.to.map(\.address).joined(separator: ","))"
    case .card(let card): return "card\(star) \(card.card)"
    case .ask(let ask): return "ask\(star) \(ask.source)"
    case .start(let start): return "start \(start.workflow)/\(start.key)"
    case .watched(let start, let watched): return "\(watched.kind) \(start.key)"
    case .tellParent(let parent, let child): return "tell \(parent.low) \(child.outcome ?? "") \(child.open)/\(child.closed)"
    case .log(let line): return "log \(line)"
    }
  }

  private static func text(_ change: StepRecord.Change, _ zone: Zone) -> String? {
    switch change {
    case .left, .entered, .assigned, .appended, .logged, .childNamed, .raised: nil
    case .itemOpened(let id): "opened \(id)"
    case .itemClosed(let id): "closed \(id)"
    case .itemChanged(let id): "changed \(id)"
    case .timerSet(let timer, let path): "due \(path.isEmpty ? "root" : path) \(time(timer.due, zone))"
    case .passedOver(let why): "passed over: \(why)"
    }
  }

  /// `02 09:00`, other months by number.
  static func time(_ instant: Instant, _ zone: Zone) -> String {
    let local = zone.local(instant)
    let text = "\(local)"
    let date = text.prefix(10)
    let short = text.dropFirst(11)
    return (date.hasPrefix("2026-03-") ? String(date.suffix(2)) : String(date)) + " " + short
  }
}
