/// Events to nodes; keeps going after what is wrong but readable, so that a file's problems come out together.
struct TreeBuilder {
  let source: SourceText
  var problems: [YAMLProblem] = []
  /// Anchored values and how many nodes each is.
  private var anchors: [String: (node: YAML.Node, weight: Int)] = [:]
  private var openAnchors: Set<String> = []
  private var nodeCount = 0
  /// How many `{` and `[` stand open.
  private(set) var flowDepth = 0
  /// Start of the flow collection in which an unquoted expression was found: what follows there is its debris.
  private var spoiledFlow: Int?

  init(source: SourceText) { self.source = source }

  mutating func build() throws(YAMLProblems) -> YAML.Node {
    guard let events = EventStream(source.text) else {
      throw YAMLProblems([YAMLProblem(.limit, "no memory to read it", at: position(0), in: source)])
    }
    var root: YAML.Node?
    do throws(Stop) {
      root = try document(events)
    } catch {
      switch error {
      case .syntax(let failure): add(wording(of: failure))
      case .problem(let problem): add(problem)
      }
    }
    guard problems.isEmpty, let root else {
      throw YAMLProblems(Array(problems.prefix(YAML.Limit.problems)))
    }
    return root
  }

  private mutating func document(_ events: EventStream) throws(Stop) -> YAML.Node {
    _ = try next(events)
    guard case .documentStart = try next(events).kind else {
      throw .problem(YAMLProblem(.document, "the file is empty", at: position(0), in: source))
    }
    let root = try node(next(events), events, depth: 0)
    _ = try next(events)
    let after = try next(events)
    if case .documentStart = after.kind {
      throw .problem(
        YAMLProblem(
          .document, "a second document begins here", hint: "one file holds one document: remove `---` or make two files",
          at: position(after.start), in: source))
    }
    return root
  }

  private mutating func node(_ event: Event, _ events: EventStream, depth: Int) throws(Stop) -> YAML.Node {
    let start = position(event.start)
    try count(1, at: start)
    guard depth <= YAML.Limit.depth else {
      throw .problem(YAMLProblem(.limit, "nested deeper than \(YAML.Limit.depth) levels", at: start, in: source))
    }
    switch event.kind {
    case .alias(let name): return try alias(name, event)
    case .scalar(let text, let style, let properties):
      check(properties, event, text: text)
      return remember(scalar(text, style, event), properties, weight: 1)
    case .sequenceStart(let flow, let properties):
      check(properties, event, text: nil)
      return try collection(event, flow: flow, properties) { (builder) throws(Stop) in
        try builder.sequence(event, events, flow: flow, depth: depth)
      }
    case .mappingStart(let flow, let properties):
      check(properties, event, text: nil)
      return try collection(event, flow: flow, properties) { (builder) throws(Stop) in
        try builder.mapping(event, events, flow: flow, depth: depth)
      }
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      throw .problem(YAMLProblem(.syntax, "a value is missing here", at: start, in: source))
    }
  }

  private mutating func collection(
    _ event: Event, flow: Bool, _ properties: Event.Properties, _ body: (inout TreeBuilder) throws(Stop) -> YAML.Node
  ) throws(Stop) -> YAML.Node {
    let before = nodeCount
    flowDepth += flow ? 1 : 0
    if let anchor = properties.anchor { openAnchors.insert(anchor) }
    let node = try body(&self)
    if let anchor = properties.anchor { openAnchors.remove(anchor) }
    flowDepth -= flow ? 1 : 0
    if flowDepth == 0 { spoiledFlow = nil }
    return remember(node, properties, weight: nodeCount - before + 1)
  }

  private mutating func sequence(_ event: Event, _ events: EventStream, flow: Bool, depth: Int) throws(Stop) -> YAML.Node {
    var nodes: [YAML.Node] = []
    while true {
      let item = try next(events)
      if case .sequenceEnd = item.kind {
        let end = flow ? position(item.end) : nodes.last?.end ?? position(item.start)
        return YAML.Node(content: .sequence(nodes), range: range(event.start, end), isFlow: flow, source: source)
      }
      let node = try node(item, events, depth: depth + 1)
      checkFlowText(node)
      nodes.append(node)
    }
  }

  private mutating func mapping(_ event: Event, _ events: EventStream, flow: Bool, depth: Int) throws(Stop) -> YAML.Node {
    var entries: [YAML.Mapping.Entry] = []
    while true {
      let item = try next(events)
      if case .mappingEnd = item.kind {
        let end =
          flow ? position(item.end) : entries.last.map { max($0.value.aliasRange?.end ?? $0.value.end, $0.key.end) } ?? position(item.start)
        let mapping = MappingAssembly(entries, source: source).assemble(problems: &problems)
        return YAML.Node(content: .mapping(mapping), range: range(event.start, end), isFlow: flow, source: source)
      }
      let key = try node(item, events, depth: depth + 1)
      let written = try next(events)
      let value = try node(written, events, depth: depth + 1)
      checkFlowText(value)
      if key.scalar == nil {
        add(YAMLProblem(.syntax, "a key must be text, not \(key.kindName)", hint: "quote it", range: key.range, in: source))
      } else if flow, isMissing(written), !hasColon(key, written) {
        checkLoneKey(key)
      } else {
        entries.append(.init(key: key, value: value, isMerged: false))
      }
    }
  }

