import CEL
import Calendar
import Executor
import Machine
import Store
import WorkflowFile

/// An operator's word to one instance or a thousand: shown first, asked for, done one by one, told item by item.
struct BulkOperation {
  let call: Invocation
  let intervention: Intervention
  /// Makes the word for one instance, where instances differ; nil where there is nothing to be said to it.
  private let word: (@Sendable (Instance, StoreAccess) async throws -> (Intervention, readKey: String?)?)?
  private let by: String
  private let reason: String

  /// More than these are not for one command.
  private static let instancesMax = 100_000
  /// Matches that are listed before the question; the rest is counted.
  private static let shownMax = 20

  init(
    _ call: Invocation, _ intervention: Intervention,
    word: (@Sendable (Instance, StoreAccess) async throws -> (Intervention, readKey: String?)?)? = nil
  ) throws {
    self.call = call
    self.intervention = intervention
    self.word = word
    by = call.options["--by"] ?? call.environment["USER"] ?? "operator"
    reason = call.options["--reason"] ?? ""
    guard !call.positionals.isEmpty else { throw UsageError("\(call.command.name) needs WORKFLOW or WORKFLOW/KEY.") }
    guard !reason.isEmpty || call.isSet("--dry-run") else {
      throw UsageError("\(call.command.name) needs --reason: somebody will ask why.")
    }
  }

  func run() async throws -> ExitCode {
    try await call.withStore { access in
      let matched = try await InstanceSelection(call, access).filtered(try await self.matched(access.store), access)
      guard !matched.isEmpty else { throw CommandError("No instance matches.", hint: "tocsin list shows them.") }
      let (able, refused) = sorted(matched)
      if !call.isJSON { preview(able, refused, access) }
      if call.isSet("--dry-run") {
        if call.isJSON { call.terminal.write(JSON.write(Self.json(able.map { ($0, "would be \(intervention.pastTense)") } + refused))) }
        return .success
      }
      guard !able.isEmpty else { return .trouble }
      guard try isConfirmed(able.count, access) else {
        call.terminal.write("Nothing was done.")
        return .trouble
      }
      return try await perform(able, refused, access)
    }
  }

  private func matched(_ store: any Store) async throws -> [Instance] {
    var found: [Instance] = []
    for target in call.positionals {
      let parts = target.split(separator: "/", maxSplits: 1).map(String.init)
      let key = parts.count == 2 ? parts[1] : nil
      let isSchedule = key?.hasPrefix("@") ?? false
      let filter = InstanceFilter(workflow: parts[0], key: key, includesSchedules: isSchedule, limit: Self.instancesMax)
      let some = try await store.instances(filter)
      // Of a key that is named, the newest run; older ones have ended.
      found += key == nil || key?.last == "*" ? some : some.suffix(1)
    }
    var seen: Set<InstanceID> = []
    return found.filter { seen.insert($0.id).inserted }
  }

  private typealias Told = (instance: Instance, words: String)

  private func sorted(_ matched: [Instance]) -> (able: [Instance], refused: [Told]) {
    var able: [Instance] = []
    var refused: [Told] = []
    for instance in matched {
      if let refusal = intervention.refusal(for: instance.status) {
        // Ended ones of a whole workflow are nobody's business.
        if !instance.status.isEnded || matched.count == 1 { refused.append((instance, "not \(intervention.pastTense): \(refusal)")) }
      } else {
        able.append(instance)
      }
    }
    return (able, refused)
  }

  private func preview(_ able: [Instance], _ refused: [Told], _ access: StoreAccess) {
    let count = able.count == 1 ? "1 instance" : "\(able.count) instances"
    call.terminal.write("\(count) to be \(intervention.pastTense), in \(access.databaseName):")
    for one in able.prefix(Self.shownMax) { call.terminal.write("  \(Self.name(one))  \(one.status.rawValue) in \(one.state)") }
    if able.count > Self.shownMax { call.terminal.write("  … and \(able.count - Self.shownMax) more") }
    for (one, words) in refused.prefix(Self.shownMax) { call.terminal.write("  \(Self.name(one)) stays as it is: \(words)") }
  }

  private func isConfirmed(_ count: Int, _ access: StoreAccess) throws -> Bool {
    try Consent(call).isGiven(to: "\(call.command.name) \(count)", in: access.databaseName)
  }

  private func perform(_ able: [Instance], _ refused: [Told], _ access: StoreAccess) async throws -> ExitCode {
    let desk = try await OperatorDesk(call, access)
    var told = refused
    var isWhole = refused.isEmpty
    for instance in able {
      let words: String
      do {
        words = try await say(to: instance, desk, access)
      } catch let error as StoreError where error.retry == .never {
        words = "not \(intervention.pastTense): \(error.message)"
        isWhole = false
      }
      if !call.isJSON { call.terminal.write("\(Self.name(instance)): \(words)") }
      told.append((instance, words))
      try await access.store.audit(
        AuditEntry(
          at: try await access.now(), by: by, verb: call.command.name, target: "\(instance.workflow)/\(instance.key)", reason: reason,
          outcome: words))
    }
    if call.isJSON { call.terminal.write(JSON.write(Self.json(told))) }
    return isWhole ? .success : .trouble
  }

  private func say(to instance: Instance, _ desk: OperatorDesk, _ access: StoreAccess) async throws -> String {
    var said = intervention
    var readKey: String?
    if let word {
      guard let own = try await word(instance, access) else { return "nothing to be \(intervention.pastTense)" }
      (said, readKey) = own
    }
    let word = OperatorWord(said, by: by, reason: reason, renderer: desk.renderer, readKey: readKey)
    return try await desk.perform(word, on: instance) ? said.pastTense : "not there any more"
  }

  private static func name(_ instance: Instance) -> String { Table.safe("\(instance.workflow)/\(instance.key)") }

  private static func json(_ told: [Told]) -> Value {
    .list(told.map { ["instance": .string("\($0.instance.workflow)/\($0.instance.key)"), "outcome": .string($0.words)] })
  }
}
