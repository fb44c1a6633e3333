import CEL
package import Calendar
package import Workflow

/// Steps of a schedule: the instance `workflow/@start.n`, whose one timer is the next time at which the workflow's n-th `start`
/// opens instances.
package enum Schedule {
  /// A round that comes later than this was missed, for `catchUp: none`; executors look every few seconds.
  package static let lateSecondsMax: Int64 = 60
  /// The event by which a person has a start that watches look at its rows at once.
  package static let lookNow = "look"
  /// How many missed times one step passes over; the next step goes on from there.
  static let missedMax = 10_000
  private static let prefix = "@start."

  package static func key(_ number: Int) -> String { prefix + String(number) }

  /// Which `start` of its workflow a key belongs to; nil for the key of anything else.
  package static func number(ofKey key: String) -> Int? {
    key.hasPrefix(prefix) ? Int(key.dropFirst(prefix.count)) : nil
  }

  /// - Parameter number: the place among the definition's `starts`.
  package static func step(
    _ machine: Machine, _ definition: Workflow.Definition, _ number: Int, _ instance: Instance, _ event: Event, _ moment: Moment,
    _ live: Live
  ) throws(StepFault) -> Step {
    let run = Run(machine: machine, definition: definition, instance: instance, event: event, moment: moment, live: live)
    if event.isIntervention { return try run.step() }
    guard instance.status == .running || instance.status == .faulted else { return run.result() }
    run.instance.status = .running
    guard definition.starts.indices.contains(number) else {
      return try run.endSchedule()
    }
    let start = definition.starts[number]
    switch event {
    case .started:
      run.isHandled = true
      run.setNext(start)
    case .deployed(let hash):
      run.isHandled = true
      run.instance.hash = hash
      run.setNext(start)
    case .timerDue(let timer): try run.round(start, timer)
    case .occurred(let name, _, _): try run.hear(name, start)
    case .answered(let effect, let answer): try run.takeRows(answer, to: effect, start)
    case .watched, .childEnded, .adopted, .operated: run.changes.append(.passedOver("a schedule has no use for it"))
    }
    return run.result()
  }
}

extension Schedule {
  /// What a `start` would open at this time, for somebody who does not want to wait for it.
  /// - Parameter event: what opens it, where the start waits for an event.
  package static func opening(
    _ machine: Machine, _ definition: Workflow.Definition, _ number: Int, at now: Instant, by event: Event? = nil, _ live: Live
  ) throws(StepFault) -> StartEffect {
    let start = definition.starts[number]
    let id = InstanceID(installation: machine.installation, workflow: definition.name, key: key(number), run: 1)
    let schedule = Instance(
      id: id, workflow: definition.name, key: key(number), run: 1, hash: definition.hash, openedAt: now, input: .map(ValueMap()))
    let moment = Moment(now: now, wall: now)
    let run = Run(
      machine: machine, definition: definition, instance: schedule, event: event ?? .deployed(definition.hash), moment: moment, live: live)
    return try run.opening(start, at: now)
  }
}

extension Run {
  fileprivate func endSchedule() throws(StepFault) -> Step {
    isHandled = true
    instance.status = .completed
    instance.outcome = "withdrawn"
    try end()
    return result()
  }

  /// The next time from now on. One that is due already stays due: a deploy skips nothing that was promised.
  fileprivate func setNext(_ start: Start) {
    let present = instance.timers.first
    instance.timers = []
    let times = ScheduleTimes(start: start, definition: definition, anchor: present?.anchor ?? moment.now)
    var after = moment.now
    if let present, present.due <= moment.now { after = present.due.adding(microseconds: -1) }
    setSchedule(times.next(after: after), times)
  }

  private func setSchedule(_ due: Instant?, _ times: ScheduleTimes) {
    guard let due else { return }
    let timer = Timer(entry: 0, spec: 0, due: due, anchor: times.anchor)
    instance.timers = [timer]
    changes.append(.timerSet(timer, path: ""))
  }

  /// Opens the instance of a due time, or of the last of those that were missed; counts what it leaves out.
  fileprivate func round(_ start: Start, _ timer: Timer) throws(StepFault) {
    guard instance.timers.contains(timer) else {
      changes.append(.passedOver("a timer came that is not set any more"))
      return
    }
    isHandled = true
    let times = ScheduleTimes(start: start, definition: definition, anchor: timer.anchor)
    var due = timer.due
    var skipped: [Instant] = []
    var next = times.next(after: due)
    if start.catchUp != .all {
      while let following = next, following <= moment.wall, skipped.count < Schedule.missedMax {
        skipped.append(due)
        due = following
        next = times.next(after: due)
      }
    }
    let isCutShort = skipped.count == Schedule.missedMax && next.map { $0 <= moment.wall } == true
    let isLate = moment.wall > due.adding(seconds: Schedule.lateSecondsMax)
    if isCutShort || (start.catchUp == .none && isLate) { skipped.append(due) }
    record(skipped, start.catchUp)
    if skipped.last != due { try begin(start, at: due) }
    setSchedule(next, times)
  }

  private func record(_ skipped: [Instant], _ catchUp: Start.CatchUp) {
    guard let first = skipped.first, let last = skipped.last else { return }
    let range = skipped.count == 1 ? "\(first)" : "\(first) to \(last)"
    changes.append(.passedOver("\(skipped.count) missed, `catchUp: \(catchUp.rawValue)`: \(range)"))
  }

  /// A button, the API or `tocsin start`; or an operator's word about a set of rows that is said to be empty.
  fileprivate func hear(_ name: String, _ start: Start) throws(StepFault) {
    if start.watch != nil, name == "redrive" { return try believe(start) }
    if start.watch != nil, name == Schedule.lookNow {
      isHandled = true
      return try begin(start, at: moment.now)
    }
    guard case .on(let event) = start.trigger, event == name else {
      changes.append(.passedOver("this `start` does not wait for `\(name)`"))
      return
    }
    isHandled = true
    try begin(start, at: moment.now)
  }

  /// `key` and `input` see the scheduled time as `now`, however late it is.
  private func begin(_ start: Start, at now: Instant) throws(StepFault) {
    guard let watch = start.watch else { return try add(.start(try opening(start, at: now))) }
    try look(watch, at: now)
  }

  fileprivate func opening(_ start: Start, at now: Instant) throws(StepFault) -> StartEffect {
    nowInExpressions = now
    return try opening(start, key: try string(start.key), at: now, items: nil)
  }

  func opening(_ start: Start, key: String, at now: Instant, items: [Value]?) throws(StepFault) -> StartEffect {
    let input = try typedFields(try map(start.input), of: definition.input, at: start.place)
    let data = try typedFields(try map(start.data), of: definition.data, at: start.place)
    return StartEffect(
      workflow: definition.name, key: key, again: start.again, input: input, data: data, items: items, parent: nil, at: now)
  }

  /// The fields that the start gives, as declared; what it does not give has a default, or the instance's first step says so.
  private func typedFields(_ given: ValueMap, of record: RecordType, at place: Workflow.Place) throws(StepFault) -> Value {
    var result = ValueMap(minimumCapacity: given.count)
    for field in record.fields {
      guard let value = given[field.name] else { continue }
      result[field.name] = try typed(place, "\(record.name).\(field.name)") { () throws(CoercionError) in
        try coerced(value, to: field.type, types: definition.types)
      }
    }
    return .map(result)
  }
}
