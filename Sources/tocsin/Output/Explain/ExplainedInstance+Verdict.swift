import Calendar
import Machine
import Store

extension ExplainedInstance {
  /// The first line: the answer. What can be done about trouble stands beside it.
  func answer(_ times: TimeText) -> (text: String, wayOut: String?) {
    switch verdict {
    case .faulted(let incident):
      let why = incident.map { ": \($0.text)" + ($0.detail.map { " (\($0))" } ?? "") } ?? ""
      return ("\(name) is faulted: step \(instance.step + 1) failed\(why)", "Mend the cause, then: tocsin redrive \(name)")
    case .suspended: return ("\(name) is suspended: its events and timers wait.", "tocsin resume \(name)")
    case .ended: return (ended(times), nil)
    case .incident(let incident):
      return (
        "\(name) goes on, but needs a person: #\(incident.number) \(incident.text)",
        incident.cause == .channel ? nil : "tocsin redrive \(name)"
      )
    case .overdue(let since):
      return (
        "\(name) is late: it could go on since \(times.minute(since)) (\(span(since, now)) ago), and no executor took it.",
        "Is one running? tocsin run"
      )
    case .undelivered(let part):
      return (
        "\(name) goes on, but a message is \(part.status.rawValue): \(part.headline)", "tocsin redrive \(name)"
      )
    case .channelDown(let channel):
      return ("\(name) goes on, but \(channel.name) is down; its messages wait and go by themselves when it is back.", nil)
    case .waitsForAnswer(let question):
      return ("Nothing is wrong. \(name) waits for an answer of \(question.source), asked \(times.minute(question.askedAt)).", nil)
    case .waitsForTime(let timer):
      return (
        "Nothing is wrong. \(name) waits until \(times.minute(timer.timer.due)), in \(span(now, timer.timer.due))\(consequence(timer)).",
        nil
      )
    case .waitsForEvent:
      let names = awaited.isEmpty ? "an event" : awaited.joined(separator: ", ")
      if let stopped = explanation.states.flatMap(\.stopped).first {
        return ("Nothing is wrong. \(name) waits for \(names); its clock \(stopped.clock) stands still, with \(stopped.left) left.", nil)
      }
      return ("Nothing is wrong. \(name) waits for \(names); nothing happens by itself.", nil)
    }
  }

  private func ended(_ times: TimeText) -> String {
    let outcome = instance.outcome.map { " as \($0)" } ?? ""
    return "Nothing is wrong. \(name) ended\(outcome) on \(times.minute(instance.closedAt)) (\(instance.status.rawValue))."
  }

  private func consequence(_ timer: TimerExplanation) -> String {
    if let target = timer.ways.first(where: { $0.isOpen != false })?.targets.first { return ", then goes to \(target)" }
    if let asks = timer.asks { return ", then asks \(asks)" }
    return ""
  }

  private func span(_ from: Instant, _ to: Instant) -> String { SpanText.words(from: from, to: to) }
}
