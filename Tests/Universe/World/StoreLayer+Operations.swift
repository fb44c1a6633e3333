import CEL
import Calendar
import Machine
import Store
import Workflow

extension StoreLayer {
  func pauseChannel(_ channel: String, _ pause: ChannelRecord.Pause) async throws(StoreError) -> Bool {
    try await inner.pauseChannel(channel, pause)
  }

  func resumeChannel(_ channel: String) async throws(StoreError) -> Bool { try await inner.resumeChannel(channel) }

  func moveParts(_ ids: [PartID], _ move: OutboxMove, answer: Value, at now: Instant) async throws(StoreError) -> Set<PartID> {
    try await inner.moveParts(ids, move, answer: answer, at: now)
  }

  func brake(_ channel: String, _ rule: BrakeRule, at now: Instant) async throws(StoreError) -> Int {
    try await inner.brake(channel, rule, at: now)
  }

  func busiestWindow(_ channel: String, seconds: Int, at now: Instant) async throws(StoreError) -> Int {
    try await inner.busiestWindow(channel, seconds: seconds, at: now)
  }

  func askToStop(_ ids: [PartID], because words: String) async throws(StoreError) -> Set<PartID> {
    try await inner.askToStop(ids, because: words)
  }

  func stopsAsked(of owner: ExecutorID) async throws(StoreError) -> [DeliveryToken: String] { try await inner.stopsAsked(of: owner) }
  func evidence(of part: PartID) async throws(StoreError) -> PartEvidence? { try await inner.evidence(of: part) }
  func fence(raises: Bool, at now: Instant) async throws(StoreError) -> Fence { try await inner.fence(raises: raises, at: now) }
  func raiseFence(at now: Instant) async throws(StoreError) -> Bool { try await inner.raiseFence(at: now) }
  func liftFence(at now: Instant) async throws(StoreError) -> Bool { try await inner.liftFence(at: now) }
  func deployments(of workflow: String?) async throws(StoreError) -> [DeploymentRecord] {
    try await inner.deployments(of: workflow)
  }

  func signDeployment(_ workflow: String, number: Int, by: String, reason: String) async throws(StoreError) {
    try await inner.signDeployment(workflow, number: number, by: by, reason: reason)
  }

  func versionCounts() async throws(StoreError) -> [VersionCount] { try await inner.versionCounts() }
}

extension StoreLayer {
  func claimUntold(at now: Instant) async throws(StoreError) -> [IncidentRecord] { try await inner.claimUntold(at: now) }
  func noteTold(_ numbers: [Int64], at now: Instant) async throws(StoreError) { try await inner.noteTold(numbers, at: now) }

  func maintenanceWindows(at now: Instant) async throws(StoreError) -> [MaintenanceWindow] {
    try await inner.maintenanceWindows(at: now)
  }

  func openMaintenance(_ window: MaintenanceWindow) async throws(StoreError) -> Int64 { try await inner.openMaintenance(window) }

  func endMaintenance(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool {
    try await inner.endMaintenance(number, at: now)
  }

  func instances(withItemField field: String, equalTo value: Value) async throws(StoreError) -> [InstanceID] {
    try await inner.instances(withItemField: field, equalTo: value)
  }

  func endedInstances(_ filter: EndedFilter) async throws(StoreError) -> [InstanceID] { try await inner.endedInstances(filter) }
  func endedVersions() async throws(StoreError) -> [EndedVersion] { try await inner.endedVersions() }

  func rewrite(
    _ id: InstanceID, marksRedacted: Bool, at now: Instant, _ change: @escaping @Sendable (KeptPlace, Value) -> Value
  ) async throws(StoreError) -> Int? {
    try await inner.rewrite(id, marksRedacted: marksRedacted, at: now, change)
  }

  func prune(_ ids: [InstanceID]) async throws(StoreError) -> [InstanceID] { try await inner.prune(ids) }
  func makeHistoryPartitions(at now: Instant) async throws(StoreError) -> [String] {
    try await inner.makeHistoryPartitions(at: now)
  }

  func noteStorage() async throws(StoreError) { try await inner.noteStorage() }
  func storage() async throws(StoreError) -> StorageRecord { try await inner.storage() }
  func historyMonths() async throws(StoreError) -> [HistoryMonthRecord] { try await inner.historyMonths() }
  func dropHistory(month: String) async throws(StoreError) -> Bool { try await inner.dropHistory(month: month) }
}
