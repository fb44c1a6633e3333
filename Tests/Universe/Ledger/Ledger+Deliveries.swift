import CEL
import Calendar
import Executor
import Machine
import Store
import Workflow

/// Deliveries.
extension Ledger {
  func add(_ part: OutboxPart, at wall: Instant) {
    if parts[part.id] != nil { violated("IncidentIff", "the effect \(name(part.id)) was made twice") }
    parts[part.id] = Part(part: part, createdAt: wall)
    partsOf[part.id.effect.instance, default: []].append(part.id)
    partsByText[part.id.description] = part.id
  }

  func claimed(_ deliveries: [Delivery], by who: String, at now: Instant) {
    for delivery in deliveries {
      let id = delivery.part.id
      guard let part = parts[id] else {
        violated("NoActBeforeCommit", "\(id) was handed out, but no step made it")
        continue
      }
      if part.status != .pending { violated("Guarded", "\(name(id)) was handed out while it is \(part.status.rawValue)") }
      if delivery.token.token <= part.token { violated("Guarded", "\(name(id)) was handed out under an old token") }
      if let other = blocking(part, at: now) { violated("ThreadOrder", "\(name(id)) was handed out before \(name(other))") }
      parts[id]?.token = delivery.token.token
      parts[id]?.isLeased = true
      trace.add(who, "claims \(name(id)) \(delivery.part.channel)")
    }
  }

  /// An earlier mail of its thread that it has to wait for.
  private func blocking(_ part: Part, at now: Instant) -> PartID? {
    let isPatient = now <= part.createdAt.adding(seconds: Int64(DeliveryLimits.threadWaitSeconds))
    return thread(of: part).first { id in
      guard let other = parts[id], id.effect < part.part.effect else { return false }
      return other.status == .sending || other.status == .pending && (isPatient || other.part.nextAt <= now)
    }
  }

  /// Whether a part has a reason not to go yet.
  func waits(_ id: PartID, at now: Instant) -> Bool { parts[id].map { blocking($0, at: now) != nil } ?? false }

  /// The other mails of its thread to the same recipient.
  private func thread(of part: Part) -> [PartID] {
    guard let thread = part.part.thread else { return [] }
    return (partsOf[part.part.effect.instance] ?? []).filter { id in
      guard let other = parts[id]?.part else { return false }
      return other.thread == thread && other.channel == part.part.channel && other.recipient == part.part.recipient
        && id != part.part.id
    }
  }

  func marked(_ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], by who: String, at now: Instant) {
    let id = delivery.part.id
    guard let part = parts[id] else { return violated("NoActBeforeCommit", "\(id) is being sent, but no step made it") }
    if part.status != .pending || part.token != delivery.token.token || !part.isLeased {
      violated("Guarded", "\(name(id)) is being sent under a stale token")
    }
    if part.part.message != nil { checkWanted(part, checkedStep, at: now) }
    if part.bytes == nil { checkFirst(part, at: now) }
    parts[id]?.status = .sending
    parts[id]?.marks += 1
    parts[id]?.markedAt = now
    parts[id]?.bytes = part.bytes ?? bytes
    trace.add(who, "is about to send \(name(id))")
  }

  /// The re-check: the instance has nothing to read, stands where it was looked at, and the message is still wanted.
  private func checkWanted(_ part: Part, _ checkedStep: Int?, at now: Instant) {
    let id = part.part.id
    guard let instance = books[id.effect.instance]?.instance, let message = part.part.message else { return }
    if checkedStep != instance.step { violated("NotAfterLeft", "\(name(id)) goes as of step \(checkedStep ?? -1), not \(instance.step)") }
    if let event = unread(instance.id, by: now).first {
      violated("NotAfterLeft", "\(name(id)) goes past the unread event \(event.event.key)")
    }
    guard let definition = definitions[instance.hash]?.definition else { return }
    do {
      let verdict = try machine.verdict(
        definition, instance, entry: part.part.entry, message: MessageID(message.number), locals: message.locals, now: now, live: live)
      if case .cancelled(let reason) = verdict { violated("NotAfterLeft", "\(name(id)) goes though \(reason)") }
    } catch {
      trace.add("ledger", "nobody can say whether \(name(id)) is wanted: \(error.message)")
    }
  }

  /// First attempts of a thread go in the order of their effects, but for what had to wait too long.
  private func checkFirst(_ part: Part, at now: Instant) {
    let limit = part.createdAt.adding(seconds: Int64(DeliveryLimits.threadWaitSeconds))
    for id in thread(of: part) {
      guard let other = parts[id], id.effect < part.part.effect, other.marks == 0, !other.wasRedriven else { continue }
      if other.status == .pending || other.status == .sending, now <= limit {
        violated("ThreadOrder", "\(name(part.part.id)) goes before \(name(id))")
      }
    }
  }

  func settled(_ delivery: Delivery, _ settlement: Settlement, by who: String, at now: Instant) {
    let id = delivery.part.id
    guard var part = parts[id] else { return violated("Guarded", "\(id) was settled, but no step made it") }
    let isPresent = delivery.token.token == part.token && part.isLeased && (part.status == .sending || part.status == .pending)
    let isLate =
      settlement.ending == .delivered && delivery.token.token < part.token
      && (part.status == .uncertain || part.status == .pending && part.uncertains > 0)
    if !isPresent, !isLate { violated("Guarded", "\(name(id)), \(part.status.rawValue), was settled under a stale token") }
    switch settlement.ending {
    case .delivered:
      part.status = .delivered
      if part.part.message != nil, part.accepted == 0 { violated("NothingLost", "\(name(id)) is called delivered, but nobody took it") }
    case .retried(let next, _):
      part.status = .pending
      part.part.nextAt = next
    case .failed: part.status = .failed
    case .uncertain(let next):
      part.status = next == nil ? .uncertain : .pending
      part.part.nextAt = next ?? part.part.nextAt
      part.uncertains += 1
    case .cancelled, .suppressed:
      if part.status != .pending { violated("NothingLost", "\(name(id)) was called off while it was being sent") }
      part.status = settlement.ending == .cancelled ? .cancelled : .suppressed
    }
    part.isLeased = false
    parts[id] = part
    trace.add(who, "settles \(name(id)): \(part.status.rawValue)\(isLate ? ", late" : "")")
    if let event = settlement.event { receivedPerhaps(event) }
  }

  func swept(_ found: [SweptDelivery], by who: String, at now: Instant) {
    for one in found {
      guard var part = parts[one.id] else { continue }
      if part.status != .sending { violated("Guarded", "\(name(one.id)) was swept while it was \(part.status.rawValue)") }
      part.token += 1
      part.isLeased = false
      part.uncertains += part.part.onUncertain == .repeatSilently ? 0 : 1
      part.status = one.isHeld ? .uncertain : .pending
      if !one.isHeld { part.part.nextAt = now }
      parts[one.id] = part
      trace.add(who, "sweeps \(name(one.id)): \(part.status.rawValue)")
    }
  }

  func redriven(_ id: PartID, at now: Instant) {
    parts[id]?.status = .pending
    parts[id]?.token += 1
    parts[id]?.part.nextAt = now
    parts[id]?.wasRedriven = true
  }
}

