package import Calendar
import Machine
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

  private func plan(_ opening: Opening) async throws(StoreError) -> OpeningPlan {
    let found = try await rows(
      InstanceSQL.findForOpening,
      [
        .text(opening.instance.workflow), .text(opening.instance.key), .nullable(text: opening.instance.origin?.description),
        .nullable(text: opening.adoptionKey),
      ])
    let known = try reading(found) { cursor in
      let id = try cursor.instanceID()
      let run = try cursor.int()
      let status = try cursor.word(Instance.Status.self)
      return (OpeningPlan.Newest(id: id, run: run, isEnded: status.isEnded), try cursor.optionalInstanceID())
    }
    return OpeningPlan(opening, newest: known.first?.0, carriedOut: known.first?.1)
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
