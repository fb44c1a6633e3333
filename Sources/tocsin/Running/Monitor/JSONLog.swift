import CEL
import Calendar
import Executor
import Foundation
import Machine
import Store
import Synchronization

/// The log for machines: a line of JSON for each thing that happened, to standard error, with what it was about.
final class JSONLog: ExecutorListener {
  private let executor: String
  private let clock: SystemClock
  private let write: @Sendable (String) -> Void
  /// `workflow/key` of the instances that were stepped last.
  private let names = Mutex<[InstanceID: String]>([:])

  /// More names than this are forgotten and learned anew.
  private static let namesMax = 10_000

  init(executor: String, clock: SystemClock, write: @escaping @Sendable (String) -> Void) {
    (self.executor, self.clock, self.write) = (executor, clock, write)
  }

  func hear(_ news: ExecutorNews) {
    switch news {
    case .stepped(let instance, let record, let parts):
      learn(instance)
      line("info", "stepped", instance.id, record.number) {
        $0["event"] = .string(record.eventName)
        $0["from"] = .string(record.from)
        $0["to"] = .string(record.to)
        $0["effects"] = .int(Int64(parts.count))
        $0["lateMilliseconds"] = .int(Int64(max(0, (record.moment.wall - record.moment.now).seconds * 1000)))
      }
    case .faulted(let instance, let incident):
      learn(instance)
      line("error", "faulted", instance.id, instance.step + 1) {
        $0["text"] = .string(incident.text)
        $0["detail"] = incident.detail.map { .string($0) }
      }
    case .faultedUnseen(let ids): for id in ids { line("error", "faulted unseen", id, nil) { _ in } }
    case .settled(let delivery, let settlement, _):
      line(settlement.ending == .delivered ? "info" : "warning", "settled", delivery.part.effect.instance, delivery.part.effect.step) {
        Self.effect(delivery.part, &$0)
        $0["outcome"] = .string(Self.word(settlement.ending))
        $0["answer"] = settlement.answer
      }
    case .outdated(let delivery):
      line("warning", "lease lost", delivery.part.effect.instance, delivery.part.effect.step) { Self.effect(delivery.part, &$0) }
    case .swept(let swept):
      for one in swept {
        line("warning", one.isHeld ? "uncertain, held" : "uncertain", one.id.effect.instance, one.id.effect.step) {
          $0["effect"] = .string(one.id.description)
          $0["channel"] = .string(one.channel)
        }
      }
    case .channelDown(let channel, let reason): whole("error", "channel down", ["channel": .string(channel), "text": .string(reason)])
    case .channelUp(let channel): whole("info", "channel up", ["channel": .string(channel)])
    case .braked(let channel, let held): whole("error", "braked", ["channel": .string(channel), "held": .int(Int64(held))])
    case .claimed: break
    case .tidied(let redacted, let removed):
      whole("info", "tidied", ["redacted": .int(Int64(redacted)), "removed": .int(Int64(removed))])
    case .storeTrouble(let error):
      whole(
        "error", "store trouble",
        ["text": .string(error.message), "detail": .string(error.detail), "sqlstate": error.sqlstate.map { .string($0) } ?? .null])
    case .clockJumped(let seconds): whole("error", "clock jumped", ["seconds": .double(seconds)])
    case .wrongEpoch(let found, let expected):
      whole("error", "stands still: another epoch", ["found": .int(Int64(found)), "expected": .int(Int64(expected))])
    case .careful(let deaths): whole("warning", deaths > 0 ? "careful" : "careful no more", ["deaths": .int(Int64(deaths))])
    case .timeLapse: break
    }
  }

  private func learn(_ instance: Instance) {
    names.withLock { names in
      if names.count >= Self.namesMax { names = [:] }
      names[instance.id] = "\(instance.workflow)/\(instance.key)"
    }
  }

  private func line(_ level: String, _ what: String, _ id: InstanceID, _ step: Int?, _ add: (inout ValueMap) -> Void) {
    var fields = head(level, what)
    fields["instance"] = .string(id.description)
    if let name = names.withLock({ $0[id] }) { fields["name"] = .string(name) }
    if let step { fields["step"] = .int(Int64(step)) }
    add(&fields)
    write(JSON.write(.map(fields)))
  }

  private func whole(_ level: String, _ what: String, _ more: ValueMap) {
    var fields = head(level, what)
    for (name, value) in more { fields[name] = value }
    write(JSON.write(.map(fields)))
  }

  private func head(_ level: String, _ what: String) -> ValueMap {
    ["at": .string(clock.now().description), "level": .string(level), "what": .string(what), "executor": .string(executor)]
  }

  private static func effect(_ part: OutboxPart, _ fields: inout ValueMap) {
    fields["effect"] = .string(part.id.description)
    fields["channel"] = .string(part.channel)
    if let template = part.message?.template { fields["template"] = .string(template) }
  }

  private static func word(_ ending: Settlement.Ending) -> String {
    switch ending {
    case .delivered: "delivered"
    case .retried: "retried"
    case .failed: "failed"
    case .uncertain: "uncertain"
    case .cancelled: "cancelled"
    case .suppressed: "suppressed"
    }
  }
}
