import CEL
import Markup

/// Files of a template folder → a checked page. Goes on after a problem, so that all of a page and its parts are told at once.
struct PageCompiler {
  let files: [String: String]
  let shelf: PageShelf
  private(set) var problems: [TemplateProblem] = []
  private(set) var sheet = StyleSheet()
  /// Files that were read, the page first.
  private(set) var includes: [String] = []
  private var nodeCount = 0

  init(files: [String: String], shelf: PageShelf) { (self.files, self.shelf) = (files, shelf) }

  /// One file in the course of being compiled.
  private struct File {
    let path: String
    let lines: LineIndex
    let pieces: [PageScan.Piece]
    var used: Set<Int> = []
    let slot: [PageNode]?
    let stack: [String]
  }

  /// The page of a path; what is wrong with it is in `problems`.
  mutating func compile(_ path: String, names: Names) -> [PageNode] {
    compile(path, names: names, slot: nil, stack: [])
  }

  private mutating func compile(_ path: String, names: Names, slot: [PageNode]?, stack: [String]) -> [PageNode] {
    if !includes.contains(path) { includes.append(path) }
    let scanned = shelf.page(path, text: files[path] ?? "")
    problems += scanned.problems
    guard scanned.problems.isEmpty else { return [] }
    var file = File(path: path, lines: scanned.lines, pieces: scanned.pieces, slot: slot, stack: stack + [path])
    let isPart = !stack.isEmpty
    if isPart, scanned.isDocument { collectStyles(scanned.markup.first("head")?.children ?? []) }
    let nodes = isPart && scanned.isDocument ? scanned.markup.first("body")?.children ?? [] : scanned.markup
    let page = compile(nodes, names, &file, depth: 0)
    for (index, piece) in scanned.pieces.enumerated() where !file.used.contains(index) && !isPart {
      problems.append(TemplateProblem(.place, "an expression cannot stand here", at: piece.source.place, length: piece.source.text.count))
    }
    return page
  }

  private mutating func compile(_ nodes: [Markup], _ names: Names, _ file: inout File, depth: Int) -> [PageNode] {
    nodes.flatMap { compile($0, names, &file, depth: depth) }
  }

  private mutating func compile(_ node: Markup, _ names: Names, _ file: inout File, depth: Int) -> [PageNode] {
    nodeCount += 1
    switch node {
    case .text(let words): return [.text(segments(words, names, &file))]
    // Only Outlook's conditional comments mean something to a reader; the others are the author's own.
    case .comment(let words): return words.hasPrefix("[if") || words.hasPrefix("<![endif") ? [.comment(words)] : []
    case .doctype(let words): return [.doctype(words)]
    case .element(let element):
      guard nodeCount <= TemplateLimit.compiledNodes, depth <= TemplateLimit.depth else {
        if !problems.contains(where: { $0.code == .limit }) {
          problems.append(
            TemplateProblem(.limit, "more nodes or deeper nesting than a page may have", at: file.lines.start(ofLine: element.line)))
        }
        return []
      }
      if element.name == "style" {
        collectStyles([node])
        return []
      }
      if element.name == "slot" { return file.slot.map { [.slot($0)] } ?? compile(element.children, names, &file, depth: depth) }
      return directives(element, names, &file, depth: depth)
    }
  }

  private mutating func collectStyles(_ nodes: [Markup]) {
    for case .element(let style) in nodes where style.name == "style" {
      sheet.add(shelf.sheet(style.children.reduce("") { if case .text(let words) = $1 { $0 + words } else { $0 } }))
    }
  }

  /// `data-each` around `data-with` around `data-if` around the element itself.
  private mutating func directives(_ element: Markup.Element, _ names: Names, _ file: inout File, depth: Int) -> [PageNode] {
    if let source = directive("data-each", element, &file) {
      guard let loop = loop(source, names, file) else { return [] }
      return [.each(PageLoop(names: loop.names, over: loop.over, body: withBindings(element, loop.inner, &file, depth: depth)))]
    }
    return withBindings(element, names, &file, depth: depth)
  }

  private mutating func withBindings(_ element: Markup.Element, _ names: Names, _ file: inout File, depth: Int) -> [PageNode] {
    let source = directive("data-with", element, &file)
    let (bindings, inner) = source.map { self.bindings($0, names, file) } ?? ([], names)
    let isInclude = element[attribute: "data-include"] != nil
    let nodes = conditional(element, inner, &file) { (compiler, names, file) in
      isInclude ? compiler.include(element, names, &file, depth: depth) : compiler.plain(element, names, &file, depth: depth)
    }
    return bindings.isEmpty ? nodes : [.with(bindings, nodes)]
  }

  private mutating func conditional(
    _ element: Markup.Element, _ names: Names, _ file: inout File, _ body: (inout PageCompiler, Names, inout File) -> [PageNode]
  ) -> [PageNode] {
    guard let source = directive("data-if", element, &file) else { return body(&self, names, &file) }
    let condition = compile(source, names, file, expecting: .bool)
    let nodes = body(&self, names.assuming(condition), &file)
    return condition.map { [.conditional($0, nodes)] } ?? []
  }

