import CEL
import Calendar
import Machine
import Store
import Workflow

extension ExplainedInstance {
  func json(_ times: TimeText) -> Value {
    let (answer, wayOut) = answer(times)
    var fields: ValueMap = [
      "answer": .string(answer), "trouble": .bool(isTrouble), "instance": instance.summary, "now": .string(now.description),
      "states": .list(explanation.states.map(\.json)),
      "unread": .list(unread.map { ["name": .string($0.name), "at": .string($0.at.description)] }),
      "messages": .list(unsettled.map(\.json)), "incidents": .list(incidents.map(\.json)),
      "channelsDown": .list(channels.map { .string($0.name) }),
    ]
    if let wayOut { fields["wayOut"] = .string(wayOut) }
    return .map(fields)
  }
}

extension ActiveStateExplanation {
  fileprivate var json: Value {
    [
      "path": .string(path), "enteredAt": .string(enteredAt.description), "ways": .list(ways.map(\.json)),
      "timers": .list(timers.map(\.json)),
      "stopped": .list(
        stopped.map {
          [
            "rule": .string($0.rule), "clock": .string($0.clock), "left": .string("\($0.left)"),
            "since": .string($0.since.description), "runsIn": .list($0.runsIn.map { .string($0) }),
          ]
        }),
      "questions": .list(questions.map { ["source": .string($0.source), "askedAt": .string($0.askedAt.description)] }),
      "incident": incident.map { .string($0) } ?? .null,
    ]
  }
}

extension TimerExplanation {
  fileprivate var json: Value {
    [
      "due": .string(timer.due.description), "rule": .string(rule), "place": .string(place.description),
      "ways": .list(ways.map(\.json)), "asks": asks.map { .string($0) } ?? .null,
    ]
  }
}

extension WayExplanation {
  fileprivate var json: Value {
    var fields: ValueMap = [
      "trigger": .string(cause), "targets": .list(targets.map { .string($0) }), "open": isOpen.map { .bool($0) } ?? .null,
      "place": .string(place.description),
    ]
    if let guardian = guardExplanation {
      fields["guard"] = .string(guardian.source)
      fields["parts"] = .list(
        guardian.parts.map { part in
          switch part.outcome {
          case .success(let value): ["expression": .string("\(part.expression)"), "value": .string(value.literal)]
          case .failure(let error): ["expression": .string("\(part.expression)"), "error": .string(error.message)]
          }
        })
    }
    return .map(fields)
  }

  private var cause: String {
    switch trigger {
    case .event(let name): name
    case .always: "always"
    case .timer: "timer"
    }
  }
}
