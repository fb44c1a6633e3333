import CEL
import Calendar
import Machine
import Store

/// One line of what happened: a move of an instance, or a message that reached somebody.
struct TimelineEntry {
  enum Kind {
    case step(event: String, from: String, to: String)
    case message(channel: String, to: String, subject: String, status: String)
  }

  var at: Instant
  var subject: String
  var step: Int
  var index: Int
  var kind: Kind

  static func all(_ steps: [HistoryRecord], _ parts: [PartRecord], includesQuiet: Bool) -> [TimelineEntry] {
    let moves = steps.filter { includesQuiet || $0.isMove }.map { record in
      TimelineEntry(
        at: record.at, subject: "\(record.workflow)/\(record.key)", step: record.step, index: -1,
        kind: .step(event: record.eventName, from: record.from, to: record.to))
    }
    let messages = parts.map { record in
      TimelineEntry(
        at: record.createdAt, subject: "\(record.workflow)/\(record.key)", step: record.part.effect.step,
        index: record.part.effect.index * 1000 + record.part.part,
        kind: .message(
          channel: record.part.channel, to: record.part.recipient, subject: record.headline, status: record.status.rawValue))
    }
    return (moves + messages).sorted { ($0.at, $0.subject, $0.step, $0.index) < ($1.at, $1.subject, $1.step, $1.index) }
  }

  func line(_ terminal: Terminal, _ times: TimeText) -> String {
    let head = "\(times.minute(at))  \(Table.safe(subject).padding(to: 44))"
    switch kind {
    case .step(let event, let from, let to):
      let origin = from.isEmpty ? "·" : from
      return "\(head)  \(terminal.styled("\(origin) → \(to)", .cyan))  \(terminal.styled("(\(Table.safe(event)))", .dim))"
    case .message(let channel, let to, let subject, let status):
      let mark = terminal.styled(channel == "email" ? "✉" : "▣", status == "delivered" ? .green : .yellow)
      let state = status == "delivered" ? "" : terminal.styled("  [\(status)]", .yellow)
      return "\(head)  \(mark) \(Table.safe(to))  \(Table.safe(subject))\(state)"
    }
  }

  var json: Value {
    switch kind {
    case .step(let event, let from, let to):
      [
        "at": .string(at.description), "instance": .string(subject), "step": .int(Int64(step)), "event": .string(event),
        "from": .string(from), "to": .string(to),
      ]
    case .message(let channel, let to, let text, let status):
      [
        "at": .string(at.description), "instance": .string(subject), "step": .int(Int64(step)), "channel": .string(channel),
        "to": .string(to), "subject": .string(text), "status": .string(status),
      ]
    }
  }
}
