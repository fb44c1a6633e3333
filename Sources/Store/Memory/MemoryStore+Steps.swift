package import Calendar
package import Machine
import Workflow

extension MemoryStore {
  package func shardsWithDueWork(at now: Instant) -> [Int] {
    shards.indices.filter { shard in shards[shard].contains { dueTime($0, at: now) != nil } }
  }

  package func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) throws(StoreError) -> StepReport {
    guard claim.epoch == epoch else { throw .wrongEpoch(epoch, wanted: claim.epoch) }
    let due = dueInstances(claim)
    let poisoned = due.filter { (instances[$0]?.suspect ?? 0) >= claim.suspectsMax }
    let loaded = due.filter { !poisoned.contains($0) }.compactMap { loadDue($0, at: claim.now) }
    let writes = try checked(try decided(loaded, decide), loaded)
    for id in poisoned { faultUnseen(id, at: claim.now) }
    for write in writes { apply(write, at: claim.now) }
    return StepReport(claimed: due.count, written: writes.count, faulted: poisoned)
  }

  package func suspectNextDue(shard: Int, at now: Instant) -> InstanceID? {
    guard let id = dueInstances(StepClaim(shard: shard, now: now, limit: 1, epoch: epoch)).first else { return nil }
    instances[id]?.suspect += 1
    return id
  }

  private func decided(
    _ loaded: [DueInstance], _ decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) throws(StoreError) -> [InstanceWrite] {
    guard !loaded.isEmpty else { return [] }
    do {
      return try decide(loaded)
    } catch {
      throw StoreError(retry: .never, message: "the step was abandoned: \(error.reason)")
    }
  }

  /// When an awake instance became due, if it has by `now`; events count from their arrival.
  func dueTime(_ id: InstanceID, at now: Instant) -> Instant? {
    guard let row = instances[id], row.isAwake else { return nil }
    if let timer = row.due, timer <= now { return timer }
    return arrivedTime(id, at: now)
  }

  private func arrivedTime(_ id: InstanceID, at now: Instant) -> Instant? {
    guard let first = inboxes[id]?.unread.first?.event.at, first <= now else { return nil }
    return first
  }

  private func dueInstances(_ claim: StepClaim) -> [InstanceID] {
    claim.shards.flatMap { dueInstances(claim, in: $0) }
  }

  /// Half of the limit for those with events, what is left for timers, each oldest first.
  private func dueInstances(_ claim: StepClaim, in shard: Int) -> [InstanceID] {
    let limit = claim.limitPerShard
    var candidates = shards[shard]
    if let only = claim.only { candidates.formIntersection(only) }
    let awake = candidates.filter { instances[$0]?.isAwake ?? false }
    let mail = oldest(awake, limit: (limit + 1) / 2) { arrivedTime($0, at: claim.now) }
    let timers = oldest(awake.subtracting(mail), limit: limit - mail.count) { id in
      guard let due = instances[id]?.due, due <= claim.now else { return nil }
      return due
    }
    return mail + timers
  }

  private func oldest(_ ids: Set<InstanceID>, limit: Int, _ time: (InstanceID) -> Instant?) -> [InstanceID] {
    let timed = ids.compactMap { id in time(id).map { (at: $0, id: id) } }
    return timed.sorted { ($0.at, $0.id) < ($1.at, $1.id) }.prefix(max(0, limit)).map(\.id)
  }

  func loadDue(_ id: InstanceID, at now: Instant) -> DueInstance? {
    guard var instance = instances[id]?.instance else { return nil }
    let reads = definitions[instance.hash.text]?.closure.reads
    if reads?.items == false { instance.items = [] }
    if reads?.children == false { instance.children = [] }
    let unread = inboxes[id]?.toRead(by: now) ?? []
    return DueInstance(instance: instance, events: Array(unread.prefix(StoreLimits.eventsPerInstanceMax)))
  }
}
