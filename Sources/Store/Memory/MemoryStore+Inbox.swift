package import Calendar
package import Machine

extension MemoryStore {
  package func pruneInbox(before moment: Instant) -> Int {
    var left = InboxLimits.prunedMax
    for id in inboxes.keys { left -= inboxes[id]?.prune(before: moment, limit: left) ?? 0 }
    return InboxLimits.prunedMax - left
  }

  package func append(_ event: InboxEvent) throws(StoreError) -> Bool { take(try plain(event)) }

  package func open(_ opening: Opening) throws(StoreError) -> Opened {
    let ids = runs[opening.instance.workflow]?[opening.instance.key] ?? []
    let newest = ids.last.flatMap { instances[$0]?.instance }
    let plan = OpeningPlan(
      opening, newest: newest.map { OpeningPlan.Newest(id: $0.id, run: $0.run, isEnded: $0.status.isEnded) },
      carriedOut: ids.first { wasCarriedOut(opening, by: $0) })
    switch plan {
    case .nothing(let id):
      return .alreadyThere(id)
    case .adopt(let id):
      if let adoption = opening.adoption(of: id) { _ = take(try plain(adoption)) }
      return .adopted(id)
    case .open(let run):
      try StoreLimits.check(key: opening.instance.key)
      try StoreLimits.check(name: opening.instance.workflow)
      let (instance, event) = opening.instance(run: run)
      let started = try plain(event)
      put(new: try plain(instance))
      _ = take(started)
      return .opened(instance.id)
    }
  }

  package func open(
    _ opening: Opening, unless isAtWork: @Sendable (Instance) throws(StepAbandoned) -> Bool
  ) throws(StoreError) -> OpenedAlone {
    let workflow = opening.instance.workflow
    let ids = runs[workflow]?[opening.instance.key] ?? []
    if let id = ids.first(where: { wasCarriedOut(opening, by: $0) }) { return .done(.alreadyThere(id)) }
    for other in instances(InstanceFilter(workflow: workflow, statuses: [.running], limit: StoreLimits.listedMax))
    where other.key != opening.instance.key {
      do throws(StepAbandoned) {
        if try isAtWork(other) { return .atWork(other) }
      } catch {
        throw StoreError(retry: .never, message: "the opening was abandoned: \(error.reason)")
      }
    }
    return .done(try open(opening))
  }

  /// Whether this very opening, which may be repeated, opened or adopted that run.
  private func wasCarriedOut(_ opening: Opening, by id: InstanceID) -> Bool {
    if let origin = opening.instance.origin, instances[id]?.instance.origin == origin { return true }
    guard let key = opening.adoptionKey else { return false }
    return inboxes[id]?.has(key) ?? false
  }
}
