import CEL
import Calendar
import Executor
import Machine
import Store
import Workflow

/// Steps.
extension Ledger {
  /// What was handed out is what stands in the books.
  func handedOut(_ due: [DueInstance]) {
    for one in due {
      guard let book = books[one.instance.id] else {
        violated("Guarded", "\(one.instance.id) was handed out, but never opened")
        continue
      }
      if book.instance.step != one.instance.step || book.instance.status != one.instance.status {
        violated("Guarded", "\(name(one.instance.id)) was handed out at step \(one.instance.step), it stands at \(book.instance.step)")
      }
    }
  }

  func stepped(_ writes: [InstanceWrite], faulted: [InstanceID], by who: String, at now: Instant) {
    for id in faulted {
      books[id]?.instance.status = .faulted
      trace.add(who, "faults \(name(id)) unseen")
    }
    for write in writes { fold(write, by: who, at: now) }
  }

  /// Makes the same steps itself, from where the books stand.
  private func fold(_ write: InstanceWrite, by who: String, at now: Instant) {
    let id = write.instance.id
    guard var book = books[id] else { return violated("Guarded", "\(id) was written, but never opened") }
    for step in write.steps {
      let record = step.record
      countStep()
      trace.add(
        who,
        "\(name(id)) step \(record.number) \(record.event.storedName) \(record.from) -> \(record.to)"
          + (step.parts.isEmpty ? "" : ", \(step.parts.count) parts"))
      if record.number != book.instance.step + 1 {
        violated("StepGapless", "\(name(id)) made step \(record.number) after \(book.instance.step)")
      }
      checkTimes(record, book.instance, id)
      read(step, &book, id, by: now)
      let before = book.instance
      guard let made = repeated(record, book.instance, id) else { return }
      book.instance = made.instance
      checkStanding(before, made, id)
      checkItems(record, id)
      for part in step.parts { add(part, at: record.moment.wall) }
    }
    if let fault = write.fault {
      trace.add(who, "faults \(name(id)): \(fault.text)")
      book.instance.status = .faulted
    }
    checkOwners(write.instance)
    // Without a step it is written as it was loaded, in undeclared JSON.
    if !write.steps.isEmpty, book.instance != write.instance {
      violated(
        "Replay",
        "\(name(id)) at step \(write.instance.step) is not what its history makes of it\(difference(book.instance, write.instance))")
      book.instance = write.instance
    }
    books[id] = book
  }

  private func difference(_ own: Instance, _ written: Instance) -> String {
    if own.status != written.status { return ": \(written.status.rawValue), should be \(own.status.rawValue)" }
    if own.state != written.state { return ": in \(written.state), should be in \(own.state)" }
    if own.timers != written.timers { return ": timers \(written.timers), should be \(own.timers)" }
    if own.data != written.data { return ": data" }
    if own.items != written.items { return ": items" }
    if own.children != written.children { return ": children" }
    return own.step == written.step ? "" : ": step \(written.step), should be \(own.step)"
  }

  private func checkTimes(_ record: StepRecord, _ instance: Instance, _ id: InstanceID) {
    let moment = record.moment
    if moment.now < instance.now { violated("NowMonotone", "now of \(name(id)) falls from \(instance.now) to \(moment.now)") }
    if moment.now > moment.wall { violated("NowMonotone", "now of \(name(id)), \(moment.now), is ahead of the clock, \(moment.wall)") }
    if case .timerDue(let timer) = record.event, let punctualFrom, timer.due > punctualFrom,
      moment.wall - timer.due > .seconds(Universe.lateSecondsMax)
    {
      violated("Late", "\(name(id)) was due at \(timer.due) and stepped at \(moment.wall)")
    }
  }

  /// Each event is read by one step, in order of arrival; each timer is one that is set.
  private func read(_ step: StepWrite, _ book: inout Book, _ id: InstanceID, by now: Instant) {
    if case .operated = step.record.event { return }
    guard let key = step.readKey else {
      guard case .timerDue(let timer) = step.record.event else {
        return violated("EventOnce", "step \(step.record.number) of \(name(id)) read nothing and was no timer's")
      }
      if !book.instance.timers.contains(timer) { violated("OwnerStands", "\(name(id)) was stepped by a timer that is not set") }
      if timer.due > step.record.moment.wall { violated("NeverPast", "a timer of \(name(id)) ran before its time") }
      return
    }
    let unread = Self.inOrder(book.inbox.filter { $0.step == nil && ($0.event.at <= now || $0.isStart) })
    guard let first = unread.first else { return violated("EventOnce", "\(name(id)) read \(key), but has nothing to read") }
    if first.event.key != key { violated("EventOnce", "\(name(id)) read \(key) before \(first.event.key)") }
    guard let place = book.inbox.firstIndex(where: { $0.event.key == key && $0.step == nil }) else { return }
    if book.inbox[place].event.name != step.record.event.storedName {
      violated("EventOnce", "\(name(id)) read \(key), but stepped by \(step.record.event.storedName)")
    }
    book.inbox[place].step = step.record.number
  }

