import CEL
import Calendar
import Machine
import Store
import Workflow

/// A store in front of another: what it does not change is passed on.
protocol StoreLayer: Store {
  var inner: any Store { get }
}

extension StoreLayer {
  func shardsWithDueWork(at now: Instant) async throws(StoreError) -> [Int] { try await inner.shardsWithDueWork(at: now) }

  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport { try await inner.stepDue(claim, decide: decide) }

  func suspectNextDue(shard: Int, at now: Instant) async throws(StoreError) -> InstanceID? {
    try await inner.suspectNextDue(shard: shard, at: now)
  }

  func append(_ event: InboxEvent) async throws(StoreError) -> Bool { try await inner.append(event) }
  func open(_ opening: Opening) async throws(StoreError) -> Opened { try await inner.open(opening) }

  func claimDeliveries(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] { try await inner.claimDeliveries(claim) }

  func claimDigest(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] { try await inner.claimDigest(claim) }

  func digestSentAt(_ digest: String, channel: String, recipient: String) async throws(StoreError) -> Instant? {
    try await inner.digestSentAt(digest, channel: channel, recipient: recipient)
  }

  func instanceForCheck(_ id: InstanceID, at now: Instant) async throws(StoreError) -> CheckedInstance? {
    try await inner.instanceForCheck(id, at: now)
  }

  func markSending(
    _ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], at now: Instant
  ) async throws(StoreError) -> Bool {
    try await inner.markSending(delivery, checkedStep: checkedStep, bytes: bytes, at: now)
  }

  func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.settle(delivery, as: settlement, at: now)
  }

  func renewLeases(_ deliveries: [DeliveryToken], seconds: Int) async throws(StoreError) -> [DeliveryToken] {
    try await inner.renewLeases(deliveries, seconds: seconds)
  }

  func releaseLeases(of owner: ExecutorID) async throws(StoreError) { try await inner.releaseLeases(of: owner) }

  func sweepExpiredLeases(at now: Instant) async throws(StoreError) -> [SweptDelivery] {
    try await inner.sweepExpiredLeases(at: now)
  }

  func channels() async throws(StoreError) -> [ChannelRecord] { try await inner.channels() }

  func channelWentDown(_ channel: String, answer: Value, nextTryAt: Instant, at now: Instant) async throws(StoreError) {
    try await inner.channelWentDown(channel, answer: answer, nextTryAt: nextTryAt, at: now)
  }

  func channelCameUp(_ channel: String, at now: Instant) async throws(StoreError) {
    try await inner.channelCameUp(channel, at: now)
  }

  func claimChannelProbe(_ channel: String, nextTryAt: Instant, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.claimChannelProbe(channel, nextTryAt: nextTryAt, at: now)
  }

  func register(_ executor: ExecutorRecord) async throws(StoreError) { try await inner.register(executor) }
  func heartbeat(_ id: ExecutorID) async throws(StoreError) { try await inner.heartbeat(id) }
  func end(_ id: ExecutorID) async throws(StoreError) { try await inner.end(id) }

  func uncleanDeaths(silenceSeconds: Int, carefulSeconds: Int) async throws(StoreError) -> Int {
    try await inner.uncleanDeaths(silenceSeconds: silenceSeconds, carefulSeconds: carefulSeconds)
  }
}

extension StoreLayer {
  func deploy(_ closure: DefinitionClosure, starts: Int, at now: Instant) async throws(StoreError) -> Deployment {
    try await inner.deploy(closure, starts: starts, at: now)
  }

  func closure(of hash: DefinitionHash) async throws(StoreError) -> DefinitionClosure? { try await inner.closure(of: hash) }
  func workflows() async throws(StoreError) -> [WorkflowRecord] { try await inner.workflows() }
  func clock() async throws(StoreError) -> ClockReading { try await inner.clock() }
  func startTimeLapse(at start: Instant) async throws(StoreError) { try await inner.startTimeLapse(at: start) }

  func advanceTimeLapse(limit: Instant) async throws(StoreError) -> TimeLapseAdvance {
    try await inner.advanceTimeLapse(limit: limit)
  }

  func installation(default name: String) async throws(StoreError) -> String {
    try await inner.installation(default: name)
  }

  func operate(
    on id: InstanceID, at now: Instant, epoch: Int, decide: @Sendable (Instance) throws(StepAbandoned) -> InstanceWrite
  ) async throws(StoreError) -> Bool {
    try await inner.operate(on: id, at: now, epoch: epoch, decide: decide)
  }

  func redriveInstance(_ id: InstanceID, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.redriveInstance(id, at: now)
  }

  func redrivePart(_ id: PartID, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.redrivePart(id, at: now)
  }

  func closeIncident(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.closeIncident(number, at: now)
  }

  func pruneInbox(before moment: Instant) async throws(StoreError) -> Int { try await inner.pruneInbox(before: moment) }

  func declareDead(_ id: ExecutorID, silenceSeconds: Int) async throws(StoreError) {
    try await inner.declareDead(id, silenceSeconds: silenceSeconds)
  }

  func audit(_ entry: AuditEntry) async throws(StoreError) { try await inner.audit(entry) }
  func audits(limit: Int) async throws(StoreError) -> [AuditEntry] { try await inner.audits(limit: limit) }
  func overview(at now: Instant) async throws(StoreError) -> Overview { try await inner.overview(at: now) }
  func executors(limit: Int) async throws(StoreError) -> [ExecutorPresence] { try await inner.executors(limit: limit) }
}

extension StoreLayer {
  func instances(_ filter: InstanceFilter) async throws(StoreError) -> [Instance] { try await inner.instances(filter) }
  func instance(_ id: InstanceID) async throws(StoreError) -> Instance? { try await inner.instance(id) }

  func instance(workflow: String, key: String) async throws(StoreError) -> Instance? {
    try await inner.instance(workflow: workflow, key: key)
  }

  func history(of id: InstanceID?, from: Instant?, limit: Int) async throws(StoreError) -> [HistoryRecord] {
    try await inner.history(of: id, from: from, limit: limit)
  }

  func parts(_ filter: PartFilter) async throws(StoreError) -> [PartRecord] { try await inner.parts(filter) }
  func attempts(of part: PartID) async throws(StoreError) -> [AttemptRecord] { try await inner.attempts(of: part) }
  func incidents(openOnly: Bool) async throws(StoreError) -> [IncidentRecord] { try await inner.incidents(openOnly: openOnly) }
  func inbox(of id: InstanceID) async throws(StoreError) -> [InboxRecord] { try await inner.inbox(of: id) }

  func appended(to table: String, limit: Int) async throws(StoreError) -> [AppendedRecord] {
    try await inner.appended(to: table, limit: limit)
  }

  func open(
    _ opening: Opening, unless isAtWork: @Sendable (Instance) throws(StepAbandoned) -> Bool
  ) async throws(StoreError) -> OpenedAlone { try await inner.open(opening, unless: isAtWork) }
}
