package import CEL
package import Calendar
import Machine
import PostgreSQL
package import Store
import Workflow

extension PostgresStore {
  package func pauseChannel(_ channel: String, _ pause: ChannelRecord.Pause) async throws(StoreError) -> Bool {
    let paused = try await rows(
      OperationsSQL.pauseChannel, [.text(channel), .instant(pause.since), .text(pause.by), .text(pause.reason)])
    return paused.count == 1
  }

  package func resumeChannel(_ channel: String) async throws(StoreError) -> Bool {
    try await rows(OperationsSQL.resumeChannel, [.text(channel)]).count == 1
  }

  package func moveParts(
    _ ids: [PartID], _ move: OutboxMove, answer: Value, at now: Instant
  ) async throws(StoreError) -> Set<PartID> {
    guard !ids.isEmpty else { return [] }
    let parameters: [Parameter] = [
      .shards(of: ids.map(\.effect.instance)), .ids(ids.map(\.effect.instance)), .numbers(ids.map(\.effect.step)),
      .numbers(ids.map(\.effect.index)), .numbers(ids.map(\.part)), .texts(move.from.map(\.rawValue).sorted()),
      .text(move.to.rawValue), .value(answer), .optional(move == .cancel ? now : nil), .bool(move == .release),
    ]
    return try await repeating {
      try await pool.transaction { transaction in
        var moved: Set<PartID> = []
        for row in try transaction.query(OperationsSQL.moveParts, parameters) {
          var cursor = RowCursor(row)
          moved.insert(
            PartID(
              effect: EffectID(instance: try cursor.instanceID(), step: try cursor.int(), index: try cursor.int()),
              part: try cursor.int()))
        }
        let closed = move == .cancel ? moved.map(\.description) : []
        _ = try transaction.query(OperationsSQL.closeSettled, [.texts(closed), .instant(now)])
        return moved
      }
    }
  }

  package func brake(_ channel: String, _ rule: BrakeRule, at now: Instant) async throws(StoreError) -> Int {
    let words = IncidentOpening.braked(channel, rule, held: nil)
    let held = try await rows(
      OperationsSQL.brake,
      [
        .text(channel), .instant(now), .number(rule.messagesMax), .number(rule.windowSeconds), .value(OutboxWords.braked),
        .text(words.text), .nullable(text: words.detail),
      ])
    return try reading(held) { cursor in try cursor.int() }.first ?? 0
  }

  package func busiestWindow(_ channel: String, seconds: Int, at now: Instant) async throws(StoreError) -> Int {
    let most = try await rows(OperationsSQL.busiestWindow, [.text(channel), .instant(now), .number(max(1, seconds))])
    return try reading(most) { cursor in try cursor.int() }.first ?? 0
  }

  package func askToStop(_ ids: [PartID], because words: String) async throws(StoreError) -> Set<PartID> {
    guard !ids.isEmpty else { return [] }
    let asked = try await rows(
      DeliverySQL.askToStop,
      [
        .shards(of: ids.map(\.effect.instance)), .ids(ids.map(\.effect.instance)), .numbers(ids.map(\.effect.step)),
        .numbers(ids.map(\.effect.index)), .numbers(ids.map(\.part)), .text(words),
      ])
    return Set(
      try reading(asked) { cursor in
        PartID(
          effect: EffectID(instance: try cursor.instanceID(), step: try cursor.int(), index: try cursor.int()), part: try cursor.int())
      })
  }

  package func stopsAsked(of owner: ExecutorID) async throws(StoreError) -> [DeliveryToken: String] {
    let found = try reading(try await rows(DeliverySQL.listStops, [.text(owner.text)])) { cursor in
      let effect = EffectID(instance: try cursor.instanceID(), step: try cursor.int(), index: try cursor.int())
      return (DeliveryToken(effect: effect, part: try cursor.int(), token: Int64(try cursor.int())), try cursor.text())
    }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  package func evidence(of part: PartID) async throws(StoreError) -> PartEvidence? {
    guard let record = try await parts(PartFilter(id: part, messagesOnly: false)).first else { return nil }
    let wire = try reading(try await rows(OperationsSQL.readBytes, part.parameters)) { cursor in
      (bytes: try cursor.optionalBytes(), sentAt: try cursor.optionalInstant())
    }.first
    return PartEvidence(record: record, bytes: wire?.bytes, sentAt: wire?.sentAt, attempts: try await attempts(of: part))
  }

  package func fence(raises: Bool, at now: Instant) async throws(StoreError) -> Fence {
    if raises { _ = try await raiseFence(onlyIfCopy: true, at: now) }
    let read = try reading(try await rows(FenceSQL.read)) { cursor in
      Fence(since: try cursor.optionalInstant(), isCopy: try cursor.bool(), lastStep: try cursor.optionalInstant())
    }
    guard let fence = read.first else { throw StoreError.bug("the database has no engine row") }
    return fence
  }

  package func raiseFence(at now: Instant) async throws(StoreError) -> Bool { try await raiseFence(onlyIfCopy: false, at: now) }

  private func raiseFence(onlyIfCopy: Bool, at now: Instant) async throws(StoreError) -> Bool {
    let words = IncidentOpening.restored
    return try await rows(FenceSQL.raise, [.instant(now), .text(words.text), .bool(onlyIfCopy), .nullable(text: words.detail)]).count == 1
  }

  package func liftFence(at now: Instant) async throws(StoreError) -> Bool {
    try await rows(FenceSQL.lift, [.instant(now)]).count == 1
  }

  package func deployments(of workflow: String?) async throws(StoreError) -> [DeploymentRecord] {
    try reading(try await rows(OperationsSQL.listDeployments, [.nullable(text: workflow)])) { cursor in
      DeploymentRecord(
        workflow: try cursor.text(), number: try cursor.int(), hash: DefinitionHash(text: try cursor.text()), at: try cursor.instant(),
        by: try cursor.optionalText(), reason: try cursor.optionalText())
    }
  }

  package func signDeployment(_ workflow: String, number: Int, by: String, reason: String) async throws(StoreError) {
    _ = try await rows(OperationsSQL.signDeployment, [.text(workflow), .number(number), .text(by), .text(reason)])
  }

  package func versionCounts() async throws(StoreError) -> [VersionCount] {
    let counted = try reading(try await rows(OperationsSQL.countVersions)) { cursor in
      (
        workflow: try cursor.text(), hash: DefinitionHash(text: try cursor.text()), status: try cursor.word(Instance.Status.self),
        count: try cursor.int()
      )
    }
    var versions: [VersionCount] = []
    for row in counted {
      if versions.last?.workflow != row.workflow || versions.last?.hash != row.hash {
        versions.append(VersionCount(workflow: row.workflow, hash: row.hash, counts: [:]))
      }
      versions[versions.count - 1].counts[row.status] = row.count
    }
    return versions
  }
}
