import CEL

/// A card file → a checked card.
struct CardCompiler {
  private(set) var problems: [TemplateProblem] = []
  private let lines: LineIndex
  private let text: String

  init(file: String, text: String) {
    self.text = text
    lines = LineIndex(file: file, bytes: Array(text.utf8))
  }

  mutating func compile(_ names: Names) -> CardNode? {
    guard text.utf8.count <= TemplateLimit.fileBytes else {
      problems.append(TemplateProblem(.limit, "larger than \(TemplateLimit.fileBytes / 1024) KiB", at: lines.place(0)))
      return nil
    }
    var reader = JSONTreeReader(text, lines: lines)
    do throws(TemplateProblem) {
      return compile(try reader.read(), names, isMarkdown: false, inFacts: false)
    } catch {
      problems.append(error)
      return nil
    }
  }

  private mutating func compile(_ tree: JSONTree, _ names: Names, isMarkdown: Bool, inFacts: Bool) -> CardNode? {
    switch tree {
    case .null: return .literal(.null)
    case .bool(let flag): return .literal(.bool(flag))
    case .number(let digits): return .literal(Int64(digits).map(Value.int) ?? .double(Double(digits) ?? 0))
    case .string(let string): return self.string(string, names, isMarkdown: isMarkdown)
    case .array(let trees): return CardNode.array(trees.compactMap { compile($0, names, isMarkdown: false, inFacts: inFacts) }).folded
    case .object(let members): return object(members, names, inFacts: inFacts)
    }
  }

  private mutating func object(_ members: [(key: JSONText, value: JSONTree)], _ names: Names, inFacts: Bool) -> CardNode? {
    var inner = names
    var loop: (names: [String], fields: [String], over: CompiledExpression)?
    if let data = members.first(where: { $0.key.text == "$data" })?.value {
      guard let found = self.loop(data, names) else { return nil }
      loop = (found.names, found.fields, found.over)
      inner = found.inner
    }
    var condition: CompiledExpression?
    if let when = members.first(where: { $0.key.text == "$when" })?.value {
      guard let expression = single(when, "$when", inner, expecting: .bool) else { return nil }
      condition = expression
      inner = inner.assuming(expression)
    }
    let isTextBlock = members.contains { member in
      if case .string(let type) = member.value { member.key.text == "type" && type.text == "TextBlock" } else { false }
    }
    var compiled: [(key: String, value: CardNode)] = []
    for member in members where !member.key.text.hasPrefix("$") || member.key.text == "$schema" {
      let key = member.key.text
      let isMarkdown = isTextBlock && key == "text" || inFacts && (key == "title" || key == "value")
      if let value = compile(member.value, inner, isMarkdown: isMarkdown, inFacts: key == "facts") { compiled.append((key, value)) }
    }
    var node = CardNode.object(CardObject(compiled)).folded
    if let condition { node = .conditional(condition, node) }
    if let loop { node = .each(CardLoop(names: loop.names, fields: loop.fields, over: loop.over, body: node)) }
    return node
  }

  private mutating func string(_ string: JSONText, _ names: Names, isMarkdown: Bool) -> CardNode? {
    guard string.text.contains("$") else { return .literal(.string(string.text)) }
    guard let raw = segments(string) else { return nil }
    let places = places(string)
    if raw.count == 1, case .expression(let source) = raw[0] {
      return compile(source, names, expecting: nil, places: places).map { isMarkdown ? .markdown([.expression($0)]) : .value($0) }
    }
    var compiler = SegmentCompiler(names: names)
    let segments = compiler.compile(raw.map(CardNames.rewritten), places: places)
    problems += compiler.problems
    return isMarkdown ? .markdown(segments) : .text(segments)
  }

  private mutating func segments(_ string: JSONText) -> [RawSegment]? {
    do throws(TemplateProblem) {
      return try ExpressionScan.segments(string.text, places: places(string))
    } catch {
      problems.append(error)
      return nil
    }
  }

  private func places(_ string: JSONText) -> (Int) -> TemplatePlace {
    { [lines] offset in lines.place(string.offset(of: offset)) }
  }

  private mutating func single(_ tree: JSONTree, _ key: String, _ names: Names, expecting type: CELType?) -> CompiledExpression? {
    guard case .string(let string) = tree, let raw = segments(string) else {
      problems.append(TemplateProblem(.directive, "`\(key)` takes a string with one expression: \"${ … }\"", at: lines.place(0)))
      return nil
    }
    guard raw.count == 1, case .expression(let source) = raw[0] else {
      problems.append(
        TemplateProblem(.directive, "`\(key)` takes one expression and nothing beside it: \"${ … }\"", at: lines.place(string.start)))
      return nil
    }
    return compile(source, names, expecting: type, places: places(string))
  }

  /// `${b in items}` names the element; `${items}` makes its fields names of their own, and it `$data`.
  private mutating func loop(_ tree: JSONTree, _ names: Names) -> (
    names: [String], fields: [String], over: CompiledExpression, inner: Names
  )? {
    if case .string(let string) = tree, let raw = segments(string), raw.count == 1, case .expression(let source) = raw[0],
      let named = DirectiveText.loop(source, places: places(string))
    {
      guard let over = compile(named.over, names, expecting: nil, places: places(string)), let types = elementTypes(over, named.names.count)
      else { return nil }
      return (named.names, [], over, names.adding(zip(named.names, types).map { ($0, $1) }))
    }
    guard let over = single(tree, "$data", names, expecting: nil), let types = elementTypes(over, 2) else { return nil }
    let fields = names.requiredFields(of: types[1])
    let loopNames = [CardNames.index, CardNames.data]
    let inner = names.adding(fields).adding(zip(loopNames, types).map { ($0, $1) })
    return (loopNames, fields.map(\.0), over, inner)
  }

  private mutating func elementTypes(_ over: CompiledExpression, _ count: Int) -> [CELType]? {
    if let types = over.elementTypes(count: count) { return types }
    problems.append(TemplateProblem(.expression, "a list or a map is expected, not \(over.type)", at: over.source.place))
    return nil
  }

  private mutating func compile(
    _ source: ExpressionSource, _ names: Names, expecting type: CELType?, places: (Int) -> TemplatePlace
  ) -> CompiledExpression? {
    var compiler = SegmentCompiler(names: names)
    let expression = compiler.compile(CardNames.rewritten(source), expecting: type, places: places)
    problems += compiler.problems
    return expression
  }
}
