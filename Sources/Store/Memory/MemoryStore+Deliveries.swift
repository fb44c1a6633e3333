import CEL
package import Calendar
package import Machine

extension MemoryStore {
  package func claimDeliveries(_ claim: DeliveryClaim) -> [Delivery] {
    let leased = leaseClock()
    guard isOpen(claim.channel), claim.brake.map({ !holdsBack(claim.channel, $0, at: claim.now) }) ?? true else { return [] }
    let free = (pending[claim.channel] ?? []).filter { id in
      guard let row = parts[id], row.part.nextAt <= claim.now, row.part.digest == nil else { return false }
      return (row.leaseUntil.map { $0 <= leased } ?? true) && !waitsForThread(row, at: claim.now)
    }
    return lease(free.sorted { claimOrder($0, $1) }, claim, from: leased)
  }

  package func claimDigest(_ claim: DeliveryClaim) -> [Delivery] {
    let leased = leaseClock()
    guard isOpen(claim.channel) else { return [] }
    let waiting = (pending[claim.channel] ?? []).filter { parts[$0]?.part.digest != nil }.sorted { claimOrder($0, $1) }
    for id in waiting {
      guard let row = parts[id], row.part.nextAt <= claim.now else { continue }
      let group = waiting.filter { parts[$0].map { isSameDigest($0, row) } ?? false }
      let isUnderWay =
        group.contains { parts[$0]?.leaseUntil.map { $0 > leased } ?? false }
        || sending.contains { parts[$0].map { isSameDigest($0, row) } ?? false }
      guard !isUnderWay else { continue }
      let oldest = group.sorted { left, right in
        guard let a = parts[left], let b = parts[right] else { return left < right }
        return (a.createdAt, left.effect.step, left) < (b.createdAt, right.effect.step, right)
      }
      return lease(oldest, claim, from: leased)
    }
    return []
  }

  package func digestSentAt(_ digest: String, channel: String, recipient: String) -> Instant? {
    parts.values.filter {
      $0.part.digest == digest && $0.part.channel == channel && $0.part.recipient == recipient
        && [.delivered, .sending, .uncertain].contains($0.status)
    }.compactMap(\.sentAt).max()
  }

  private func isSameDigest(_ left: MemoryPart, _ right: MemoryPart) -> Bool {
    left.part.digest == right.part.digest && left.part.channel == right.part.channel && left.part.recipient == right.part.recipient
  }

  private func lease(_ ids: [PartID], _ claim: DeliveryClaim, from now: Instant) -> [Delivery] {
    ids.prefix(max(0, claim.limit)).compactMap { id in
      parts[id]?.token += 1
      parts[id]?.owner = claim.owner
      parts[id]?.leaseUntil = now.adding(seconds: Int64(claim.leaseSeconds))
      return parts[id].map(delivery)
    }
  }

  private func claimOrder(_ left: PartID, _ right: PartID) -> Bool {
    guard let a = parts[left], let b = parts[right] else { return left < right }
    return (a.part.nextAt, a.createdAt, left.effect.step, left) < (b.part.nextAt, b.createdAt, right.effect.step, right)
  }

  /// Whether an earlier effect of its thread is still on its way to the same recipient. One that is put off counts only
  /// until this part has waited long enough; one that could go now, or is going, always goes first.
  func waitsForThread(_ row: MemoryPart, at now: Instant) -> Bool {
    guard row.part.thread != nil else { return false }
    let isPatient = now <= threadWaitEnd(row)
    return sameThread(row).contains { other in
      guard other.part.effect < row.part.effect else { return false }
      return other.status == .sending || other.status == .pending && (isPatient || other.part.nextAt <= now)
    }
  }

  func threadWaitEnd(_ row: MemoryPart) -> Instant {
    row.createdAt.adding(seconds: Int64(DeliveryLimits.threadWaitSeconds))
  }

  private func sameThread(_ row: MemoryPart) -> [MemoryPart] {
    (partsOf[row.part.effect.instance] ?? []).compactMap { parts[$0] }.filter {
      $0.part.thread == row.part.thread && $0.part.channel == row.part.channel && $0.part.recipient == row.part.recipient
        && $0.part.id != row.part.id
    }
  }

  private func delivery(_ row: MemoryPart) -> Delivery {
    var earlier: [PartID] = []
    if row.part.thread != nil {
      let sent = sameThread(row).filter(\.mayHaveArrived)
      let ordered = sent.sorted { ($0.sentAt ?? .latest, $0.part.id) < ($1.sentAt ?? .latest, $1.part.id) }
      earlier = ordered.prefix(StoreLimits.earlierMax).map(\.part.id)
    }
    let token = DeliveryToken(effect: row.part.effect, part: row.part.part, token: row.token)
    return Delivery(
      part: row.part, token: token, attempts: row.attempts, uncertains: row.uncertains, bytes: row.bytes,
      createdAt: row.createdAt, earlier: earlier)
  }

  package func instanceForCheck(_ id: InstanceID, at now: Instant) -> CheckedInstance? {
    guard let row = instances[id] else { return nil }
    return CheckedInstance(instance: row.instance, hasUnreadEvent: inboxes[id]?.hasUnread(at: now) ?? false)
  }

  package func markSending(_ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], at now: Instant) -> Bool {
    let id = delivery.token.id
    guard var row = parts[id], row.status == .pending, row.token == delivery.token.token, row.leaseUntil != nil,
      isOpen(row.part.channel)
    else {
      return false
    }
    if let checkedStep {
      let instance = id.effect.instance
      guard instances[instance]?.instance.step == checkedStep, inboxes[instance]?.hasUnread(at: now) != true else { return false }
    }
    row.status = .sending
    row.attempts += 1
    row.tries += 1
    row.bytes = row.bytes ?? bytes
    row.sentAt = row.sentAt ?? now
    row.stopAsked = nil
    let record = AttemptRecord(number: row.tries, beganAt: now, endedAt: nil, answer: .null)
    row.tried.append(MemoryPart.Attempt(record: record, token: row.token))
    replace(row)
    return true
  }

  package func renewLeases(_ deliveries: [DeliveryToken], seconds: Int) -> [DeliveryToken] {
    deliveries.filter { token in
      guard var row = parts[token.id], row.token == token.token, row.leaseUntil != nil else { return false }
      row.leaseUntil = leaseClock().adding(seconds: Int64(seconds))
      replace(row)
      return true
    }
  }

  package func releaseLeases(of owner: ExecutorID) {
    for id in pending.values.flatMap({ $0 }) where parts[id]?.owner == owner {
      parts[id]?.endLease()
    }
  }

  /// Writes a part back, in the sets that its status puts it in.
  func replace(_ row: MemoryPart) {
    let id = row.part.id
    parts[id] = row
    if row.status == .pending {
      pending[row.part.channel, default: []].insert(id)
    } else {
      pending[row.part.channel]?.remove(id)
    }
    if row.status == .sending { sending.insert(id) } else { sending.remove(id) }
  }
}