/// What the wires see.
extension Ledger {
  /// The first byte of an attempt.
  func sent(_ id: String, messageID: String, references: [String], bytes: [UInt8], by who: String) {
    guard let key = partsByText[id], let part = parts[key] else {
      return violated("NoActBeforeCommit", "\(id) is on the wire, but no committed step made it")
    }
    if part.attempts >= part.marks { violated("NoActBeforeCommit", "\(name(key)) is on the wire, but nobody wrote that it would be") }
    parts[key]?.attempts += 1
    if let first = part.bytes, first != bytes { violated("AtMostOnceUnlessUncertain", "\(name(key)) goes with other bytes than before") }
    if let first = part.messageID, first != messageID { violated("AtMostOnceUnlessUncertain", "\(name(key)) goes under another id") }
    parts[key]?.messageID = messageID
    let known = Set(thread(of: part).filter { (parts[$0]?.marks ?? 0) > 0 }.map { $0.messageID(domain: Universe.domain) })
    if !known.isSuperset(of: references) { violated("ThreadOrder", "\(name(key)) refers to what its recipient was never sent") }
    trace.add(who, "sends \(name(key))")
  }

  /// The first byte of a digest: each of its mails is committed and written down as going, and all are of one group.
  func sent(together ids: [String], by who: String) {
    var groups: Set<[String]> = []
    for id in ids {
      guard let key = partsByText[id], let part = parts[key] else {
        return violated("NoActBeforeCommit", "\(id) is on the wire in a digest, but no committed step made it")
      }
      if part.attempts >= part.marks { violated("NoActBeforeCommit", "\(name(key)) is on the wire, but nobody wrote that it would be") }
      parts[key]?.attempts += 1
      groups.insert([part.part.digest ?? "", part.part.recipient])
    }
    if groups.count != 1 || groups.first?[0] == "" { violated("NothingLost", "mails of several people or groups went as one: \(ids)") }
    if Set(ids).count != ids.count { violated("AtMostOnceUnlessUncertain", "a mail is twice in one digest: \(ids)") }
    trace.add(who, "sends \(ids.count) together: \(ids.first ?? "")")
  }

  /// The other side takes it.
  func accepted(_ id: String, by who: String) {
    guard let key = partsByText[id] else { return }
    parts[key]?.accepted += 1
    trace.add(who, "has \(name(key)) taken")
    guard let part = parts[key] else { return }
    if part.accepted > 1 + part.uncertains {
      violated("AtMostOnceUnlessUncertain", "\(name(key)) was taken \(part.accepted) times and uncertain \(part.uncertains) times")
    }
  }
}
