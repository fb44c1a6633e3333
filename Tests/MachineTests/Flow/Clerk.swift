import CEL
import Calendar
import Machine
import Testing
import Workflow

/// Drives one instance and writes down what each event caused, one line an event: a ledger.
///
/// A line is `wall time  event`, times being `day hh:mm` of March 2026 (the 2nd is a Monday) in the flow's zone; `~day hh:mm`
/// after it is an event that was taken in earlier. Events: `start`, `timer` (the next that is due), `answer 1/0 EXPR`,
/// `partial 1/0 EXPR`, `error 1/0 reason`, `child key outcome`, `adopted`, anything else is a name, with `by name` or `{data}`.
struct Clerk {
  let flow: Flow
  let machine: Machine
  var instance: Instance
  var childWorkflow = "kid"
  var live = Live(contacts: .map(ValueMap()), settings: .map(ValueMap()))
  private(set) var steps: [Step] = []

  init(_ flow: Flow, input: Value = .map(ValueMap()), data: Value = .map(ValueMap()), precedence: Machine.Precedence = .raisedEvents) {
    self.flow = flow
    machine = Machine(installation: "test", precedence: precedence)
    instance = Instance(
      id: InstanceID(installation: "test", workflow: "flow", key: "k", run: 1), workflow: "flow", key: "k", run: 1,
      hash: flow.definition.hash, openedAt: .epoch, input: input, data: data)
  }

  /// Runs a ledger; gives it back as it really went.
  mutating func run(_ ledger: String) throws -> String {
    var lines: [String] = []
    for line in ledger.split(separator: "\n") {
      let left = (line.range(of: "->").map { line[..<$0.lowerBound] } ?? line).trimmed
      let words = left.split(separator: " ", omittingEmptySubsequences: true)
      let wall = try instant(words[0], words[1])
      var rest = words.dropFirst(2)
      var taken = wall
      if let mark = rest.first, mark.hasPrefix("~") {
        taken = try instant(mark.dropFirst(), rest[rest.startIndex + 1])
        rest = rest.dropFirst(2)
      }
      let outcome = try outcome(of: rest.joined(separator: " "), taken: taken, wall: wall)
      lines.append("\(left) -> \(outcome)")
    }
    return lines.joined(separator: "\n")
  }

  /// Runs a ledger and expects every line to have gone as it says.
  mutating func check(_ ledger: String, at location: SourceLocation = #_sourceLocation) throws {
    let went = try run(ledger).split(separator: "\n")
    for (line, expected) in zip(went, ledger.split(separator: "\n")) {
      #expect(line.trimmed == expected.trimmed, sourceLocation: location)
    }
  }

  private mutating func outcome(of what: String, taken: Instant, wall: Instant) throws -> String {
    if what == "timer" {
      guard let timer = machine.dueTimer(flow.definition, instance, by: wall) else { return "none due" }
      return try step(.timerDue(timer), Moment(now: timer.due, wall: wall))
    }
    if what.hasPrefix("check ") { return try check(what, at: wall) }
    return try step(try event(what), Moment(now: taken, wall: wall))
  }

  mutating func step(_ event: Event, _ moment: Moment) throws -> String {
    let step: Step
    do {
      step = try machine.step(flow.definition, instance, event, moment, live)
    } catch {
      return "FAULT \(error.message)"
    }
    instance = step.instance
    steps.append(step)
    return Summary(step, zone: flow.definition.zone).text
  }

  /// Whether the message of effect `step/index` may still go.
  private func check(_ what: String, at wall: Instant) throws -> String {
    let id = try effect(what.dropFirst(6))
    guard let effect = steps.lazy.flatMap(\.effects).first(where: { $0.id == id }) else { return "no such effect" }
    let message: MessageID
    let locals: [Value]
    switch effect.kind {
    case .email(let mail): (message, locals) = (mail.message, mail.scope.locals)
    case .card(let card): (message, locals) = (card.message, card.scope.locals)
    case .ask, .start, .watched, .tellParent, .log: return "no message"
    }
    switch try machine.verdict(
      flow.definition, instance, entry: effect.entry, message: message, locals: locals, now: wall, live: live)
    {
    case .send: return "goes"
    case .cancelled(let reason): return "cancelled: \(reason)"
    }
  }

  func instant(_ day: some StringProtocol, _ time: some StringProtocol) throws -> Instant {
    guard let number = Int(day), let date = LocalDate(year: 2026, month: 3, day: 1)?.adding(days: number - 1) else {
      throw FlowError("no day \(day)")
    }
    return flow.definition.zone.instant(of: date, at: try LocalTime(parsing: String(time)))
  }

  private func effect(_ text: some StringProtocol) throws -> EffectID {
    guard let id = EffectID("\(instance.id)/\(text)") else { throw FlowError("no effect \(text)") }
    return id
  }

  private func event(_ what: String) throws -> Event {
    let words = what.split(separator: " ", maxSplits: 2).map(String.init)
    switch words[0] {
    case "start": return .started(items: words.count > 1 ? try value(words.dropFirst().joined(separator: " ")).list : nil)
    case "answer": return .answered(try effect(words[1]), .done(data: try value(words[2]), isComplete: true))
    case "partial": return .answered(try effect(words[1]), .done(data: try value(words[2]), isComplete: false))
    case "error": return .answered(try effect(words[1]), .failed(reason: words[2]))
    case "adopted": return .adopted(by: InstanceID(high: 0, low: 7))
    case "child": return .childEnded(child(words[1], outcome: words[2]))
    default:
      let data = what.firstIndex(of: "{").map { String(what[$0...]) } ?? "{}"
      let by = words.count == 3 && words[1] == "by" ? words[2] : nil
      return .occurred(name: words[0], data: try value(data), by: by)
    }
  }

  private func child(_ key: String, outcome: String) -> Child {
    Child(
      id: InstanceID(installation: "test", workflow: childWorkflow, key: key, run: 1), workflow: childWorkflow, key: key,
      status: .completed,
      state: outcome, outcome: outcome, open: 0, closed: 3)
  }

  private func value(_ source: String) throws -> Value {
    try Environment().uncheckedCompile(source).evaluate(Bindings(Environment(), [:]))
  }
}