  private func scalar(_ text: String, _ style: YAML.ScalarStyle, _ event: Event) -> YAML.Node {
    let range = range(event.start, position(event.end))
    return YAML.Node(
      content: .scalar(YAML.Scalar(text: text, style: style, range: range, source: source)), range: range, source: source)
  }

  private mutating func alias(_ name: String, _ event: Event) throws(Stop) -> YAML.Node {
    let range = range(event.start, position(event.end))
    guard let (node, weight) = anchors[name], !openAnchors.contains(name) else {
      let known = anchors.keys.sorted().map { "&" + $0 }.joined(separator: ", ")
      let message = openAnchors.contains(name) ? "`*\(name)` refers to what it is part of" : "no `&\(name)` stands above this `*\(name)`"
      let hint = known.isEmpty ? "if it is not meant as a reference, quote it" : "known here: \(known)"
      add(YAMLProblem(.alias, message, hint: hint, range: range, in: source))
      return scalar("", .plain, event)
    }
    try count(weight, at: range.start)
    return node.aliased(at: range)
  }

  private mutating func remember(_ node: YAML.Node, _ properties: Event.Properties, weight: Int) -> YAML.Node {
    if let anchor = properties.anchor { anchors[anchor] = (node, weight) }
    return node
  }

  private mutating func count(_ nodes: Int, at start: SourcePosition) throws(Stop) {
    nodeCount += nodes
    guard nodeCount <= YAML.Limit.nodes else {
      throw .problem(
        YAMLProblem(.limit, "more than \(YAML.Limit.nodes) values once every alias is written out", at: start, in: source))
    }
  }

  private func next(_ events: EventStream) throws(Stop) -> Event {
    do throws(SyntaxFailure) { return try events.next() } catch { throw .syntax(error) }
  }
}

/// Why reading ended early.
enum Stop: Error {
  case syntax(SyntaxFailure)
  case problem(YAMLProblem)
}

extension TreeBuilder {
  func position(_ offset: Int) -> SourcePosition { source.position(atOffset: offset) }
  func range(_ start: Int, _ end: SourcePosition) -> SourceRange { SourceRange(start: position(start), end: end) }

  mutating func add(_ problem: YAMLProblem) {
    if problem.code == .syntax, problems.contains(where: { $0.code == .quoting && $0.line == problem.line }) { return }
    problems.append(problem)
  }

  private mutating func check(_ properties: Event.Properties, _ event: Event, text: String?) {
    guard let tag = properties.tag, spoiledFlow == nil else { return }
    let expression = QuotingHint(source: source, isFlow: flowDepth > 0).expression(around: event.start)
    add(
      YAMLProblem(
        .tag, "`\(tag)` is a tag to YAML, and tags are not used here",
        hint: "quote the expression: \(expression ?? "'\(tag)\(text ?? "")'")",
        at: position(event.start), length: tag.unicodeScalars.count, in: source))
  }

  /// An expression with a comma or brace inside `{ … }` comes apart into a text with an open bracket and debris.
  private mutating func checkFlowText(_ node: YAML.Node) {
    guard flowDepth > 0, spoiledFlow == nil, let scalar = node.scalar, scalar.style == .plain, node.aliasRange == nil else { return }
    guard scalar.text.utf8.count(where: { $0 == 0x28 }) > scalar.text.utf8.count(where: { $0 == 0x29 }) else { return }
    spoiledFlow = node.start.offset
    let expression = QuotingHint(source: source, isFlow: true).expression(from: node.start.offset)
    add(
      YAMLProblem(
        .quoting, "inside `{ … }` and `[ … ]` YAML ends a text at a comma, colon or brace",
        hint: "quote the expression: \(expression ?? "'…'")", range: node.range, in: source))
  }

  private mutating func checkLoneKey(_ key: YAML.Node) {
    guard spoiledFlow == nil else { return }
    add(
      YAMLProblem(
        .quoting, "`\(key.text ?? "")` stands in `{ … }` without a value",
        hint: "write `key: value`; a text with a comma must be quoted", range: key.range, in: source))
  }

  private func isMissing(_ event: Event) -> Bool {
    if case .scalar("", .plain, let properties) = event.kind { properties.anchor == nil && properties.tag == nil } else { false }
  }

  private func hasColon(_ key: YAML.Node, _ value: Event) -> Bool {
    source.text.utf8.dropFirst(key.end.offset).prefix(max(value.start - key.end.offset, 0) + 1).contains(0x3A)
  }
}
