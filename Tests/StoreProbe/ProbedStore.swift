package import CEL
package import Calendar
package import Machine
package import Store
package import Synchronization
package import Workflow

/// A real store behind which a story can look, wait, and put trouble; and whose time-lapse clock the story moves.
package final class ProbedStore: Store {
  package enum Verb: Hashable, Sendable {
    case shards, stepDue, suspect, append, open, claim, check, markSending, settle, renew, release, sweep
    case channels, channelDown, channelUp, probe, register, heartbeat, end, deaths, clock
  }

  package typealias Hook = @Sendable (Verb) async throws(StoreError) -> Void

  package let inner: any Store
  /// Runs before a verb; what it throws is thrown.
  package let before = Mutex<Hook?>(nil)
  /// Runs after a verb that was carried out: what it throws is an answer that was lost.
  package let after = Mutex<Hook?>(nil)
  /// Runs within the step's transaction, once its instances were loaded.
  package let deciding = Mutex<(@Sendable ([DueInstance]) -> Void)?>(nil)
  /// Refuses what would be written of these instances.
  package let refusing = Mutex<(@Sendable ([DueInstance]) -> StoreError?)?>(nil)
  /// Runs before an instance is opened.
  package let opening = Mutex<(@Sendable (Opening) async -> Void)?>(nil)
  /// Changes what the clock says.
  package let clockEdit = Mutex<(@Sendable (ClockReading) -> ClockReading)?>(nil)

  package init(_ inner: any Store) { self.inner = inner }

  private func probing<T: Sendable>(
    _ verb: Verb, _ act: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if let hook = before.withLock({ $0 }) { try await hook(verb) }
    let result = try await act()
    if let hook = after.withLock({ $0 }) { try await hook(verb) }
    return result
  }

  package func clock() async throws(StoreError) -> ClockReading {
    let reading = try await probing(.clock) { () async throws(StoreError) in try await inner.clock() }
    return clockEdit.withLock { $0?(reading) ?? reading }
  }

  package func shardsWithDueWork(at now: Instant) async throws(StoreError) -> [Int] {
    try await probing(.shards) { () async throws(StoreError) in try await inner.shardsWithDueWork(at: now) }
  }

  package func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    let look = deciding.withLock { $0 }
    let refuse = refusing.withLock { $0 }
    let refusal = Mutex<StoreError?>(nil)
    return try await probing(.stepDue) { () async throws(StoreError) in
      do throws(StoreError) {
        return try await inner.stepDue(claim) { due throws(StepAbandoned) in
          look?(due)
          let writes = try decide(due)
          if let error = refuse?(due) {
            refusal.withLock { $0 = error }
            throw StepAbandoned(reason: "refused by the story")
          }
          return writes
        }
      } catch {
        throw refusal.withLock { $0 } ?? error
      }
    }
  }

  package func suspectNextDue(shard: Int, at now: Instant) async throws(StoreError) -> InstanceID? {
    try await probing(.suspect) { () async throws(StoreError) in try await inner.suspectNextDue(shard: shard, at: now) }
  }

  package func append(_ event: InboxEvent) async throws(StoreError) -> Bool {
    try await probing(.append) { () async throws(StoreError) in try await inner.append(event) }
  }

  package func open(_ opening: Opening) async throws(StoreError) -> Opened {
    if let hook = self.opening.withLock({ $0 }) { await hook(opening) }
    return try await probing(.open) { () async throws(StoreError) in try await inner.open(opening) }
  }

  package func open(
    _ opening: Opening, unless isAtWork: @Sendable (Instance) throws(StepAbandoned) -> Bool
  ) async throws(StoreError) -> OpenedAlone {
    if let hook = self.opening.withLock({ $0 }) { await hook(opening) }
    return try await probing(.open) { () async throws(StoreError) in try await inner.open(opening, unless: isAtWork) }
  }

  package func appended(to table: String, limit: Int) async throws(StoreError) -> [AppendedRecord] {
    try await inner.appended(to: table, limit: limit)
  }

  package func claimDeliveries(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    try await probing(.claim) { () async throws(StoreError) in try await inner.claimDeliveries(claim) }
  }

  package func claimDigest(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    try await probing(.claim) { () async throws(StoreError) in try await inner.claimDigest(claim) }
  }

  package func digestSentAt(_ digest: String, channel: String, recipient: String) async throws(StoreError) -> Instant? {
    try await inner.digestSentAt(digest, channel: channel, recipient: recipient)
  }

  package func instanceForCheck(_ id: InstanceID, at now: Instant) async throws(StoreError) -> CheckedInstance? {
    try await probing(.check) { () async throws(StoreError) in try await inner.instanceForCheck(id, at: now) }
  }

  package func markSending(
    _ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], at now: Instant
  ) async throws(StoreError) -> Bool {
    try await probing(.markSending) { () async throws(StoreError) in
      try await inner.markSending(delivery, checkedStep: checkedStep, bytes: bytes, at: now)
    }
  }

  package func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) async throws(StoreError) -> Bool {
    try await probing(.settle) { () async throws(StoreError) in
      try await inner.settle(delivery, as: settlement, at: now)
    }
  }

  package func renewLeases(_ deliveries: [DeliveryToken], seconds: Int) async throws(StoreError) -> [DeliveryToken] {
    try await probing(.renew) { () async throws(StoreError) in try await inner.renewLeases(deliveries, seconds: seconds) }
  }

  package func releaseLeases(of owner: ExecutorID) async throws(StoreError) {
    try await probing(.release) { () async throws(StoreError) in try await inner.releaseLeases(of: owner) }
  }

  package func sweepExpiredLeases(at now: Instant) async throws(StoreError) -> [SweptDelivery] {
    try await probing(.sweep) { () async throws(StoreError) in try await inner.sweepExpiredLeases(at: now) }
  }

  package func channels() async throws(StoreError) -> [ChannelRecord] {
    try await probing(.channels) { () async throws(StoreError) in try await inner.channels() }
  }

  package func channelWentDown(_ channel: String, answer: Value, nextTryAt: Instant, at now: Instant) async throws(StoreError) {
    try await probing(.channelDown) { () async throws(StoreError) in
      try await inner.channelWentDown(channel, answer: answer, nextTryAt: nextTryAt, at: now)
    }
  }

  package func channelCameUp(_ channel: String, at now: Instant) async throws(StoreError) {
    try await probing(.channelUp) { () async throws(StoreError) in try await inner.channelCameUp(channel, at: now) }
  }

  package func claimChannelProbe(_ channel: String, nextTryAt: Instant, at now: Instant) async throws(StoreError) -> Bool {
    try await probing(.probe) { () async throws(StoreError) in
      try await inner.claimChannelProbe(channel, nextTryAt: nextTryAt, at: now)
    }
  }

  package func register(_ executor: ExecutorRecord) async throws(StoreError) {
    try await probing(.register) { () async throws(StoreError) in try await inner.register(executor) }
  }

  package func heartbeat(_ id: ExecutorID) async throws(StoreError) {
    try await probing(.heartbeat) { () async throws(StoreError) in try await inner.heartbeat(id) }
  }

  package func end(_ id: ExecutorID) async throws(StoreError) {
    try await probing(.end) { () async throws(StoreError) in try await inner.end(id) }
  }

  package func uncleanDeaths(silenceSeconds: Int, carefulSeconds: Int) async throws(StoreError) -> Int {
    try await probing(.deaths) { () async throws(StoreError) in
      try await inner.uncleanDeaths(silenceSeconds: silenceSeconds, carefulSeconds: carefulSeconds)
    }
  }
}

