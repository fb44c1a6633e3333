import Calendar
import Machine
import Workflow

/// A replay as lines that can be compared: each move, and each message with whom it would reach.
struct ReplayText {
  let times: TimeText

  func lines(_ outcome: Replay.Outcome) -> [String] {
    var lines = outcome.steps.flatMap { step in
      let at = times.minute(step.record.moment.now)
      let move = step.record.from == step.record.to ? [] : ["\(at)  \(from(step)) → \(step.record.to)  (\(step.record.eventName))"]
      return move + step.effects.compactMap { message($0, at) }
    }
    if let fault = outcome.fault {
      let place = fault.fault.place.map { " (\($0))" } ?? ""
      lines.append("\(times.minute(fault.at))  faulted: \(fault.fault.message)\(place)")
    }
    return lines.map(Table.safe)
  }

  private func from(_ step: Step) -> String { step.record.from.isEmpty ? "·" : step.record.from }

  private func message(_ effect: Effect, _ at: String) -> String? {
    switch effect.kind {
    case .email(let mail): "\(at)  ✉ \(mail.template) to \((mail.to + mail.cc + mail.bcc).map(\.address).joined(separator: ", "))"
    case .card(let card): "\(at)  ▣ \(card.card) to \(card.channel)"
    case .start(let start): "\(at)  starts \(start.workflow)/\(start.key)"
    case .watched(let start, let watched): "\(at)  tells \(start.workflow)/\(start.key) \(watched.kind.rawValue)"
    case .ask, .tellParent, .log: nil
    }
  }

  enum Line: Hashable {
    case same(String)
    case gone(String)
    case new(String)
  }

  /// The lines of both in order, as a difference is read.
  static func difference(_ old: [String], _ new: [String]) -> [Line] {
    let changes = new.difference(from: old)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines: [Line] = []
    var oldIndex = 0
    var newIndex = 0
    while oldIndex < old.count || newIndex < new.count {
      if removed.contains(oldIndex) {
        lines.append(.gone(old[oldIndex]))
        oldIndex += 1
      } else if inserted.contains(newIndex) {
        lines.append(.new(new[newIndex]))
        newIndex += 1
      } else {
        lines.append(.same(new[newIndex]))
        oldIndex += 1
        newIndex += 1
      }
    }
    return lines
  }
}