  private mutating func include(_ element: Markup.Element, _ names: Names, _ file: inout File, depth: Int) -> [PageNode] {
    let slot = compile(element.children, names, &file, depth: depth + 1)
    guard let source = directive("data-include", element, &file) else { return [] }
    let path = source.text.trimmed
    func problem(_ message: String, hint: String? = nil) {
      problems.append(TemplateProblem(.include, message, hint: hint, at: source.place, length: source.text.count))
    }
    guard let found = [path, path + ".html"].first(where: { files[$0] != nil }) else {
      problem("there is no template `\(path)`", hint: Suggestion.near(path, among: files.keys.filter { $0.hasSuffix(".html") }.sorted()))
      return []
    }
    guard !file.stack.contains(found) else {
      problem("`\(path)` includes itself: " + (file.stack + [found]).joined(separator: " → "))
      return []
    }
    guard file.stack.count <= TemplateLimit.includeDepth else {
      problem("includes within includes go deeper than \(TemplateLimit.includeDepth)")
      return []
    }
    let part = compile(found, names: names, slot: slot, stack: file.stack)
    return wrap(element, [.include(part)], names, &file)
  }

  private mutating func plain(_ element: Markup.Element, _ names: Names, _ file: inout File, depth: Int) -> [PageNode] {
    let children = compile(element.children, names, &file, depth: depth + 1)
    return wrap(element, children, names, &file)
  }

  /// The element around its compiled children; a `<template>` leaves only these.
  private mutating func wrap(_ element: Markup.Element, _ children: [PageNode], _ names: Names, _ file: inout File) -> [PageNode] {
    guard element.name != "template" else { return children }
    var attributes: [PageAttribute] = []
    for attribute in element.attributes where !PageScan.directives.contains(attribute.name) {
      let value = attribute.value.map { segments($0, names, &file) }
      if let value, Address.attributes.contains(attribute.name), let literal = Segment.literal(of: value),
        Address.safe(literal, attribute: attribute.name) == nil
      {
        problems.append(
          TemplateProblem(
            .address, "`\(attribute.name)` takes http, https, mailto and tel only", at: file.lines.start(ofLine: element.line)))
      }
      attributes.append(PageAttribute(name: attribute.name, value: value))
    }
    let place = file.lines.start(ofLine: element.line)
    return [.element(PageElement(name: element.name, attributes: attributes, children: children, place: place))]
  }
}

extension PageCompiler {
  /// The source of a directive, which counts as used.
  private func directive(_ name: String, _ element: Markup.Element, _ file: inout File) -> ExpressionSource? {
    guard let value = element[attribute: name] else { return nil }
    for part in MarkerText.parts(value) {
      if case .piece(let index) = part {
        file.used.insert(index)
        return file.pieces[index].source
      }
    }
    return ExpressionSource(text: value, place: file.lines.start(ofLine: element.line), start: 0)
  }

  private mutating func segments(_ text: String, _ names: Names, _ file: inout File) -> [Segment] {
    MarkerText.parts(text).compactMap { part in
      switch part {
      case .text(let words): return .literal(words)
      case .piece(let index):
        let piece = file.pieces[index]
        guard piece.kind == .expression else { return .literal(piece.source.text) }
        file.used.insert(index)
        return compile(piece.source, names, file, expecting: nil).map { checkPrintable($0) }
      }
    }
  }

  private mutating func checkPrintable(_ expression: CompiledExpression) -> Segment {
    if let problem = expression.problemAsText { problems.append(problem) }
    return .expression(expression)
  }

  private mutating func loop(_ source: ExpressionSource, _ names: Names, _ file: File)
    -> (names: [String], over: CompiledExpression, inner: Names)?
  {
    guard let loop = DirectiveText.loop(source, places: file.lines.place) else {
      problems.append(
        TemplateProblem(.directive, "`data-each` reads `b in items`, or `i, b in items`", at: source.place, length: source.text.count))
      return nil
    }
    guard let over = compile(loop.over, names, file, expecting: nil) else { return nil }
    guard let types = over.elementTypes(count: loop.names.count) else {
      problems.append(
        TemplateProblem(.expression, "a list or a map is expected, not \(over.type)", at: over.source.place, length: over.source.text.count)
      )
      return nil
    }
    return (loop.names, over, names.adding(zip(loop.names, types).map { ($0, $1) }))
  }

  private mutating func bindings(_ source: ExpressionSource, _ names: Names, _ file: File) -> ([PageNode.Binding], Names) {
    guard let assignments = DirectiveText.assignments(source, places: file.lines.place) else {
      problems.append(
        TemplateProblem(
          .directive, "`data-with` reads `name = expression; other = expression`", at: source.place, length: source.text.count))
      return ([], names)
    }
    var bindings: [PageNode.Binding] = []
    var inner = names
    for assignment in assignments {
      guard let expression = compile(assignment.expression, inner, file, expecting: nil) else {
        inner = inner.adding([(assignment.name, .error)])
        continue
      }
      bindings.append(.init(name: assignment.name, expression: expression))
      inner = inner.adding([(assignment.name, expression.type)])
    }
    return (bindings, inner)
  }

  private mutating func compile(_ source: ExpressionSource, _ names: Names, _ file: File, expecting type: CELType?) -> CompiledExpression? {
    do throws(TemplateProblems) {
      return try names.compile(source, expecting: type, places: file.lines.place)
    } catch {
      problems += error.problems
      return nil
    }
  }
}
