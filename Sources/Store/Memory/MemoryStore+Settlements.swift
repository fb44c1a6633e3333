import CEL
package import Calendar
import Machine

extension MemoryStore {
  package func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) throws(StoreError) -> Bool {
    let answer = try plain(settlement.answer)
    var event = settlement.event
    if let given = event { event = try plain(given) }
    guard let row = parts[delivery.token.id] else { return false }
    let rule = SettlementRule(settlement.ending, onUncertain: row.part.onUncertain)
    guard let settled = settled(row, delivery.token.token, rule, settlement.beganAt, answer, now) else { return false }
    replace(settled)
    if let event { _ = take(event) }
    if let incident = settlement.incident { openIncident(incident, of: row.part.effect.instance, at: now) }
    if rule.status == .delivered { closeIncidents(at: now) { $0.cause == .effect && $0.part == row.part.id } }
    return true
  }

  /// The part with its outcome; nil where the token is stale, or the part is not where this ending can come from.
  private func settled(
    _ part: MemoryPart, _ token: Int64, _ rule: SettlementRule, _ beganAt: Instant?, _ answer: Value, _ now: Instant
  ) -> MemoryPart? {
    var row = part
    let isHeld = row.token == token && row.leaseUntil != nil
    let isPresent =
      isHeld && (row.status == .sending && rule.fromSending || row.status == .pending && rule.fromPending)
    let isLate =
      rule.isLateAllowed && token < row.token
      && (row.status == .uncertain || row.status == .pending && row.uncertains > 0)
    guard isPresent || isLate else { return nil }
    if row.status == .pending, isPresent, let beganAt {
      row.tries += 1
      row.attempts += rule.givesAttemptBack ? 0 : 1
      let record = AttemptRecord(number: row.tries, beganAt: beganAt, endedAt: nil, answer: .null)
      row.tried.append(MemoryPart.Attempt(record: record, token: token))
    } else if row.status == .sending, rule.givesAttemptBack {
      row.attempts -= 1
    }
    if let index = row.tried.lastIndex(where: { $0.token == token }) {
      row.tried[index].record.endedAt = now
      row.tried[index].record.answer = answer
      row.tried[index].record.beganAt = beganAt ?? row.tried[index].record.beganAt
    }
    row.status = rule.status
    row.part.nextAt = rule.nextAt ?? row.part.nextAt
    row.uncertains += rule.countsUncertain ? 1 : 0
    row.settledAt = rule.isSettled ? now : nil
    row.lastAnswer = answer
    row.endLease()
    return row
  }

  package func sweepExpiredLeases(at now: Instant) throws(StoreError) -> [SweptDelivery] {
    let leased = leaseClock()
    let expired = sending.filter { parts[$0]?.leaseUntil.map { $0 <= leased } ?? false }.sorted()
    let answer = try plain(SweepRule.answer)
    return expired.prefix(StoreLimits.sweptMax).compactMap { id in
      guard var row = parts[id] else { return nil }
      let rule = SweepRule(row.part.onUncertain, uncertains: row.uncertains)
      if let index = row.tried.lastIndex(where: { $0.token == row.token }) {
        row.tried[index].record.endedAt = now
        row.tried[index].record.answer = answer
      }
      row.token += 1
      row.endLease()
      row.lastAnswer = answer
      row.uncertains += rule == .repeated ? 0 : 1
      row.status = rule == .held ? .uncertain : .pending
      row.settledAt = rule == .held ? now : nil
      if rule != .held { row.part.nextAt = now }
      replace(row)
      if rule == .held { openIncident(SweepRule.incident(of: id), of: id.effect.instance, at: now) }
      return SweptDelivery(id: id, channel: row.part.channel, isHeld: rule == .held)
    }
  }
}
