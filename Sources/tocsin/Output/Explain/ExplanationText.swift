import CEL
import Calendar
import Machine
import Store
import Workflow

/// An explanation in sentences.
struct ExplanationText {
  let explained: ExplainedInstance
  let terminal: Terminal
  let times: TimeText

  func show() {
    let (answer, wayOut) = explained.answer(times)
    terminal.write(terminal.styled(Table.safe(answer), explained.isTrouble ? .red : .green))
    if let wayOut { terminal.write("  " + wayOut) }
    standing()
    section("Deadlines", deadlines)
    section("Ways on", explained.explanation.states.flatMap { state in state.ways.flatMap { lines($0) } })
    section("Questions without an answer", explained.explanation.states.flatMap(\.questions).map(line))
    section(
      "Events not read yet",
      explained.unread.map { "\($0.name), \($0.at > explained.now ? "comes at" : "taken in") \(times.minute($0.at))" })
    section("Messages and questions not settled", explained.unsettled.map(line))
    section("Incidents", explained.incidents.map(line))
    section("Channels that are down", explained.channels.map(line))
  }

  private func standing() {
    let instance = explained.instance
    guard !instance.status.isEnded else { return }
    terminal.write("")
    for state in explained.explanation.states where !state.path.isEmpty {
      let incident = state.incident.map { ": \($0)" } ?? ""
      terminal.write("It is in \(state.path) since \(times.minute(state.enteredAt))\(Table.safe(incident))")
    }
    terminal.write("Its last step was \(instance.step), at \(times.minute(instance.now)).")
  }

  private func section(_ title: String, _ lines: [String]) {
    guard !lines.isEmpty else { return }
    terminal.write("\n" + terminal.styled(title, .bold))
    for line in lines { terminal.write("  " + Table.safe(line)) }
  }

  private var deadlines: [String] {
    let timers = explained.explanation.states.flatMap { state in state.timers.map { (state, $0) } }
    let stopped = explained.explanation.states.flatMap { state in state.stopped.map { line($0, of: state) } }
    return timers.sorted { $0.1.timer.due < $1.1.timer.due }.flatMap { lines($1, of: $0) } + stopped
  }

  private func line(_ stopped: StoppedExplanation, of state: ActiveStateExplanation) -> String {
    let owner = state.path.isEmpty ? "the whole lifecycle" : state.path
    let states = stopped.runsIn.joined(separator: " or ")
    return "stands still since \(times.minute(stopped.since)) with \(stopped.left) left  \(stopped.rule), in \(owner): "
      + "the clock \(stopped.clock) runs in \(states) only  (\(stopped.place))"
  }

  private func lines(_ timer: TimerExplanation, of state: ActiveStateExplanation) -> [String] {
    let owner = state.path.isEmpty ? "the whole lifecycle" : state.path
    let asks = timer.asks.map { ", asks \($0)" } ?? ""
    let head = "\(times.minute(timer.timer.due))  \(timer.rule), in \(owner)\(asks)  (\(timer.place))"
    return [head] + timer.remarks.map { "    " + words($0) } + timer.ways.flatMap { lines($0).map { "    " + $0 } }
  }

  /// More closed days than these nobody reads one by one.
  private static let namedDaysMax = 8

  private func words(_ remark: TimerRemark) -> String {
    switch remark {
    case .closed(let calendar, let days):
      let names = days.prefix(Self.namedDaysMax).map { day in "\(day.date)" + (day.holiday.map { " \($0)" } ?? "") }
      let rest = days.count > names.count ? " and \(days.count - names.count) more" : ""
      return "closed in calendar \(calendar): \(names.joined(separator: ", "))\(rest)"
    case .clocksChange(let zone, let minutes):
      return "the clocks of \(zone) go \(minutes > 0 ? "forward" : "back") by \(abs(minutes)) minutes on the way"
    case .byClock(let clock, let runsIn, let left):
      return "by the clock \(clock), which runs in \(runsIn.joined(separator: " and ")) only; \(left) were left when it last began to run"
    case .wasOver(let named):
      return "it was named for \(times.minute(named)), which was over; so it keeps its distance from the rung before"
    }
  }

  private func lines(_ way: WayExplanation) -> [String] {
    let target = way.targets.isEmpty ? "acts, and stays" : "→ \(way.targets.joined(separator: ", "))"
    let cause: String
    switch way.trigger {
    case .event(let name): cause = "\(name) "
    case .always: cause = "as soon as it may "
    case .timer: cause = ""
    }
    guard let guardian = way.guardExplanation else { return ["\(cause)\(target)"] }
    return ["\(cause)\(target)  \(words(guardian))"] + parts(guardian).map { "    " + $0 }
  }

  private func words(_ guardian: GuardExplanation) -> String {
    switch guardian.answer {
    case true?: "open: `\(guardian.source)` is true"
    case false?: "closed: `\(guardian.source)` is false"
    case nil: guardian.readsEvent ? "if `\(guardian.source)`, which the event decides" : "closed: `\(guardian.source)` fails"
    }
  }

  /// Values longer than a line say nothing more.
  private static let valueCharactersMax = 120
  /// A guard with more parts is told by its largest.
  private static let partsMax = 12

  private func parts(_ guardian: GuardExplanation) -> [String] {
    guard !guardian.readsEvent else { return [] }
    guard guardian.parts.count > 1 else { return guardian.parts.compactMap(failure) }
    return guardian.parts.dropFirst().prefix(Self.partsMax).map { part in
      String(repeating: "  ", count: max(0, part.depth - 1)) + "\(part.expression) is \(value(part))"
    }
  }

  private func failure(_ part: ExplainedPart) -> String? {
    if case .failure(let error) = part.outcome { error.message } else { nil }
  }

  private func value(_ part: ExplainedPart) -> String {
    switch part.outcome {
    case .failure(let error): return "an error: \(error.message)"
    case .success(.list(let values)) where values.count > 1: return "a list of \(values.count)"
    case .success(let value):
      let text = value.literal
      return text.count <= Self.valueCharactersMax ? text : text.prefix(Self.valueCharactersMax) + "…"
    }
  }

  private func line(_ question: QuestionExplanation) -> String {
    let part = explained.parts.first { $0.part.effect == question.effect }
    let tries = part.map { ", \($0.attempts) tried, next at \(times.minute($0.part.nextAt))" } ?? ""
    let last = part?.lastAnswer["text"]?.string.map { ", last answer: \($0)" } ?? ""
    return "\(question.source), asked \(times.minute(question.askedAt))\(tries)\(last)"
  }

  private func line(_ part: PartRecord) -> String {
    let next = part.status == .pending ? ", goes at \(times.minute(part.part.nextAt))" : ""
    let to = part.part.recipient.isEmpty ? "" : " to \(part.part.recipient)"
    let answer = part.lastAnswer["text"]?.string.map { ", last answer: \($0)" } ?? ""
    return "\(part.part.channel)\(to) is \(part.status.rawValue) after \(part.attempts) tries\(next)\(answer)"
  }

  private func line(_ incident: IncidentRecord) -> String {
    "#\(incident.number) since \(times.minute(incident.openedAt)): \(incident.text)" + (incident.detail.map { " (\($0))" } ?? "")
  }

  private func line(_ channel: ChannelRecord) -> String {
    "\(channel.name): \(channel.lastAnswer["text"]?.string ?? JSON.write(channel.lastAnswer))"
  }
}
