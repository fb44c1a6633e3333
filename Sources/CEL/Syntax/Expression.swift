/// The tree of an expression. Two trees are equal where they mean the same, wherever they stand in their sources.
package struct Expression: Sendable {
  /// A node's contents, behind one reference: trees are passed about while recursing, and frames stay small so.
  private final class Box: Sendable {
    let id: Int
    let place: Place
    let kind: Kind
    let height: Int

    init(id: Int, place: Place, kind: Kind, height: Int) {
      self.id = id
      self.place = place
      self.kind = kind
      self.height = height
    }
  }

  private let box: Box

  init(id: Int, place: Place, kind: Kind, height: Int) { box = Box(id: id, place: place, kind: kind, height: height) }

  /// Number of the node within its tree, from 0; a parent's is above its children's.
  package var id: Int { box.id }
  package var place: Place { box.place }
  package var kind: Kind { box.kind }
  /// Levels of the tree from here down.
  var height: Int { box.height }

  package indirect enum Kind: Sendable {
    case literal(Value)
    /// A variable, a named expression, a type. A leading dot looks it up from the root.
    case name(String)
    /// `operand.field`, `operand.?field`.
    case select(Expression, field: String, isOptional: Bool)
    /// `has(operand.field)`.
    case has(Expression, field: String)
    /// `operand[key]`, `operand[?key]`.
    case index(Expression, key: Expression, isOptional: Bool)
    case call(String, receiver: Expression?, arguments: [Expression])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// `a && b && …`, two operands or more.
    case logic(LogicOperator, [Expression])
    case conditional(Expression, then: Expression, otherwise: Expression)
    case list([Element])
    case map([Entry])
    /// `Type{field: value}`.
    case object(String, [FieldEntry])
    case macro(Comprehension)
    /// `cel.block([…], result)`: the result may name the elements, the elements those before them.
    case block([Expression], result: Expression)
  }

  package struct Element: Sendable {
    package let value: Expression
    /// `[?value]`: left out where the optional is empty.
    package let isOptional: Bool
  }

  package struct Entry: Sendable {
    package let key: Expression
    package let value: Expression
    package let isOptional: Bool
  }

  package struct FieldEntry: Sendable {
    package let field: String
    package let fieldPlace: Place
    package let value: Expression
    package let isOptional: Bool
  }
}

package enum UnaryOperator: String, Hashable, Sendable {
  case not = "!"
  case minus = "-"
}

package enum LogicOperator: String, Hashable, Sendable {
  case and = "&&"
  case or = "||"

  var level: Int { self == .or ? 1 : 2 }
}

package enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in` = "in"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"

  /// How tightly it binds: 3 relations, 4 sums, 5 products.
  var level: Int {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: 3
    case .add, .subtract: 4
    case .multiply, .divide, .remainder: 5
    }
  }
}
