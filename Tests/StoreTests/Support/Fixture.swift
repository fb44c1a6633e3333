import CEL
import Calendar
import Machine
import Store
import Workflow

/// Names and values that the stories share.
enum Fixture {
  static let installation = "test"
  static let engine = "0.1"
  static let workflow = "ladder"
  static let hash = DefinitionHash(text: String(repeating: "a", count: 64))
  /// 2026-03-02T08:00:00Z, a Monday.
  static let start = Instant(secondsSinceEpoch: 1_772_438_400)

  static func at(minutes: Int) -> Instant { start.adding(seconds: Int64(minutes * 60)) }

  static func id(_ key: String, run: Int = 1) -> InstanceID {
    InstanceID(installation: installation, workflow: workflow, key: key, run: run)
  }

  static func effect(_ key: String, step: Int = 1, index: Int = 0) -> EffectID {
    EffectID(instance: id(key), step: step, index: index)
  }

  static func opening(
    _ key: String, origin: EffectID? = nil, again: Bool = false, items: [Value]? = nil, parent: InstanceID? = nil,
    input: Value = [:], at: Instant = start
  ) -> Opening {
    let instance = Instance(
      id: id(key), workflow: workflow, key: key, run: 1, hash: hash, origin: origin, parents: parent.map { [$0] } ?? [],
      openedAt: at, input: input)
    return Opening(instance: instance, again: again, items: items, parent: parent, installation: installation)
  }

  static func occurred(
    _ name: String, _ id: InstanceID, key: String? = nil, data: Value = [:], at: Instant = start
  ) -> InboxEvent {
    InboxEvent(instance: id, key: key ?? name, at: at, event: .occurred(name: name, data: data, by: nil))
  }

  /// Keys whose instances all live in one shard.
  static func keys(inShard shard: Int, count: Int) -> [String] {
    Array((0...).lazy.map { "key-\($0)" }.filter { id($0).shard == shard }.prefix(count))
  }

  static func mail(
    _ effect: EffectID, part: Int = 0, to recipient: String = "ana@example.org", thread: String? = nil,
    nextAt: Instant = start, onUncertain: OutboxPart.Uncertain = .resend
  ) -> OutboxPart {
    OutboxPart(
      effect: effect, part: part, channel: "email", thread: thread, recipient: recipient, entry: 1,
      message: MessageReference(number: 0, locals: [], template: "ladder/reminder"), body: ["subject": "Reminder"],
      nextAt: nextAt, onUncertain: onUncertain)
  }

  /// What is asked of a source: nobody reads it, so it has no message.
  static func question(_ effect: EffectID) -> OutboxPart {
    OutboxPart(
      effect: effect, part: 1, channel: "source/books", body: ["source": "books/rows"], nextAt: start, onUncertain: .repeatSilently)
  }

  static func closure(
    _ workflow: String = workflow, letter: Character = "a",
    reads: Workflow.Definition.Reads = Workflow.Definition.Reads(items: true, children: true)
  ) -> DefinitionClosure {
    DefinitionClosure(
      hash: DefinitionHash(text: String(repeating: letter, count: 64)), workflow: workflow,
      files: [DefinitionClosure.File(path: "workflows/\(workflow).yaml", text: "workflow: \(workflow)\n# ü \u{1F514}\n")],
      reads: reads)
  }
}
