/// The tree of an expression. Two trees are equal where they mean the same, wherever they stand in their sources.
package struct Expression: Sendable {
  /// Number of the node within its tree, from 0; a parent's is above its children's.
  package let id: Int
  package let place: Place
  package let kind: Kind
  /// Levels of the tree from here down.
  let height: Int

  package indirect enum Kind: Hashable, Sendable {
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

  package struct Element: Hashable, Sendable {
    package let value: Expression
    /// `[?value]`: left out where the optional is empty.
    package let isOptional: Bool
  }

  package struct Entry: Hashable, Sendable {
    package let key: Expression
    package let value: Expression
    package let isOptional: Bool
  }

  package struct FieldEntry: Hashable, Sendable {
    package let field: String
    package let fieldPlace: Place
    package let value: Expression
    package let isOptional: Bool

    package static func == (left: Self, right: Self) -> Bool {
      left.field == right.field && left.value == right.value && left.isOptional == right.isOptional
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(field)
      hasher.combine(value)
      hasher.combine(isOptional)
    }
  }
}

extension Expression: Hashable {
  package static func == (left: Expression, right: Expression) -> Bool { left.kind == right.kind }
  package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
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
