import Calendar
import Executor
import Machine
import Store

/// What must hold once nothing has gone wrong for a while: the store's books against the ledger's, and nothing left undone.
extension Universe {
  func closeBooks() async {
    guard ledger.violation == nil else { return }
    let now = databaseTime
    let instances = await memory.instances(InstanceFilter(includesSchedules: true, limit: 10_000))
    let parts = await memory.parts(PartFilter(messagesOnly: false, limit: 100_000))
    let incidents = await memory.incidents(openOnly: false)
    if instances.count != ledger.books.count { ledger.violated("Guarded", "instances came to be beside the seam") }
    for instance in instances {
      check(instance, open: incidents.filter { $0.instance == instance.id && $0.cause == .step && $0.closedAt == nil }.count, at: now)
      let numbers = await memory.history(of: instance.id, from: nil, limit: 100_000).map(\.step)
      if numbers != Array(1..<(instance.step + 1)) {
        ledger.violated("StepGapless", "\(ledger.name(instance.id)) has the steps \(numbers), it stands at \(instance.step)")
      }
      checkInbox(instance, await memory.inbox(of: instance.id), at: now)
      checkChildren(instance, instances, parts)
    }
    for record in parts { check(record, incidents.filter { $0.part == record.part.id }, at: now) }
  }

  private func check(_ instance: Instance, open: Int, at now: Instant) {
    let name = ledger.name(instance.id)
    guard let own = ledger.books[instance.id]?.instance else { return ledger.violated("Guarded", "\(name) was never opened") }
    if own.step != instance.step || own.status != instance.status || own.timers != instance.timers || own.state != instance.state {
      ledger.violated("Guarded", "\(name) was changed beside the seam")
    }
    if (instance.status == .faulted) != (open == 1) || open > 1 {
      ledger.violated("IncidentIff", "\(name) is \(instance.status.rawValue) with \(open) open step incidents")
    }
    if instance.isAwake, let due = instance.due, due < now.adding(seconds: -Self.lateSecondsMax) {
      ledger.violated("Heals", "\(name) is due since \(due)")
    }
  }

  private func checkInbox(_ instance: Instance, _ records: [InboxRecord], at now: Instant) {
    let own = Dictionary(
      (ledger.books[instance.id]?.inbox ?? []).map { ($0.event.key, $0.step) }, uniquingKeysWith: { first, _ in first })
    for record in records {
      let name = "\(record.event.key) of \(ledger.name(instance.id))"
      guard let step = own[record.event.key] else {
        ledger.violated("Guarded", "\(name) came beside the seam")
        continue
      }
      if step != record.step { ledger.violated("EventOnce", "\(name) is marked as read by another step than the one that read it") }
      if record.step == nil, instance.isAwake, record.event.at < now.adding(seconds: -Self.lateSecondsMax) {
        ledger.violated("Heals", "\(name) is unread since \(record.event.at)")
      }
    }
    if records.count != own.count { ledger.violated("NothingLost", "events of \(ledger.name(instance.id)) are gone") }
  }

  private func checkChildren(_ parent: Instance, _ instances: [Instance], _ parts: [PartRecord]) {
    for child in parent.children {
      let name = "\(child.key) of \(ledger.name(parent.id))"
      guard let found = instances.first(where: { $0.id == child.id }) else {
        let isStarting = parts.contains {
          $0.part.effect.instance == parent.id && $0.part.channel == ChannelName.start && $0.status != .delivered
        }
        if !isStarting { ledger.violated("ChildrenWhole", "\(name) was named, but never opened") }
        continue
      }
      // One that an event faulted after its end has ended all the same.
      if !child.isEnded, parent.isAwake, !parent.status.isEnded, let closedAt = found.closedAt,
        closedAt < databaseTime.adding(seconds: -2 * Self.lateSecondsMax)
      {
        ledger.violated("ChildrenWhole", "\(name) has ended, its parent was not told")
      }
    }
  }

  private func check(_ record: PartRecord, _ about: [IncidentRecord], at now: Instant) {
    let id = record.part.id
    let name = ledger.name(id)
    guard let own = ledger.parts[id] else { return ledger.violated("Guarded", "\(name) came beside the seam") }
    if own.status != record.status { ledger.violated("Guarded", "\(name) is \(record.status.rawValue), should be \(own.status.rawValue)") }
    let isMessage = record.part.message != nil
    let late = now.adding(seconds: -Self.lateSecondsMax)
    switch record.status {
    case .cancelled, .suppressed, .held: break
    case .delivered:
      if isMessage, own.accepted == 0 { ledger.violated("NothingLost", "\(name) is called delivered, but nobody took it") }
    case .uncertain:
      if !about.contains(where: { $0.closedAt == nil }) { ledger.violated("NothingLost", "\(name) is held, but not listed") }
    case .failed:
      if isMessage, about.isEmpty { ledger.violated("NothingLost", "\(name) failed, and nobody was told") }
    case .pending:
      if record.part.nextAt < late, !ledger.waits(id, at: now) { ledger.violated("Heals", "\(name) is to go since \(record.part.nextAt)") }
    case .sending:
      if let marked = own.markedAt, marked < late.adding(seconds: -60) { ledger.violated("Heals", "\(name) is being sent since \(marked)") }
    }
  }
}
