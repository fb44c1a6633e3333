import Calendar
import Machine
import Store
import Workflow

/// The seam at which the ledger is kept: right before the store, behind all that goes wrong on the way to it.
struct AuditedStore: StoreLayer {
  let inner: any Store
  let ledger: Ledger
  let who: String

  /// What a decision saw and wrote, for the entry that is made once it is committed.
  private final class Slip: @unchecked Sendable {
    // Proof: used on the universe's own thread alone.
    var due: [DueInstance] = []
    var writes: [InstanceWrite] = []
  }

  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    let slip = Slip()
    let report = try await inner.stepDue(claim) { due throws(StepAbandoned) in
      let writes = try decide(due)
      (slip.due, slip.writes) = (due, writes)
      return writes
    }
    ledger.handedOut(slip.due)
    ledger.stepped(slip.writes, faulted: report.faulted, by: who, at: claim.now)
    return report
  }

  func suspectNextDue(shard: Int, at now: Instant) async throws(StoreError) -> InstanceID? {
    let id = try await inner.suspectNextDue(shard: shard, at: now)
    if let id { ledger.trace.add(who, "suspects \(ledger.name(id))") }
    return id
  }

  func operate(
    on id: InstanceID, at now: Instant, epoch: Int, decide: @Sendable (Instance) throws(StepAbandoned) -> InstanceWrite
  ) async throws(StoreError) -> Bool {
    let slip = Slip()
    let isThere = try await inner.operate(on: id, at: now, epoch: epoch) { instance throws(StepAbandoned) in
      let write = try decide(instance)
      slip.writes = [write]
      return write
    }
    ledger.stepped(slip.writes, faulted: [], by: who, at: now)
    return isThere
  }

  func redriveInstance(_ id: InstanceID, at now: Instant) async throws(StoreError) -> Bool {
    let isDone = try await inner.redriveInstance(id, at: now)
    if isDone {
      let status = try await inner.instance(id)?.status ?? .running
      let hasEnded = ledger.books[id]?.instance.closedAt != nil
      if status.isEnded != hasEnded { ledger.violated("EndQuiet", "\(ledger.name(id)) is \(status.rawValue) once it is redriven") }
      ledger.books[id]?.instance.status = status
      ledger.trace.add(who, "redrives \(ledger.name(id))")
    }
    return isDone
  }

  func redrivePart(_ id: PartID, at now: Instant) async throws(StoreError) -> Bool {
    let isDone = try await inner.redrivePart(id, at: now)
    if isDone {
      ledger.redriven(id, at: now)
      ledger.trace.add(who, "redrives \(ledger.name(id))")
    }
    return isDone
  }

  func append(_ event: InboxEvent) async throws(StoreError) -> Bool {
    let isNew = try await inner.append(event)
    ledger.received(event, isNew: isNew)
    ledger.trace.add(who, "tells \(ledger.name(event.instance)) \(event.name) \(event.key)\(isNew ? "" : ", again")")
    return isNew
  }

  func open(_ opening: Opening) async throws(StoreError) -> Opened {
    let opened = try await inner.open(opening)
    try await enter(opened, opening)
    return opened
  }

  func open(
    _ opening: Opening, unless isAtWork: @Sendable (Instance) throws(StepAbandoned) -> Bool
  ) async throws(StoreError) -> OpenedAlone {
    let alone = try await inner.open(opening, unless: isAtWork)
    switch alone {
    case .done(let opened): try await enter(opened, opening)
    case .atWork(let other):
      ledger.trace.add(who, "does not open \(opening.instance.workflow)/\(opening.instance.key) beside \(ledger.name(other.id))")
    }
    return alone
  }

  private func enter(_ opened: Opened, _ opening: Opening) async throws(StoreError) {
    switch opened {
    case .opened(let id):
      guard let made = try await inner.instance(id) else { break }
      let (instance, event) = opening.instance(run: made.run)
      ledger.opened(instance)
      ledger.receivedPerhaps(event)
    case .adopted(let id):
      if let adoption = opening.adoption(of: id) { ledger.receivedPerhaps(adoption) }
    case .alreadyThere: break
    }
    ledger.trace.add(who, "opens \(opening.instance.workflow)/\(opening.instance.key): \(opened.word)")
  }

  func claimDeliveries(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    let deliveries = try await inner.claimDeliveries(claim)
    ledger.claimed(deliveries, by: who, at: claim.now)
    return deliveries
  }

  func claimDigest(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    let deliveries = try await inner.claimDigest(claim)
    ledger.claimed(deliveries, by: who, at: claim.now)
    return deliveries
  }

  func markSending(
    _ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], at now: Instant
  ) async throws(StoreError) -> Bool {
    let isOurs = try await inner.markSending(delivery, checkedStep: checkedStep, bytes: bytes, at: now)
    if isOurs { ledger.marked(delivery, checkedStep: checkedStep, bytes: bytes, by: who, at: now) }
    return isOurs
  }

  func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) async throws(StoreError) -> Bool {
    let isOurs = try await inner.settle(delivery, as: settlement, at: now)
    if isOurs { ledger.settled(delivery, settlement, by: who, at: now) }
    return isOurs
  }

  func releaseLeases(of owner: ExecutorID) async throws(StoreError) {
    try await inner.releaseLeases(of: owner)
    // Whose they were is known to the store; a stale word shows itself when it is used.
    ledger.trace.add(who, "gives its leases back")
  }

  func sweepExpiredLeases(at now: Instant) async throws(StoreError) -> [SweptDelivery] {
    let swept = try await inner.sweepExpiredLeases(at: now)
    ledger.swept(swept, by: who, at: now)
    return swept
  }
}

extension Opened {
  fileprivate var word: String {
    switch self {
    case .opened: "opened"
    case .adopted: "adopted"
    case .alreadyThere: "was there"
    }
  }
}
