import CEL
import Calendar
import Workflow
import YAML

/// A file's second reading: with all names known, expressions are compiled, each in the scope of its place.
final class Compilation {
  let reading: Reading
  let known: KnownNames
  let types: ScopeTypes
  /// Declared data of events, by event.
  let events: EventCatalog
  /// What stands under `actions`.
  let actions: [String: YAML.Node]
  private(set) var messages: [MessageSpec] = []
  /// The answers that messages offer, each where it is first offered.
  private(set) var answers: [(event: String, key: YAML.Node)] = []
  private(set) var reads = Definition.Reads(items: false, children: false)
  private var usedActions: Set<String> = []
  private var inlinedActions = 0

  init(reading: Reading, known: KnownNames, types: ScopeTypes, events: EventCatalog, actions: [String: YAML.Node]) {
    self.reading = reading
    self.known = known
    self.types = types
    self.events = events
    self.actions = actions
  }

  /// Far more than the largest workflow anybody has shown; stops names that multiply each other.
  static let actionsMax = 10_000

  func environment(_ scope: NameScope) -> Environment { types.environment(for: scope) }

  func add(_ message: MessageSpec) -> MessageID {
    // Rows that go out as a file are read, though no expression names them.
    if case .email(let email) = message.medium, !email.attachments.isEmpty { reads.items = true }
    messages.append(message)
    return MessageID(messages.count - 1)
  }

  func answered(_ event: String, at key: YAML.Node) {
    if !answers.contains(where: { $0.event == event }) { answers.append((event, key)) }
  }

  func use(action name: String) { usedActions.insert(name) }

  /// False once there are too many.
  func countAction() -> Bool {
    inlinedActions += 1
    return inlinedActions <= Self.actionsMax
  }

  func note(_ program: Program) {
    reads.items = reads.items || program.reads.contains("items")
    reads.children = reads.children || program.reads.contains("children")
  }

  /// Actions that no state uses are compiled all the same, and nothing is kept of them.
  func checkUnused(_ node: YAML.Node?) {
    for entry in node?.mapping?.entries ?? [] where !usedActions.contains(entry.name) {
      let kept = messages
      _ = ActionReader(self, NameScope(event: EventShape(data: .any, hasAuthor: true))).read(entry.value)
      messages = kept
      reading.report(
        .unusedName, severity: .warning, at: entry.key, "nothing does `\(entry.name)`", hint: "name it in a state, or remove it")
    }
  }
}
