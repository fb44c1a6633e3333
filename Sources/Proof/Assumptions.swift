import CEL
import Workflow

/// What is taken for granted of guards within one step: each part is a free choice once, and stays as chosen until something that
/// it reads is written.
struct Assumptions: Hashable {
  private struct Known: Hashable {
    var isTrue: Bool
    var readsData: Bool
    var readsItems: Bool
  }

  private var known: [CEL.Expression: Known] = [:]

  /// What a guard must be, as things were chosen; nil where it is free.
  func value(of expression: CEL.Expression) -> Bool? {
    switch expression.kind {
    case .literal(.bool(let value)): return value
    case .unary(.not, let operand): return value(of: operand).map { !$0 }
    case .logic(let operation, let parts):
      let values = parts.map { value(of: $0) }
      let decisive = operation == .or
      if values.contains(decisive) { return decisive }
      return values.contains(nil) ? nil : !decisive
    default: return known[expression]?.isTrue
    }
  }

  /// The same with a choice made; nil where it contradicts another.
  func assuming(_ guardExpression: Workflow.Expression, _ isTrue: Bool) -> Assumptions? {
    let program = guardExpression.program
    if let value = value(of: program.syntax) { return value == isTrue ? self : nil }
    // These change while a step goes on.
    guard program.reads.isDisjoint(with: ["instance", "children", "event"]) else { return self }
    var next = self
    next.assume(
      program.syntax, Known(isTrue: isTrue, readsData: program.reads.contains("data"), readsItems: program.reads.contains("items")))
    return next
  }

  private mutating func assume(_ expression: CEL.Expression, _ value: Known) {
    switch expression.kind {
    case .unary(.not, let operand):
      var opposite = value
      opposite.isTrue.toggle()
      assume(operand, opposite)
    case .logic(let operation, let parts):
      // Of a true "and" all parts are true; of a false one only the last that is open is known.
      if value.isTrue == (operation == .and) {
        for part in parts { assume(part, value) }
      } else {
        let open = parts.filter { self.value(of: $0) == nil }
        if open.count == 1 { assume(open[0], value) } else { known[expression] = value }
      }
    default: known[expression] = value
    }
  }

  mutating func forgetData() { known = known.filter { !$0.value.readsData } }
  mutating func forgetItems() { known = known.filter { !$0.value.readsItems } }
}
