package import Calendar
package import Machine
package import Store
package import Workflow

/// Does what is due to the records of instances that ended long ago: takes out what `retention` names, removes what nobody keeps, and
/// drops months of the history that are empty. In small batches, so that nobody waits for it.
///
/// An instance's own version says what is redacted; where that says nothing, the workflow's current one.
package struct RetentionRound: Sendable {
  package struct Due: Sendable {
    package var instance: Instance
    package var fields: [Retention.Field]
  }

  private let store: any Store
  private let shelf: DefinitionShelf

  /// Instances of one round: some milliseconds of work each.
  package static let batch = 50
  /// Steps that are looked through for what once stood in a field.
  private static let stepsMax = 10_000

  package init(store: any Store, shelf: DefinitionShelf) { (self.store, self.shelf) = (store, shelf) }

  /// Instances whose time is over, with what goes; at most so many.
  package func due(of workflow: String? = nil, at now: Instant, limit: Int) async throws -> [Due] {
    let current = Dictionary(try await store.workflows().map { ($0.workflow, $0.hash) }, uniquingKeysWith: { first, _ in first })
    var found: [Due] = []
    for version in try await store.endedVersions() where workflow == nil || version.workflow == workflow {
      guard let (definition, retention) = try await retention(of: version, current: current[version.workflow]) else { continue }
      let filter = EndedFilter(
        workflow: version.workflow, version: version.hash, before: now, isUnredactedOnly: true, limit: limit - found.count)
      for id in try await store.endedInstances(filter) {
        guard let instance = try await store.instance(id), let closed = instance.closedAt else { continue }
        // Oldest first: who ended later is not due either.
        guard retention.after.due(from: closed, in: definition.zone, calendar: definition.calendar) <= now else { break }
        found.append(Due(instance: instance, fields: retention.redact))
      }
      if found.count >= limit { break }
    }
    return found
  }

  /// - Returns: how many rows were changed; nil where it is not there any more.
  package func redact(_ due: Due, at now: Instant) async throws -> Int? {
    let id = due.instance.id
    let events = try await store.history(of: id, from: nil, limit: Self.stepsMax).map(\.event)
    let redaction = Redaction(due.fields, of: due.instance, events: events)
    return try await store.rewrite(id, marksRedacted: true, at: now) { redaction.changed($0, $1) }
  }

  /// - Returns: those that were removed; what has something unsent or unread stays.
  package func remove(of workflow: String? = nil, endedBefore before: Instant, limit: Int) async throws -> [InstanceID] {
    let ids = try await store.endedInstances(EndedFilter(workflow: workflow, before: before, limit: limit))
    return ids.isEmpty ? [] : try await store.prune(ids)
  }

  /// Months that were over before a time.
  package func months(before: Instant) async throws -> [HistoryMonthRecord] {
    try await store.historyMonths().filter { "\($0.month)-31" < before.description }
  }

  private func retention(
    of version: EndedVersion, current: DefinitionHash?
  ) async throws -> (Workflow.Definition, Retention)? {
    for hash in [version.hash] + [current].compactMap(\.self) {
      guard let definition = try await definition(hash), let retention = definition.retention else { continue }
      return (definition, retention)
    }
    return nil
  }

  /// Nil where nobody can read it any more: that is told where its instances are looked at.
  private func definition(_ hash: DefinitionHash) async throws -> Workflow.Definition? {
    do {
      return try await shelf.definition(hash).definition
    } catch is StepAbandoned {
      return nil
    }
  }
}
