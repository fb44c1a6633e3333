/// A named expression (`let`): evaluated at most once in an evaluation, and only if it is read.
package struct Definition: Hashable, Sendable {
  package let name: String
  package let source: String

  package init(_ name: String, _ source: String) {
    self.name = name
    self.source = source
  }
}

/// What expressions of one kind may name: variables, struct-like types, functions, named expressions.
///
/// Made once per workflow and kind of place; cheap to copy.
package struct Environment: Sendable {
  private let core: Core

  /// Shared by all copies and programs.
  final class Core: Sendable {
    let names: NameSpace
    let definitions: [CompiledDefinition]

    init(names: NameSpace, definitions: [CompiledDefinition]) {
      self.names = names
      self.definitions = definitions
    }
  }

  /// Definitions may name earlier ones. What is wrong with them is in `definitionProblems`; an expression that names a faulty one
  /// is checked as if it fitted.
  package init(
    variables: [Variable] = [], types: [ObjectType] = [], functions: FunctionIndex = .standard, definitions: [Definition] = [],
    container: String = ""
  ) {
    var names = NameSpace(variables: variables, types: types, functions: functions, container: container)
    var compiled: [CompiledDefinition] = []
    for definition in definitions {
      let result = Compiler(names: names, definitions: compiled).compile(definition)
      names.definitions[definition.name] = (compiled.count, result.type)
      compiled.append(result)
    }
    core = Core(names: names, definitions: compiled)
  }

  package var variables: [Variable] { core.names.variables }
  package var types: ObjectTypes { core.names.types }
  /// Of all functions, macros not among them.
  package var functionNames: [String] { core.names.functionNames }

  /// What is wrong with the named expressions; places are in their own sources.
  package var definitionProblems: [(name: String, problems: [Problem])] {
    core.definitions.filter { !$0.problems.isEmpty }.map { ($0.name, $0.problems) }
  }

  /// What is doubtful in the named expressions.
  package var definitionWarnings: [(name: String, warnings: [Problem])] {
    core.definitions.filter { !$0.warnings.isEmpty }.map { ($0.name, $0.warnings) }
  }

  /// The type of a named expression; `error` where it has a problem, nil where there is none of that name.
  package func type(ofDefinition name: String) -> CELType? { core.names.definitions[name]?.type }

  /// The same with more variables after those that are there, whose slots stay; a known name is hidden by a new one. Named expressions
  /// go on meaning what they meant.
  package func adding(_ variables: [Variable], types: [ObjectType] = []) -> Environment {
    Environment(core: Core(names: core.names.adding(variables, types: types), definitions: core.definitions))
  }

  /// The same functions and named expressions, which go on meaning what they meant, beside other variables and more types. The
  /// variables that a named expression reads must keep their slots.
  package func with(variables: [Variable], adding types: [ObjectType] = []) -> Environment {
    Environment(core: Core(names: core.names.with(variables: variables, adding: types), definitions: core.definitions))
  }

  private init(core: Core) { self.core = core }

  /// Parses and checks; all problems at once. `expected` is the type that the result must have: a map literal is then taken as the
  /// struct-like value that is wanted.
  package func compile(_ source: String, expecting expected: CELType? = nil) throws(CompileErrors) -> Program {
    try Compiler(names: core.names, definitions: core.definitions).compile(source, expecting: expected, isStrict: true)
  }

  /// Parses only: types and names show when it is evaluated. For the conformance tests (`disable_check`).
  package func uncheckedCompile(_ source: String) throws(CompileErrors) -> Program {
    try Compiler(names: core.names, definitions: core.definitions).compile(source, expecting: nil, isStrict: false)
  }

  /// The tree of an expression, without looking at what its names mean.
  package static func parse(_ source: String) throws(Problem) -> Expression { try Parser.parse(source) }
}
