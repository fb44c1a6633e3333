import CEL
import Calendar
import Machine
import Workflow

/// A way through a workflow as a scenario: what opens the instance, what people do, what sources answer, each at a time that lets
/// the timers on the way fall due.
struct Counterexample {
  let definition: Workflow.Definition
  let search: Search
  let path: [Search.Move]
  let why: String

  /// What the path says about one moment.
  private struct Entry {
    var at: Instant
    var text: String
  }

  var text: String {
    let course = course()
    var lines = why.split(separator: "\n").map { "# \($0)" }
    lines += course.notes.map { "# \($0)" }
    lines += ["workflow: \(definition.name)", "from: \(time(begin))", "until: \(time(course.end))", "start:"]
    let given = [("input", input), ("data", data)].filter { !$0.1.isEmpty }.map { ", \($0.0): \(Self.flow(.map($0.1)))" }.joined()
    lines.append("  - {key: counterexample\(given)}")
    if !course.sources.isEmpty {
      lines.append("sources:")
      for (source, entries) in course.sources {
        lines.append("  \(source):")
        lines += entries.map { "    - {from: \(time($0.at)), \($0.text)}" }
      }
    }
    if !course.events.isEmpty { lines += ["events:"] + course.events.map { "  - {at: \(time($0.at)), event: \($0.text), by: Ana}" } }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Nine in the morning of the workflow's zone on Monday, 5 January 2026: business days begin at once.
  private var begin: Instant {
    let hours: Int64 = 20_458 * 24 + 9
    let morning = Instant(secondsSinceEpoch: hours * 3600)
    return morning.adding(microseconds: Int64(-definition.zone.offsetSeconds(at: morning)) * 1_000_000)
  }

  private func time(_ instant: Instant) -> String {
    let local = definition.zone.local(instant)
    return "\(local.date) \(Self.two(local.time.hour)):\(Self.two(local.time.minute)):\(Self.two(local.time.second))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private struct Course {
    var events: [Entry] = []
    var sources: [(source: String, entries: [Entry])] = []
    var notes: [String] = []
    var end: Instant
  }

  /// What people do comes a minute after what came before; a timer comes when it is due.
  private func course() -> Course {
    var course = Course(end: begin)
    var now = begin
    var entered: [StateID: Instant] = [Workflow.Definition.root: begin]
    var before: [StateID] = []
    for move in path {
      switch move.trigger {
      case .start: break
      case .event(let name):
        now = now.adding(microseconds: 60_000_000)
        course.events.append(Entry(at: now, text: name))
      case .timer(let state, let number):
        if let due = due(definition[state].timers[number], since: entered[state] ?? now, now) {
          now = max(now, due)
        } else {
          course.notes.append("Here it is time for \(move.trigger.words(definition)), which depends on what the instance holds.")
        }
      case .answer(let question): answer(question, at: entered[question.state] ?? now, isGiven: true, &course)
      case .failure(let question): answer(question, at: entered[question.state] ?? now, isGiven: false, &course)
      }
      course.notes += move.assumptions.map { "Taken for granted at \(time(now)): `\($0.source)` is \($0.isTrue)." }
      let active = search.nodes[move.node].configuration.active
      for state in active where !before.contains(state) { entered[state] = now }
      before = active
    }
    course.end = now.adding(microseconds: 60_000_000)
    return course
  }

  /// Nil where it cannot be known here.
  private func due(_ timer: TimerSpec, since entry: Instant, _ now: Instant) -> Instant? {
    switch timer.schedule {
    case .after(let delay), .every(let delay): delay.due(from: entry, in: definition.zone, calendar: definition.calendar)
    case .everyCron(let cron): cron.next(after: now, in: definition.zone)
    case .at(let expression, _): instant(expression, now)
    case .computed(let expression, _): over(expression, since: entry, now)
    }
  }

  private func over(_ expression: Workflow.Expression, since entry: Instant, _ now: Instant) -> Instant? {
    // As below.
    let value = try? expression.program.evaluate(Example(input: .map(input), now: Value(entry), openedAt: Value(begin)))
    switch value {
    case .timestamp(let time)?: return Instant(time)
    case .duration(let span)?: return entry.adding(microseconds: span.nanoseconds / 1_000)
    default: return nil
    }
  }

  private func instant(_ expression: Workflow.Expression, _ now: Instant) -> Instant? {
    // What cannot be worked out of the example's input alone is not known here.
    let value = try? expression.program.evaluate(Example(input: .map(input), now: Value(now), openedAt: Value(begin)))
    if case .timestamp(let time)? = value { return Instant(time) }
    return nil
  }

  private func answer(_ question: Trigger.Question, at time: Instant, isGiven: Bool, _ course: inout Course) {
    let invocation = definition.invocation(question)
    let entry = Entry(at: time, text: isGiven ? "answer: \(Self.flow(.map(fields(of: invocation))))" : "refuses: no answer")
    if let place = course.sources.firstIndex(where: { $0.source == invocation.source }) {
      if course.sources[place].entries.last?.at == time { course.sources[place].entries.removeLast() }
      course.sources[place].entries.append(entry)
    } else {
      course.sources.append((invocation.source, [entry]))
    }
  }

  /// The fields of the answer that its transitions read, each an empty list: as good as nothing, and rows can be made of it.
  private func fields(of invocation: InvokeSpec) -> ValueMap {
    var found = ValueMap()
    for action in invocation.onDone.flatMap(\.actions) {
      if case .items(let expression) = action.kind { note(expression.program, in: &found) }
      if case .assign(let pairs) = action.kind { for pair in pairs { note(pair.value.program, in: &found) } }
    }
    return found
  }

  private func note(_ program: Program, in fields: inout ValueMap) {
    for path in program.paths.sorted() where path.hasPrefix("event.data.") {
      if let field = path.split(separator: ".").dropFirst(2).first { fields[String(field)] = .list([]) }
    }
  }

  private var input: ValueMap { sample(definition.input) }

  private var data: ValueMap { sample(definition.data) }

  /// What has to be given.
  private func sample(_ record: RecordType) -> ValueMap {
    var values = ValueMap()
    for field in record.fields where field.initial == nil && !field.isOptional {
      values[field.name] = sample(field.type, depth: 0)
    }
    return values
  }

  /// A record within a record within a record is left empty.
  private static let depthMax = 4

  private func sample(_ type: CELType, depth: Int) -> Value {
    switch type {
    case .int: .int(1)
    case .uint: .uint(1)
    case .double: .double(1)
    case .bool: .bool(true)
    case .string: "example"
    case .timestamp: Value(begin)
    case .duration: .string("1h")
    case .list(let element): depth < Self.depthMax ? .list([sample(element, depth: depth + 1)]) : .list([])
    case .map: [:]
    case .object("contact"): ["name": "Ana", "email": "ana@partner.example"]
    case .object(let name): record(name, depth: depth)
    default: .null
    }
  }

  private func record(_ name: String, depth: Int) -> Value {
    var values = ValueMap()
    guard depth < Self.depthMax else { return .map(values) }
    for field in definition.types[name]?.fields ?? [] where !field.isOptional { values[field.name] = sample(field.type, depth: depth + 1) }
    return .map(values)
  }

  /// In YAML's flow style, which JSON is.
  private static func flow(_ value: Value) -> String { JSON.write(value) }
}

/// What an expression can read of an instance that nobody has opened yet.
private struct Example: CEL.Scope {
  let input: Value
  let now: Value
  let openedAt: Value

  func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    switch slot {
    case ScopeSlot.input.rawValue: input
    case ScopeSlot.now.rawValue: now
    case ScopeSlot.instance.rawValue: ["openedAt": openedAt]
    default: throw EvaluationError("not known in an example")
    }
  }
}
