import CEL
import Calendar
import Machine
import Store
import Workflow

/// Which instances are meant: what all commands on instances take.
struct InstanceSelection {
  static let options = [
    Command.Option(name: "--state", value: "PATH", help: "Only those in this state, or within it."),
    Command.Option(name: "--version", value: "V", help: "Only those on this version: WORKFLOW@NUMBER, or the beginning of its hash."),
    Command.Option(name: "--overdue", value: nil, help: "Only those that wait for an executor longer than a minute."),
    Command.Option(
      name: "--where", value: "EXPR", help: "Only those of which it is true: \(Instance.whereNames.map(\.name).joined(separator: ", "))."),
  ]

  private let call: Invocation
  private let condition: WhereExpression?
  private let version: String?
  private let now: Instant
  private let isOverdueOnly: Bool

  init(_ call: Invocation, _ access: StoreAccess) async throws {
    self.call = call
    condition = try call.options["--where"].map { try WhereExpression($0, Instance.whereNames) }
    now = try await access.now()
    if let word = call.options["--version"] {
      version = word.contains("@") ? try await VersionText.deployment(word, access).hash.text : word
    } else {
      version = nil
    }
    isOverdueOnly = call.isSet("--overdue")
  }

  var isNarrowed: Bool { Self.options.contains { call.isSet($0.name) } }

  func keeps(_ instance: Instance, _ access: StoreAccess) async throws -> Bool {
    if let path = call.options["--state"], !instance.configuration.contains(where: { $0.path == path }) { return false }
    if let version, !instance.hash.text.hasPrefix(version) { return false }
    if isOverdueOnly, try await !isOverdue(instance, access) { return false }
    if let condition, try !condition.isTrue(instance.whereValues) { return false }
    return true
  }

  /// A timer that is over, or an event that nobody read.
  private func isOverdue(_ instance: Instance, _ access: StoreAccess) async throws -> Bool {
    let limit = now.adding(seconds: -Health.lateSecondsMax)
    if let due = instance.due, due < limit { return true }
    guard instance.status == .running else { return false }
    return try await access.store.inbox(of: instance.id).contains { $0.step == nil && $0.event.at < limit }
  }

  func filtered(_ instances: [Instance], _ access: StoreAccess) async throws -> [Instance] {
    guard isNarrowed else { return instances }
    var kept: [Instance] = []
    for one in instances where try await keeps(one, access) { kept.append(one) }
    return kept
  }
}
