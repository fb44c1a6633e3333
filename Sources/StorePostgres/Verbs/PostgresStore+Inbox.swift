package import Calendar
package import Machine
import PostgreSQL
package import Store
import Workflow

extension PostgresStore {
  package func append(_ event: InboxEvent) async throws(StoreError) -> Bool {
    try await rows(InboxSQL.append, InboxColumns.append(event)).affected == 1
  }

  package func open(_ opening: Opening) async throws(StoreError) -> Opened {
    // Each time round another opener was faster by one run, so a few are enough.
    for _ in 0..<Self.openersMax {
      switch try await plan(opening) {
      case .nothing(let id):
        return .alreadyThere(id)
      case .adopt(let id):
        if let adoption = opening.adoption(of: id) { _ = try await append(adoption) }
        return .adopted(id)
      case .open(let run):
        let (instance, event) = opening.instance(run: run)
        let opened = try await rows(InstanceSQL.open, InboxColumns.open(instance, event))
        if opened.count == 1 { return .opened(instance.id) }
      }
    }
    throw StoreError(retry: .conflict, message: "others open the same key all the time")
  }

  private static let openersMax = 16

  package func pruneInbox(before moment: Instant) async throws(StoreError) -> Int {
    try await rows(InboxSQL.prune, [.instant(moment), .number(InboxLimits.prunedMax)]).affected
  }

  package func open(
    _ opening: Opening, unless isAtWork: @Sendable (Instance) throws(StepAbandoned) -> Bool
  ) async throws(StoreError) -> OpenedAlone {
    do {
      return try await pool.transaction { transaction in
        _ = try transaction.query(DefinitionSQL.lockWorkflow, [.text(opening.instance.workflow)])
        let plan = try Self.plan(opening, transaction.query(InstanceSQL.findForOpening, Self.question(opening)))
        if case .nothing(let id) = plan { return .done(.alreadyThere(id)) }
        if let other = try Self.atWork(opening.instance, transaction, isAtWork) { return .atWork(other) }
        switch plan {
        case .nothing(let id): return .done(.alreadyThere(id))
        case .adopt(let id):
          if let adoption = opening.adoption(of: id) { _ = try transaction.query(InboxSQL.append, InboxColumns.append(adoption)) }
          return .done(.adopted(id))
        case .open(let run):
          let (instance, event) = opening.instance(run: run)
          let opened = try transaction.query(InstanceSQL.open, InboxColumns.open(instance, event))
          return .done(opened.count == 1 ? .opened(instance.id) : .adopted(instance.id))
        }
      }
    } catch let abandoned as StepAbandoned {
      throw StoreError(retry: .never, message: "the opening was abandoned: \(abandoned.reason)")
    } catch {
      throw StoreError(any: error)
    }
  }

  private static func atWork(
    _ opened: Instance, _ transaction: Transaction, _ isAtWork: (Instance) throws(StepAbandoned) -> Bool
  ) throws -> Instance? {
    let running = try transaction.query(
      InstanceSQL.list,
      [
        .text(opened.workflow), .nullable(text: nil), .nullable(text: nil), .texts([Instance.Status.running.rawValue]), .bool(false),
        .number(StoreLimits.listedMax),
      ])
    for row in running {
      var cursor = RowCursor(row)
      let instance = try InstanceRow(&cursor).instance
      if instance.key != opened.key, try isAtWork(instance) { return instance }
    }
    return nil
  }

  private static func question(_ opening: Opening) -> [Parameter] {
    [
      .text(opening.instance.workflow), .text(opening.instance.key), .nullable(text: opening.instance.origin?.description),
      .nullable(text: opening.adoptionKey),
    ]
  }

  private static func plan(_ opening: Opening, _ found: Rows) throws -> OpeningPlan {
    guard let row = found.first else { return OpeningPlan(opening, newest: nil, carriedOut: nil) }
    var cursor = RowCursor(row)
    let id = try cursor.instanceID()
    let run = try cursor.int()
    let status = try cursor.word(Instance.Status.self)
    return OpeningPlan(
      opening, newest: OpeningPlan.Newest(id: id, run: run, isEnded: status.isEnded), carriedOut: try cursor.optionalInstanceID())
  }

  private func plan(_ opening: Opening) async throws(StoreError) -> OpeningPlan {
    let found = try await rows(InstanceSQL.findForOpening, Self.question(opening))
    do {
      return try Self.plan(opening, found)
    } catch {
      throw StoreError(any: error)
    }
  }
}

enum InboxColumns {
  static func append(_ event: InboxEvent) -> [Parameter] {
    [.shard(event.instance.shard), .id(event.instance)] + tail(event)
  }

  /// `key, at, name, data`.
  private static func tail(_ event: InboxEvent) -> [Parameter] {
    [.text(event.key), .instant(event.at), .text(event.name), .value(event.data)]
  }

  static func open(_ instance: Instance, _ event: InboxEvent) -> [Parameter] {
    [
      .shard(instance.id.shard), .id(instance.id), .text(instance.workflow), .text(instance.key), .number(instance.run),
      .text(instance.hash.text), .nullable(text: instance.origin?.description), .value(Standing(of: instance).stored),
      .value(instance.input), .value(instance.data), .instant(instance.openedAt),
    ] + tail(event)
  }
}
