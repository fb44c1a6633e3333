package import CEL
package import Calendar
import Machine
import Workflow

extension MemoryStore {
  package func pauseChannel(_ channel: String, _ pause: ChannelRecord.Pause) throws(StoreError) -> Bool {
    try StoreLimits.check(name: channel)
    var record =
      channelRecords[channel] ?? ChannelRecord(name: channel, isDown: false, since: pause.since, lastAnswer: .null, nextTryAt: nil)
    guard record.pause == nil else { return false }
    record.pause = pause
    channelRecords[channel] = record
    return true
  }

  package func resumeChannel(_ channel: String) -> Bool {
    guard channelRecords[channel]?.pause != nil else { return false }
    channelRecords[channel]?.pause = nil
    return true
  }

  package func moveParts(_ ids: [PartID], _ move: OutboxMove, answer: Value, at now: Instant) throws(StoreError) -> Set<PartID> {
    let answer = try plain(answer)
    var moved: Set<PartID> = []
    for id in ids {
      guard var row = parts[id], move.from.contains(row.status) else { continue }
      row.status = move.to
      row.token += 1
      row.endLease()
      row.lastAnswer = answer
      row.settledAt = move == .cancel ? now : nil
      if move == .release { row.isCleared = true }
      replace(row)
      moved.insert(id)
    }
    closeIncidents(at: now) { incident in
      switch incident.cause {
      case .effect: move == .cancel && incident.part.map(moved.contains) ?? false
      case .brake: !parts.values.contains { $0.part.channel == incident.subject && $0.status == .held }
      default: false
      }
    }
    return moved
  }

  package func brake(_ channel: String, _ rule: BrakeRule, at now: Instant) -> Int {
    guard messagesAboutToGo(channel, rule, at: now) > rule.messagesMax else { return 0 }
    var held = 0
    for id in pending[channel] ?? [] {
      guard var row = parts[id], isCounted(row), row.part.nextAt <= now, row.sentAt == nil else { continue }
      row.status = .held
      row.token += 1
      row.endLease()
      row.lastAnswer = OutboxWords.braked
      replace(row)
      held += 1
    }
    if held > 0 { openIncident(.braked(channel, rule, held: held), of: nil, channel: channel, at: now) }
    return held
  }

  package func busiestWindow(_ channel: String, seconds: Int, at now: Instant) -> Int {
    let width = Int64(max(1, seconds)) * 1_000_000
    let present = now.microsecondsSinceEpoch / width
    let sent = parts.values.filter { $0.part.channel == channel && $0.part.message != nil }.compactMap(\.sentAt)
    let windows = Dictionary(grouping: sent.map { $0.microsecondsSinceEpoch / width }.filter { $0 < present }) { $0 }
    return windows.values.map(\.count).max() ?? 0
  }

  package func askToStop(_ ids: [PartID], because words: String) -> Set<PartID> {
    let asked = ids.filter { sending.contains($0) && parts[$0]?.part.message == nil }
    for id in asked { parts[id]?.stopAsked = words }
    return Set(asked)
  }

  package func stopsAsked(of owner: ExecutorID) -> [DeliveryToken: String] {
    var found: [DeliveryToken: String] = [:]
    for id in sending {
      guard let row = parts[id], row.owner == owner, let words = row.stopAsked else { continue }
      found[DeliveryToken(effect: id.effect, part: id.part, token: row.token)] = words
    }
    return found
  }

  package func evidence(of part: PartID) -> PartEvidence? {
    guard let row = parts[part], let record = parts(PartFilter(id: part, messagesOnly: false)).first else { return nil }
    return PartEvidence(record: record, bytes: row.bytes, sentAt: row.sentAt, attempts: row.tried.map(\.record))
  }

  package func fence(raises: Bool, at now: Instant) -> Fence {
    Fence(since: fencedSince, isCopy: false, lastStep: histories.values.compactMap { $0.last?.wall }.max())
  }

  package func raiseFence(at now: Instant) -> Bool {
    guard fencedSince == nil else { return false }
    fencedSince = now
    openIncident(.restored, of: nil, channel: IncidentOpening.outboxSubject, at: now)
    return true
  }

  package func liftFence(at now: Instant) -> Bool {
    guard fencedSince != nil else { return false }
    fencedSince = nil
    closeIncidents(at: now) { $0.cause == .restore }
    return true
  }

  package func deployments(of workflow: String?) -> [DeploymentRecord] {
    deploymentRecords.filter { workflow == nil || $0.workflow == workflow }
  }

  package func signDeployment(_ workflow: String, number: Int, by: String, reason: String) {
    guard let place = deploymentRecords.firstIndex(where: { $0.workflow == workflow && $0.number == number }) else { return }
    deploymentRecords[place].by = by
    deploymentRecords[place].reason = reason
  }

  package func versionCounts() -> [VersionCount] {
    let shown = instances.values.map(\.instance).filter { Schedule.number(ofKey: $0.key) == nil }
    let groups = Dictionary(grouping: shown) { [$0.workflow, $0.hash.text] }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, all in
      VersionCount(
        workflow: key[0], hash: DefinitionHash(text: key[1]), counts: Dictionary(all.map { ($0.status, 1) }, uniquingKeysWith: +))
    }
  }
}

extension MemoryStore {
  /// Whether anything may begin on the channel.
  func isOpen(_ channel: String) -> Bool {
    channelRecords[channel]?.pause == nil && (fencedSince == nil || OutboxWords.innerChannels.contains(channel))
  }

  /// Too much would go, or it is not yet known how much.
  func holdsBack(_ channel: String, _ rule: BrakeRule, at now: Instant) -> Bool {
    if messagesAboutToGo(channel, rule, at: now) > rule.messagesMax { return true }
    let waiting = (pending[channel] ?? []).compactMap { parts[$0] }.filter { isCounted($0) && $0.part.nextAt <= now }
    guard let oldest = waiting.map(\.part.nextAt).min(), oldest > now.adding(seconds: -BrakeRule.waitSecondsMax) else { return false }
    return instances.values.count { $0.isAwake && $0.due.map { $0 <= now } ?? false } > rule.messagesMax
  }

  private func isCounted(_ row: MemoryPart) -> Bool { !row.isCleared && row.part.message != nil }

  private func messagesAboutToGo(_ channel: String, _ rule: BrakeRule, at now: Instant) -> Int {
    let since = now.adding(seconds: -Int64(rule.windowSeconds))
    return parts.values.count { row in
      guard row.part.channel == channel, isCounted(row) else { return false }
      if let sentAt = row.sentAt { return sentAt > since }
      return row.status == .pending && row.part.nextAt <= now
    }
  }
}

/// What both stores write and know of held messages.
package enum OutboxWords {
  package static let braked: Value = ["text": "held by the brake"]
  /// What stays within the store goes on while the outbox is held.
  package static let innerChannels = ["start", "tell"]
}
