import CEL
import Calendar
import Channel
import Executor
import Machine
import Store
import StoreProbe

/// What the books say of messages, held against what the channels saw.
extension Books {
  private var messages: [PartRecord] { parts.filter { $0.part.message != nil } }

  private func attempts(of part: PartID) -> [Postbox.Attempt] {
    rig.channels.flatMap(\.all).filter { $0.part.id == part.description }
  }

  /// Every part is terminal, or pending with a next time, or held and listed; what is called delivered was accepted.
  var nothingLost: [String] {
    parts.flatMap { record -> [String] in
      let id = record.part.id
      let about = incidents.filter { $0.part == id }
      switch record.status {
      case .pending, .held, .cancelled, .suppressed: return []
      case .sending: return ["NothingLost \(id): is being sent by nobody"]
      case .uncertain: return about.contains { $0.closedAt == nil } ? [] : ["NothingLost \(id): is held, but not listed"]
      case .failed:
        return about.isEmpty && record.part.message != nil ? ["NothingLost \(id): failed, and nobody was told"] : []
      case .delivered:
        let isAccepted = attempts(of: id).contains { $0.outcome?.isDelivered ?? false }
        return record.part.message == nil || isAccepted ? [] : ["NothingLost \(id): called delivered, but nobody took it"]
      }
    }
  }

  /// Taken once, but for what was uncertain; and every attempt is the same message.
  var atMostOnce: [String] {
    messages.flatMap { record -> [String] in
      let attempts = attempts(of: record.part.id)
      let taken = attempts.count { $0.outcome?.isDelivered ?? false }
      var findings: [String] = []
      if taken > 1 + record.uncertains { findings.append("taken \(taken) times, uncertain \(record.uncertains) times") }
      if Set(attempts.map(\.part.messageID)).count > 1 { findings.append("went under several Message-IDs") }
      if Set(attempts.map(\.bytes)).count > 1 { findings.append("went with different bytes") }
      return findings.map { "AtMostOnceUnlessUncertain \(record.part.id): \($0)" }
    }
  }

  /// Per thread and recipient: first attempts in effect order but for `threadWait`; References name what this recipient was sent.
  var threads: [String] {
    let threaded = messages.filter { $0.part.thread != nil }
    let groups = Dictionary(grouping: threaded) {
      "\($0.part.effect.instance) \($0.part.thread ?? "") \($0.part.channel) \($0.part.recipient)"
    }
    return groups.values.flatMap { group -> [String] in
      let records = Dictionary(uniqueKeysWithValues: group.map { ($0.part.id.description, $0) })
      var firsts: [Postbox.Attempt] = []
      for attempt in rig.channels.flatMap(\.all) where records[attempt.part.id] != nil {
        if !firsts.contains(where: { $0.part.id == attempt.part.id }) { firsts.append(attempt) }
      }
      var findings: [String] = []
      var sent: [PartRecord] = []
      for first in firsts {
        guard let record = records[first.part.id] else { continue }
        let known = Set(sent.map { $0.part.id.messageID(domain: Rig.domain) })
        if !known.isSuperset(of: first.part.references) { findings.append("\(first.part.id) refers to what was not sent here") }
        if let later = sent.first(where: { $0.part.effect > record.part.effect }), !hasWaited(record, later) {
          findings.append("\(first.part.id) went after \(later.part.id)")
        }
        sent.append(record)
      }
      return findings.map { "ThreadOrder \($0)" }
    }
  }

  /// Whether the later message of a thread had a reason to go first.
  private func hasWaited(_ earlier: PartRecord, _ later: PartRecord) -> Bool {
    let end = later.createdAt.adding(seconds: Int64(DeliveryLimits.threadWaitSeconds))
    return (later.settledAt ?? rig.now) > end || earlier.createdAt >= later.createdAt
  }

  var childrenWhole: [String] {
    let byID = Dictionary(uniqueKeysWithValues: instances.map { ($0.id, $0) })
    return instances.flatMap { parent in
      parent.children.flatMap { child -> [String] in
        let name = "ChildrenWhole \(parent.workflow)/\(parent.key) \(child.key):"
        guard let found = byID[child.id] else { return isStarting(parent, child) ? [] : ["\(name) was named, but never opened"] }
        let steps = history[parent.id] ?? []
        let told = steps.count {
          $0.event["name"]?.string == "@child" && $0.event["data"]?["key"]?.string == child.key
            && $0.changes["handled"]?.bool == true
        }
        if told > 1 { return ["\(name) told its end \(told) times"] }
        guard !parent.status.isEnded, parent.isAwake, found.status.isEnded != child.isEnded else { return [] }
        return ["\(name) is \(found.status.rawValue), its parent thinks \(child.status.rawValue)"]
      }
    }
  }

  private func isStarting(_ parent: Instance, _ child: Child) -> Bool {
    parts.contains { record in
      record.part.effect.instance == parent.id && record.part.channel == ChannelName.start
        && record.part.body["key"]?.string == child.key && record.status != .delivered
    }
  }
}
