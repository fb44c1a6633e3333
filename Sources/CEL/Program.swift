/// A compiled expression: evaluated any number of times, from any thread. Many hold it (transitions, timers, templates), and a step
/// hands them about; so it is one object for all of them.
package final class Program: Sendable {
  package let source: String
  /// The tree, for showing an expression's parts.
  package let syntax: Expression
  package let type: CELType
  /// What is doubtful: fields that may be absent, calls that always fail.
  package let warnings: [Problem]
  let node: any Node
  let localCount: Int
  let definitionCount: Int
  let readSet: Reads
  let tree: CheckedTree

  init(
    source: String, syntax: Expression, type: CELType, node: any Node, definitionCount: Int, reads: Reads, tree: CheckedTree,
    warnings: [Problem]
  ) {
    self.source = source
    self.syntax = syntax
    self.type = type
    self.node = node
    localCount = tree.annotations.localCount
    self.tree = tree
    self.definitionCount = definitionCount
    readSet = reads
    self.warnings = warnings.sorted { $0.offset < $1.offset }
  }

  /// The variables that it may read, through named expressions too.
  package var reads: Set<String> { readSet.variables }

  /// What of them it may read: `data.count`; a variable alone where it is read whole.
  package var paths: Set<String> { readSet.paths }

  /// The value if it does not depend on any variable.
  package var constant: Value? { node.constant }

  /// Works out the value. The error points into the source, or into that of a named expression.
  package func evaluate(_ scope: some Scope) throws(EvaluationError) -> Value {
    var frame = Frame(scope: scope, localCount: localCount, definitionCount: definitionCount, budget: CostLimit.base)
    do { return try node.value(&frame) } catch { throw error.at(syntax.place) }
  }

  /// Works out a guard's answer; an error where the value is no bool.
  package func test(_ scope: some Scope) throws(EvaluationError) -> Bool {
    var frame = Frame(scope: scope, localCount: localCount, definitionCount: definitionCount, budget: CostLimit.base)
    do { return try node.test(&frame) } catch { throw error.at(syntax.place) }
  }
}
