import CEL
import Calendar
import Rules
import Workflow
import YAML

/// From an entry of `questions` to what is asked.
struct QuestionReader {
  let zone: Zone
  let books: RuleShelf
  let problems: ProblemList
  /// A parameter may be a list: one of its values is meant.
  var takesLists = false

  func read(_ entry: YAML.Mapping.Entry) -> QuestionDeclaration? {
    if !SourceFileReader.isName(entry.name) { problems.report(entry.key, "a question's name has letters, digits and hyphens") }
    guard let fields = SourceFields(entry.value, "a question", known: SourceForms.question.names, problems) else { return nil }
    let judge = fields["judge"]
    let book = judge.flatMap { node in node.text.flatMap { books.book($0, namedAt: node) } }
    let form = QuestionForm(input: input(fields), isJudged: judge != nil, zone: zone)
    let parts = parts(fields, form, isJudged: judge != nil)
    let keep = fields["keep"].flatMap { compile($0, form, .bool) }
    return QuestionDeclaration(
      name: entry.name, form: form, parts: parts, book: book, keep: keep, answer: fields.text("answer", "the name of a field"))
  }

  private func input(_ fields: SourceFields) -> ObjectType? {
    guard let node = fields["input"] else { return nil }
    guard let mapping = node.mapping else {
      problems.report(node, "`input` is a mapping of names to types, not \(node.kindName)", hint: "input: {month: timestamp}")
      return nil
    }
    var declared: [ObjectType.Field] = []
    for entry in mapping.entries {
      let text = entry.value.text ?? ""
      guard let field = InputSyntax.field(entry.name, text) else {
        problems.report(
          entry.value, "`\(text)` is no type here",
          hint: CEL.Spelling.hint(text, among: InputSyntax.primitives.keys.sorted()) ?? "timestamp, string, list(string), int?")
        continue
      }
      declared.append(field)
    }
    return QuestionForm.inputType(declared)
  }

  /// One part as the question itself says it, or several under `parts`, which inherit paging and envelope.
  private func parts(_ fields: SourceFields, _ form: QuestionForm, isJudged: Bool) -> [QuestionDeclaration.Part] {
    guard let node = fields["parts"] else {
      return part(fields, .sessions, form, inheriting: fields).map { [$0] } ?? []
    }
    for key in ["path", "query"] {
      if let double = fields[key] { problems.report(double, "`\(key)` stands in each of the `parts`") }
    }
    if !isJudged { problems.report(node, "`parts` are for `judge`: rows of several kinds are no answer") }
    let roles = QuestionDeclaration.Role.allCases
    guard let list = SourceFields(node, "`parts`", known: roles.map(\.rawValue), problems) else { return [] }
    if list["sessions"] == nil && list["cdrs"] == nil { problems.report(node, "neither sessions nor CDRs are asked for") }
    return roles.compactMap { role in
      guard let inner = list[role.rawValue],
        let own = SourceFields(inner, "a part", known: SourceForms.part.names, problems)
      else { return nil }
      return part(own, role, form, inheriting: fields)
    }
  }

  private func part(
    _ fields: SourceFields, _ role: QuestionDeclaration.Role, _ form: QuestionForm, inheriting outer: SourceFields
  ) -> QuestionDeclaration.Part? {
    guard let path = fields.requiredText("path", "where it is asked") else { return nil }
    let query = (fields["query"]?.mapping?.entries ?? []).compactMap { entry in
      compile(entry.value, form, nil).map { (name: entry.name, value: $0) }
    }
    if let node = fields["query"], node.mapping == nil {
      problems.report(node, "`query` is a mapping of names to expressions", hint: "query: {date_from: input.month}")
    }
    return QuestionDeclaration.Part(
      role: role, path: path, query: query,
      paging: (fields["paging"] == nil ? outer : fields).choice("paging", QuestionDeclaration.Paging.self) ?? .none,
      limit: (fields["limit"] == nil ? outer : fields).integer("limit", in: 1...100_000),
      envelope: (fields["envelope"] == nil ? outer : fields).choice("envelope", QuestionDeclaration.Envelope.self) ?? .none)
  }

  private func compile(_ node: YAML.Node, _ form: QuestionForm, _ type: CELType?) -> Program? {
    guard let source = node.text else {
      problems.report(node, "an expression is expected, not \(node.kindName)", hint: node.isFlow ? "quote it" : nil)
      return nil
    }
    do {
      let program = try form.environment.compile(source, expecting: type)
      if type == nil, !Self.parameterTypes.contains(program.type), !(takesLists && program.type.isList) {
        problems.report(node, "\(program.type) cannot be a query parameter", hint: "text, a number, a time, true or false")
      }
      return program
    } catch {
      for problem in error.problems { problems.report(problem, in: node) }
      return nil
    }
  }

  private static let parameterTypes: [CELType] = [.string, .int, .uint, .double, .bool, .timestamp, .dyn]
}

extension CELType {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }
}
