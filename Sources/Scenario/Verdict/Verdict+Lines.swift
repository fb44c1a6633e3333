import Calendar
import Simulator
import Workflow

extension Verdict {
  /// The actual timeline; what is missing stands at its time, before what happened then.
  var lines: [TimelineLine] {
    var lines: [(line: TimelineLine, order: Int)] = []
    for (number, happening) in happenings.enumerated() {
      lines.append(
        (
          TimelineLine(
            mark: unexpected.contains(number) ? .unexpected : .same, at: happening.at, instance: happening.name, text: happening.text,
            place: nil), 1
        ))
    }
    for (number, failure) in failures {
      let expectation = scenario.expectations[number]
      lines.append((line(expectation, failure), number - scenario.expectations.count))
    }
    if scenario.expectations.isEmpty, !scenario.isExact {
      let text = "nothing is expected of this scenario; `tocsin test --update` writes what happens"
      lines.append((TimelineLine(mark: .wrong, at: scenario.from, instance: nil, text: text, place: scenario.place), .min))
    }
    var told: Set<UnansweredQuestions.Question> = []
    for question in unanswered where told.insert(question).inserted {
      let text = "\(question.source) was asked, and the scenario has no answer"
      lines.append((TimelineLine(mark: .wrong, at: question.at, instance: nil, text: text, place: scenario.place), 2))
    }
    return lines.enumerated().sorted { left, right in
      (left.element.line.at, left.element.order, left.offset) < (right.element.line.at, right.element.order, right.offset)
    }.map(\.element.line)
  }

  private func line(_ expectation: Expectation, _ failure: String) -> TimelineLine {
    let text: String
    var mark = TimelineLine.Mark.missing
    switch expectation.kind {
    case .state(let state): text = "\(StateFacts(state).text)   (\(failure))"
    case .message(let message): text = "\(MessageFacts(message).text)   (\(failure))"
    case .incident(let words): text = "incident: \(words)   (\(failure))"
    case .nothing:
      mark = .wrong
      text = "nothing should happen now"
    case .nothingUntil(let end):
      mark = .wrong
      text = "nothing should happen until \(ScenarioText.time(end, scenario.zone))"
    }
    return TimelineLine(mark: mark, at: expectation.at, instance: expectation.instance, text: text, place: expectation.place)
  }
}
