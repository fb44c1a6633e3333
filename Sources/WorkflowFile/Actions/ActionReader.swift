import CEL
import Workflow
import YAML

/// Reads actions: a name under `actions`, a mapping with what is done, or a list of these. Named ones are put in their place,
/// so that `event` means what it means there.
struct ActionReader {
  let compilation: Compilation
  let scope: NameScope
  /// The named actions that are being read, outermost first.
  private var inside: [String] = []

  init(_ compilation: Compilation, _ scope: NameScope) {
    self.compilation = compilation
    self.scope = scope
  }

  private var reading: Reading { compilation.reading }

  func read(_ node: YAML.Node?) -> [Action] {
    guard let node, !node.isNull else { return [] }
    return reading.list(node).flatMap { one($0) }
  }

  private func one(_ node: YAML.Node) -> [Action] {
    if node.sequence != nil {
      reading.report(.wrongShape, at: node, "an action is a name or a mapping, not a list", hint: "take one pair of brackets away")
      return []
    }
    if let name = node.text { return named(name, node) }
    guard let fields = Fields(node, WorkflowForms.action, reading) else { return [] }
    if let loop = fields["forEach"] { return forEach(loop, fields) }
    if fields["actions"] != nil, let key = fields.key("actions") {
      reading.report(.unknownKey, at: key, "`actions` within an action belongs to a `forEach`")
    }
    return kind(fields)
  }

  private func named(_ name: String, _ node: YAML.Node) -> [Action] {
    guard let body = compilation.actions[name] else {
      let names = compilation.actions.keys.sorted()
      reading.report(
        .unknownAction, at: node, "there is no action `\(name)`",
        hint: Suggestion.hint(for: name, among: names, listed: "under `actions` are") ?? "declare it under `actions`")
      return []
    }
    compilation.use(action: name)
    guard !inside.contains(name) else {
      let circle = (inside.drop { $0 != name } + [name]).map { "`\($0)`" }.joined(separator: " → ")
      reading.report(.actionCircle, at: node, "actions go in a circle: \(circle)")
      return []
    }
    var inner = self
    inner.inside.append(name)
    return inner.read(body).map { action in
      var action = action
      action.name = action.name ?? name
      return action
    }
  }

  private func kind(_ fields: Fields) -> [Action] {
    let present = fields.oneOf(WorkflowForms.kinds)
    guard let key = present.first, let node = fields[key] else {
      if fields.isEmpty {
        reading.report(.missingKey, at: fields.node, "an action must do something", hint: Fields.listing(WorkflowForms.kinds))
      }
      return []
    }
    guard compilation.countAction() else {
      reading.report(.tooMuch, at: fields.start, "more than \(Compilation.actionsMax) actions once every name is written out")
      return []
    }
    let place = reading.place(fields.key(key) ?? node)
    return action(key, node).map { [Action(kind: $0, place: place)] } ?? []
  }

  private func action(_ key: String, _ node: YAML.Node) -> Action.Kind? {
    switch key {
    case "assign": return .assign(AssignmentReader(compilation, scope).assign(node))
    case "items": return items(node)
    case "email": return MessageReader(compilation, scope).email(node, named: inside.last).map { .message(compilation.add($0)) }
    case "teams": return MessageReader(compilation, scope).teams(node).map { .message(compilation.add($0)) }
    case "webhook": return MessageReader(compilation, scope).webhook(node).map { .message(compilation.add($0)) }
    case "raise": return raise(node)
    case "start": return StartActionReader(compilation, scope).read(node).map { .start($0) }
    case "append": return append(node)
    case "log": return compilation.text(node, "`log`", scope).map { .log($0) }
    default: return nil
    }
  }

  private func items(_ node: YAML.Node) -> Action.Kind? {
    guard compilation.types.item != nil else {
      reading.report(.unknownField, at: node, "this workflow tracks no rows", hint: "declare their type: `items: NAME`")
      return nil
    }
    return compilation.expression(node, .rows, "`items`", scope).map { .items($0) }
  }

  private func append(_ node: YAML.Node) -> Action.Kind? {
    guard let fields = Fields(node, WorkflowForms.append, reading) else { return nil }
    let table = fields.required("table", hint: "table: batch_execution_log").flatMap { reading.name($0, "the name of a table") }
    guard let row = fields.required("row", hint: "row: {batch_code: input.batch, check_time: now}") else { return nil }
    let columns = AssignmentReader(compilation, scope).values(row, of: nil, "`row`", at: fields.start)
    guard let table else { return nil }
    return .append(table: table, row: columns)
  }

  private func raise(_ node: YAML.Node) -> Action.Kind? {
    if node.scalar != nil { return EventName.check(node, reading).map { .raise(event: $0, data: []) } }
    guard let fields = Fields(node, WorkflowForms.raise, reading), let event = fields.required("event"),
      let name = EventName.check(event, reading)
    else { return nil }
    let declared = compilation.events.declared(name)
    let data = AssignmentReader(compilation, scope).values(fields["data"], of: declared, "the data of `\(name)`", at: fields.start)
    return .raise(event: name, data: data)
  }

  /// `forEach: {partner: 'groupBy(…)'}` with what is done for each beside it.
  private func forEach(_ node: YAML.Node, _ fields: Fields) -> [Action] {
    let entries = reading.entries(node, "`forEach`")
    guard let entry = entries.first, entries.count == 1 else {
      reading.report(
        .wrongShape, at: node, "`forEach` names one variable and what it goes through",
        hint: "forEach: {partner: 'groupBy(items, i, i.operator)'}")
      return []
    }
    guard Reading.isVariable(entry.name) else {
      reading.report(.badName, at: entry.key, "`\(entry.name)` cannot be a variable", hint: "letters, digits and `_`")
      return []
    }
    if scope.locals.count >= Self.loopsMax {
      reading.report(.tooMuch, at: entry.key, "`forEach` within more than \(Self.loopsMax) others")
      return []
    }
    checkShadowing(entry)
    guard let list = compilation.expression(entry.value, .list, "`forEach`", scope) else { return [] }
    var element = CELType.dyn
    if case .list(let type) = list.program.type { element = type }
    let inner = inner(.init(name: entry.name, type: element))
    let actions = fields["actions"].map { inner.read($0) } ?? inner.kind(fields)
    let slot = ScopeSlot.firstLocal + scope.locals.count
    return [Action(kind: .forEach(variable: entry.name, list: list, slot: slot, actions: actions), place: reading.place(entry.key))]
  }

  /// Loops in loops in loops: each level multiplies.
  private static let loopsMax = 3

  private func inner(_ local: NameScope.Local) -> ActionReader {
    var reader = ActionReader(compilation, scope.adding(local))
    reader.inside = inside
    return reader
  }

  private func checkShadowing(_ entry: YAML.Mapping.Entry) {
    let taken = scope.locals.map(\.name) + ScopeSlot.allCases.map { "\($0)" } + compilation.types.lets.map(\.name)
    guard taken.contains(entry.name) else { return }
    reading.report(.shadowedName, at: entry.key, "`\(entry.name)` means something else here already", hint: "choose another name")
  }
}
