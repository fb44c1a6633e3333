package import Calendar
package import Machine
import PostgreSQL
package import Store

extension PostgresStore {
  package func claimDeliveries(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    let waited = claim.now.adding(seconds: -Int64(DeliveryLimits.threadWaitSeconds))
    let leased = try await rows(
      DeliverySQL.claim,
      [
        .text(claim.channel), .instant(claim.now), .instant(waited), .number(max(0, claim.limit)), .text(claim.owner.text),
        .number(claim.leaseSeconds), .number(StoreLimits.earlierMax),
        claim.brake.map { .number($0.messagesMax) } ?? .null(.int4), claim.brake.map { .number($0.windowSeconds) } ?? .null(.int4),
      ])
    return try reading(leased) { cursor in try Delivery(&cursor) }
  }

  package func claimDigest(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    let leased = try await rows(
      DeliverySQL.claimDigest,
      [.text(claim.channel), .instant(claim.now), .number(max(0, claim.limit)), .text(claim.owner.text), .number(claim.leaseSeconds)])
    return try reading(leased) { cursor in try Delivery(&cursor) }
  }

  package func digestSentAt(_ digest: String, channel: String, recipient: String) async throws(StoreError) -> Instant? {
    try reading(try await rows(DeliverySQL.digestSentAt, [.text(channel), .text(digest), .text(recipient)])) { cursor in
      try cursor.optionalInstant()
    }.first ?? nil
  }

  package func instanceForCheck(_ id: InstanceID, at now: Instant) async throws(StoreError) -> CheckedInstance? {
    try await repeating {
      try await pool.transaction(.readOnlySnapshot) { transaction in
        let unread = try transaction.query(InboxSQL.hasUnread, [.shard(id.shard), .id(id), .instant(now)]).only().bool(0)
        let instance = try MasterFileRead(transaction).instance(id)
        return instance.map { CheckedInstance(instance: $0, hasUnreadEvent: unread) }
      }
    }
  }

  package func markSending(
    _ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], at now: Instant
  ) async throws(StoreError) -> Bool {
    let begun = try await rows(
      DeliverySQL.markSending,
      delivery.token.id.parameters + [
        .int8(delivery.token.token), .bytes(bytes), .instant(now), .nullable(int4: checkedStep.map { Int32(clamping: $0) }),
      ])
    return begun.count == 1
  }

  package func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) async throws(StoreError) -> Bool {
    let settled = try await rows(
      SettlementSQL.settle, SettlementColumns(delivery, settlement, at: now).parameters)
    return settled.count == 1
  }

  package func renewLeases(_ deliveries: [DeliveryToken], seconds: Int) async throws(StoreError) -> [DeliveryToken] {
    guard !deliveries.isEmpty else { return [] }
    let kept = try await rows(
      DeliverySQL.renew,
      [
        .shards(of: deliveries.map(\.effect.instance)), .ids(deliveries.map(\.effect.instance)),
        .numbers(deliveries.map(\.effect.step)), .numbers(deliveries.map(\.effect.index)), .numbers(deliveries.map(\.part)),
        .int8s(deliveries.map(\.token)), .number(seconds),
      ])
    let tokens = try reading(kept) { cursor in
      DeliveryToken(
        effect: EffectID(instance: try cursor.instanceID(), step: try cursor.int(), index: try cursor.int()),
        part: try cursor.int(), token: Int64(try cursor.int()))
    }
    let found = Set(tokens)
    return deliveries.filter { found.contains($0) }
  }

  package func releaseLeases(of owner: ExecutorID) async throws(StoreError) {
    _ = try await rows(DeliverySQL.release, [.text(owner.text)])
  }

  package func sweepExpiredLeases(at now: Instant) async throws(StoreError) -> [SweptDelivery] {
    let sample = SweepRule.incident(of: PartID(effect: EffectID(instance: InstanceID(high: 0, low: 0), step: 0, index: 0), part: 0))
    let swept = try await rows(
      SettlementSQL.sweep,
      [
        .instant(now), .value(SweepRule.answer), .number(DeliveryLimits.resendsMax), .number(StoreLimits.sweptMax),
        .text(sample.text), .nullable(text: sample.detail),
      ])
    let found = try reading(swept) { cursor in
      SweptDelivery(
        id: PartID(
          effect: EffectID(instance: try cursor.instanceID(), step: try cursor.int(), index: try cursor.int()),
          part: try cursor.int()),
        channel: try cursor.text(), isHeld: try cursor.bool())
    }
    return found.sorted { $0.id < $1.id }
  }
}

/// The parameters of `OutboxSettle`.
struct SettlementColumns {
  var parameters: [Parameter]

  init(_ delivery: Delivery, _ settlement: Settlement, at now: Instant) {
    let rule = SettlementRule(settlement.ending, onUncertain: delivery.part.onUncertain)
    parameters = delivery.token.id.parameters
    parameters += [
      .int8(delivery.token.token), .text(rule.status.rawValue), .bool(rule.fromPending), .bool(rule.fromSending),
      .bool(rule.isLateAllowed), .optional(rule.nextAt), .bool(rule.givesAttemptBack), .bool(rule.countsUncertain),
      .optional(rule.isSettled ? now : nil), .value(settlement.answer), .optional(settlement.beganAt), .instant(now),
    ]
    parameters += Self.event(settlement.event) + Self.incident(settlement.incident)
    parameters.append(.text(delivery.token.id.description))
  }

  private static func event(_ event: InboxEvent?) -> [Parameter] {
    guard let event else { return [.null(.int2), .null(.uuid), .null(.text), .null(.instant), .null(.text), .null(.text)] }
    return InboxColumns.append(event)
  }

  private static func incident(_ incident: IncidentOpening?) -> [Parameter] {
    guard let incident else { return [.null(.text), .null(.text), .null(.text), .null(.text)] }
    return [
      .text(incident.cause.rawValue), .nullable(text: incident.about), .text(incident.text), .nullable(text: incident.detail),
    ]
  }
}
