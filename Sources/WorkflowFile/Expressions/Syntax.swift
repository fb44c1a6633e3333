import CEL

/// Looks through the tree of an expression.
extension CEL.Expression {
  /// The expressions right below this one.
  var below: [CEL.Expression] {
    switch kind {
    case .literal, .name: []
    case .select(let operand, _, _), .has(let operand, _), .unary(_, let operand): [operand]
    case .index(let operand, let key, _): [operand, key]
    case .call(_, let receiver, let arguments): (receiver.map { [$0] } ?? []) + arguments
    case .binary(_, let left, let right): [left, right]
    case .logic(_, let operands): operands
    case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
    case .list(let elements): elements.map(\.value)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .object(_, let fields): fields.map(\.value)
    case .macro(let macro): [macro.range] + (macro.condition.map { [$0] } ?? []) + [macro.body]
    case .block(let elements, let result): elements + [result]
    }
  }

  /// Names that are not variables of a macro around them, in the order in which they stand.
  func freeNames(bound: Set<String> = []) -> [String] {
    switch kind {
    case .name(let name): return bound.contains(name) ? [] : [name]
    case .macro(let macro):
      let inner = bound.union(macro.variables)
      return macro.range.freeNames(bound: bound) + (macro.condition?.freeNames(bound: inner) ?? []) + macro.body.freeNames(bound: inner)
    default: return below.flatMap { $0.freeNames(bound: bound) }
    }
  }
}
