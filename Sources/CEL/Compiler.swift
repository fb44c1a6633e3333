/// A named expression, ready to be evaluated.
struct CompiledDefinition: Sendable {
  let name: String
  let type: CELType
  let body: any Node
  let localCount: Int
  let reads: Reads
  let problems: [Problem]
  let warnings: [Problem]
  /// For looking at its parts; nil where it is faulty.
  let program: Program?

  func node(number: Int) -> any Node {
    body is ConstantNode ? body : DefinitionNode(number: number, name: name, body: body, localCount: localCount)
  }
}

/// From source to program: parse, check, plan.
struct Compiler {
  let names: NameSpace
  let definitions: [CompiledDefinition]

  func compile(_ source: String, expecting expected: CELType?, isStrict: Bool) throws(CompileErrors) -> Program {
    let tree: Expression
    do { tree = try Parser.parse(source) } catch { throw CompileErrors([error]) }
    var checker = Checker(names: names, nodeCount: tree.id + 1, isStrict: isStrict)
    if let expected { checker.check(tree, expecting: expected) } else { checker.check(tree) }
    guard checker.problems.isEmpty else { throw CompileErrors(checker.problems) }
    checker.finishTypes()
    var planner = Planner(annotations: checker.annotations, names: names, definitions: definitions, isStrict: isStrict)
    var node = planner.plan(tree)
    if isStrict { node = promised(expected, checker.annotations, node, tree) }
    var reads = Reads()
    reads.collect(tree, checker.annotations, names, definitions)
    let checked = CheckedTree(annotations: checker.annotations, names: names, definitions: definitions, isStrict: isStrict)
    return Program(
      source: source, syntax: tree, type: checker.annotations.types[tree.id], node: node,
      definitionCount: reads.namesDefinitions ? definitions.count : 0, reads: reads, tree: checked,
      warnings: checker.warnings + planner.warnings)
  }

  /// The node, looked at before its value goes out where the checker could not know all of it. A type that was asked for is kept to
  /// the letter; where none was, null stands for what may be null to the checker too.
  private func promised(_ expected: CELType?, _ annotations: Annotations, _ node: any Node, _ tree: Expression) -> any Node {
    let type = expected ?? annotations.types[tree.id]
    guard annotations.needsConformance(to: type) else { return node }
    let conformance = Conformance(types: names.types, allowsNull: expected == nil)
    if let constant = node.constant, conformance.problem(constant, type) == nil { return node }
    return ConformNode(node, type: type, conformance: conformance, place: tree.place)
  }

  func compile(_ definition: Definition) -> CompiledDefinition {
    do {
      let program = try compile(definition.source, expecting: nil, isStrict: true)
      return CompiledDefinition(
        name: definition.name, type: program.type, body: program.node, localCount: program.localCount, reads: program.readSet,
        problems: [], warnings: program.warnings, program: program)
    } catch {
      return CompiledDefinition(
        name: definition.name, type: .error, body: UnresolvedNode("'\(definition.name)' is faulty", at: Place(offset: 0, length: 0)),
        localCount: 0, reads: Reads(), problems: error.problems, warnings: [], program: nil)
    }
  }
}

extension Checker {
  /// Replaces type variables by what they stand for.
  mutating func finishTypes() {
    for index in annotations.types.indices { annotations.types[index] = substitution.resolve(annotations.types[index], isFinal: true) }
  }
}