  private func repeated(_ record: StepRecord, _ instance: Instance, _ id: InstanceID) -> Step? {
    var hash = instance.hash
    if case .deployed(let new) = record.event, Schedule.number(ofKey: instance.key) != nil { hash = new }
    guard let definition = definitions[hash]?.definition else {
      violated("Pinned", "\(name(id)) is pinned to a definition that was never deployed")
      return nil
    }
    do {
      if let number = Schedule.number(ofKey: instance.key) {
        return try Schedule.step(machine, definition, number, instance, record.event, record.moment, live)
      }
      return try machine.step(definition, instance, record.event, record.moment, live)
    } catch {
      violated("Replay", "step \(record.number) of \(name(id)) cannot be made from its history: \(error.message)")
      return nil
    }
  }

  private func checkOwners(_ instance: Instance) {
    let entries = Set(instance.configuration.map(\.entry) + [0])
    if let timer = instance.timers.first(where: { !entries.contains($0.entry) }) {
      violated("OwnerStands", "\(name(instance.id)) keeps a timer of a state that it left, due at \(timer.due)")
    }
    if instance.invocations.contains(where: { !entries.contains($0.entry) }) {
      violated("OwnerStands", "\(name(instance.id)) waits for an answer to a state that it left")
    }
  }

  /// Delays end in the future, the end is quiet, rounds and tellings happen once.
  private func checkStanding(_ before: Instance, _ made: Step, _ id: InstanceID) {
    let instance = made.instance
    let entries = Set(instance.configuration.map(\.entry) + [0])
    if instance.timers.contains(where: { !entries.contains($0.entry) }) {
      violated("OwnerStands", "\(name(id)) has a timer without a state")
    }
    if instance.invocations.contains(where: { !entries.contains($0.entry) }) {
      violated("OwnerStands", "\(name(id)) waits for an answer that no state asked for")
    }
    let definition = definitions[instance.hash]?.definition
    for timer in instance.timers where !before.timers.contains(timer) {
      let active = instance.configuration.first { $0.entry == timer.entry }
      guard let definition, let active, let state = definition.state(at: active.path), timer.spec < definition[state].timers.count,
        case .after = definition[state].timers[timer.spec].schedule
      else { continue }
      if timer.due <= made.record.moment.wall { violated("NeverPast", "\(name(id)) set a deadline in the past: \(timer.due)") }
    }
    if before.status.isEnded, made.record.from != made.record.to { violated("EndQuiet", "\(name(id)) moved after its end") }
    if instance.status.isEnded, !instance.timers.isEmpty { violated("EndQuiet", "\(name(id)) ended with a timer") }
    if case .timerDue(let timer) = made.record.event, Schedule.number(ofKey: instance.key) != nil {
      if let last = books[id]?.lastRound, timer.due <= last { violated("ScheduleOnce", "\(name(id)) ran the round of \(timer.due) again") }
      books[id]?.lastRound = timer.due
    }
    if case .childEnded(let child) = made.record.event, made.record.isHandled || before.children != instance.children {
      let was = before.children.first { $0.key == child.key && $0.workflow == child.workflow }
      if was?.isEnded == true { violated("ChildrenWhole", "\(name(id)) was told of the end of \(child.key) twice") }
    }
  }

  /// What closes an item is a complete answer without it.
  private func checkItems(_ record: StepRecord, _ id: InstanceID) {
    for change in record.changes {
      guard case .itemClosed(let item) = change else { continue }
      guard case .answered(_, .done(let data, let isComplete)) = record.event, isComplete else {
        violated("GoneComplete", "\(name(id)) closed \(item) without a complete answer")
        continue
      }
      if (data["rows"]?.list ?? []).contains(where: { $0["id"]?.string == item }) {
        violated("GoneComplete", "\(name(id)) closed \(item), which the answer names")
      }
    }
  }
}