/// What no story disturbs.
extension ProbedStore {
  package func deploy(_ closure: DefinitionClosure, starts: Int, at now: Instant) async throws(StoreError) -> Deployment {
    try await inner.deploy(closure, starts: starts, at: now)
  }

  package func closure(of hash: DefinitionHash) async throws(StoreError) -> DefinitionClosure? { try await inner.closure(of: hash) }
  package func workflows() async throws(StoreError) -> [WorkflowRecord] { try await inner.workflows() }
  package func startTimeLapse(at start: Instant) async throws(StoreError) { try await inner.startTimeLapse(at: start) }

  package func advanceTimeLapse(limit: Instant) async throws(StoreError) -> TimeLapseAdvance {
    try await inner.advanceTimeLapse(limit: limit)
  }

  package func installation(default name: String) async throws(StoreError) -> String {
    try await inner.installation(default: name)
  }

  package func operate(
    on id: InstanceID, at now: Instant, epoch: Int, decide: @Sendable (Instance) throws(StepAbandoned) -> InstanceWrite
  ) async throws(StoreError) -> Bool {
    try await inner.operate(on: id, at: now, epoch: epoch, decide: decide)
  }

  package func pruneInbox(before moment: Instant) async throws(StoreError) -> Int { try await inner.pruneInbox(before: moment) }

  package func declareDead(_ id: ExecutorID, silenceSeconds: Int) async throws(StoreError) {
    try await inner.declareDead(id, silenceSeconds: silenceSeconds)
  }

  package func audit(_ entry: AuditEntry) async throws(StoreError) { try await inner.audit(entry) }
  package func audits(limit: Int) async throws(StoreError) -> [AuditEntry] { try await inner.audits(limit: limit) }
  package func overview(at now: Instant) async throws(StoreError) -> Overview { try await inner.overview(at: now) }
  package func executors(limit: Int) async throws(StoreError) -> [ExecutorPresence] { try await inner.executors(limit: limit) }

  package func redriveInstance(_ id: InstanceID, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.redriveInstance(id, at: now)
  }

  package func redrivePart(_ id: PartID, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.redrivePart(id, at: now)
  }

  package func closeIncident(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.closeIncident(number, at: now)
  }

  package func instances(_ filter: InstanceFilter) async throws(StoreError) -> [Instance] { try await inner.instances(filter) }
  package func instance(_ id: InstanceID) async throws(StoreError) -> Instance? { try await inner.instance(id) }

  package func instance(workflow: String, key: String) async throws(StoreError) -> Instance? {
    try await inner.instance(workflow: workflow, key: key)
  }

  package func history(of id: InstanceID?, from: Instant?, limit: Int) async throws(StoreError) -> [HistoryRecord] {
    try await inner.history(of: id, from: from, limit: limit)
  }

  package func parts(_ filter: PartFilter) async throws(StoreError) -> [PartRecord] { try await inner.parts(filter) }
  package func attempts(of part: PartID) async throws(StoreError) -> [AttemptRecord] { try await inner.attempts(of: part) }
  package func incidents(openOnly: Bool) async throws(StoreError) -> [IncidentRecord] { try await inner.incidents(openOnly: openOnly) }
  package func inbox(of id: InstanceID) async throws(StoreError) -> [InboxRecord] { try await inner.inbox(of: id) }
}

extension ProbedStore {
  package func pauseChannel(_ channel: String, _ pause: ChannelRecord.Pause) async throws(StoreError) -> Bool {
    try await inner.pauseChannel(channel, pause)
  }

  package func resumeChannel(_ channel: String) async throws(StoreError) -> Bool { try await inner.resumeChannel(channel) }

  package func moveParts(_ ids: [PartID], _ move: OutboxMove, answer: Value, at now: Instant) async throws(StoreError) -> Set<PartID> {
    try await inner.moveParts(ids, move, answer: answer, at: now)
  }

  package func brake(_ channel: String, _ rule: BrakeRule, at now: Instant) async throws(StoreError) -> Int {
    try await inner.brake(channel, rule, at: now)
  }

  package func busiestWindow(_ channel: String, seconds: Int, at now: Instant) async throws(StoreError) -> Int {
    try await inner.busiestWindow(channel, seconds: seconds, at: now)
  }

  package func askToStop(_ ids: [PartID], because words: String) async throws(StoreError) -> Set<PartID> {
    try await inner.askToStop(ids, because: words)
  }

  package func stopsAsked(of owner: ExecutorID) async throws(StoreError) -> [DeliveryToken: String] {
    try await inner.stopsAsked(of: owner)
  }
  package func evidence(of part: PartID) async throws(StoreError) -> PartEvidence? { try await inner.evidence(of: part) }
  package func fence(raises: Bool, at now: Instant) async throws(StoreError) -> Fence { try await inner.fence(raises: raises, at: now) }
  package func raiseFence(at now: Instant) async throws(StoreError) -> Bool { try await inner.raiseFence(at: now) }
  package func liftFence(at now: Instant) async throws(StoreError) -> Bool { try await inner.liftFence(at: now) }
  package func deployments(of workflow: String?) async throws(StoreError) -> [DeploymentRecord] {
    try await inner.deployments(of: workflow)
  }

  package func signDeployment(_ workflow: String, number: Int, by: String, reason: String) async throws(StoreError) {
    try await inner.signDeployment(workflow, number: number, by: by, reason: reason)
  }

  package func versionCounts() async throws(StoreError) -> [VersionCount] { try await inner.versionCounts() }
}

extension ProbedStore {
  package func claimUntold(at now: Instant) async throws(StoreError) -> [IncidentRecord] { try await inner.claimUntold(at: now) }
  package func noteTold(_ numbers: [Int64], at now: Instant) async throws(StoreError) { try await inner.noteTold(numbers, at: now) }

  package func maintenanceWindows(at now: Instant) async throws(StoreError) -> [MaintenanceWindow] {
    try await inner.maintenanceWindows(at: now)
  }

  package func openMaintenance(_ window: MaintenanceWindow) async throws(StoreError) -> Int64 { try await inner.openMaintenance(window) }

  package func endMaintenance(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.endMaintenance(number, at: now)
  }

  package func instances(withItemField field: String, equalTo value: Value) async throws(StoreError) -> [InstanceID] {
    try await inner.instances(withItemField: field, equalTo: value)
  }

  package func endedInstances(_ filter: EndedFilter) async throws(StoreError) -> [InstanceID] { try await inner.endedInstances(filter) }
  package func endedVersions() async throws(StoreError) -> [EndedVersion] { try await inner.endedVersions() }

  package func rewrite(
    _ id: InstanceID, marksRedacted: Bool, at now: Instant, _ change: @escaping @Sendable (KeptPlace, Value) -> Value
  ) async throws(StoreError) -> Int? {
    try await inner.rewrite(id, marksRedacted: marksRedacted, at: now, change)
  }

  package func prune(_ ids: [InstanceID]) async throws(StoreError) -> [InstanceID] { try await inner.prune(ids) }
  package func makeHistoryPartitions(at now: Instant) async throws(StoreError) -> [String] {
    try await inner.makeHistoryPartitions(at: now)
  }

  package func noteStorage() async throws(StoreError) { try await inner.noteStorage() }
  package func storage() async throws(StoreError) -> StorageRecord { try await inner.storage() }
  package func historyMonths() async throws(StoreError) -> [HistoryMonthRecord] { try await inner.historyMonths() }
  package func dropHistory(month: String) async throws(StoreError) -> Bool { try await inner.dropHistory(month: month) }
}
