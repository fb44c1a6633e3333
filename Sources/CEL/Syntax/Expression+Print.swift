extension Expression: CustomStringConvertible {
  /// The expression in the language; parsing it gives an equal tree.
  package var description: String {
    var printer = Printer()
    printer.print(self, level: 0)
    return printer.text
  }
}

/// Writes a tree with the parentheses it needs.
private struct Printer {
  var text = ""

  /// `level` is how tightly the surroundings bind: 0 nothing, 1 `||` … 5 products, 6 unary, 7 members.
  mutating func print(_ expression: Expression, level: Int) {
    let own = expression.level
    if own < level { text += "(" }
    print(expression.kind)
    if own < level { text += ")" }
  }

  private mutating func print(_ kind: Expression.Kind) {
    switch kind {
    case .literal(let value): text += value.literal
    case .name(let name): text += BlockNames.source(of: name) ?? name
    case .select(let operand, let field, let isOptional):
      print(operand, level: 7)
      text += (isOptional ? ".?" : ".") + field.asSelector
    case .has(let operand, let field):
      text += "has("
      print(operand, level: 7)
      text += "." + field.asSelector + ")"
    case .index(let operand, let key, let isOptional):
      print(operand, level: 7)
      text += isOptional ? "[?" : "["
      print(key, level: 0)
      text += "]"
    case .call(let name, let receiver, let arguments):
      if let receiver {
        print(receiver, level: 7)
        text += "."
      }
      text += name
      printList(arguments)
    case .unary(let sign, let operand):
      text += sign.rawValue
      let isNumber = if case .literal = operand.leftmost.kind { true } else { false }
      print(operand, level: sign == .minus && isNumber ? 8 : 6)
    case .binary(let operation, let left, let right):
      print(left, level: operation.level)
      text += " \(operation.rawValue) "
      print(right, level: operation.level + 1)
    case .logic(let operation, let operands): printLogic(operation, operands)
    case .conditional(let condition, let then, let otherwise):
      print(condition, level: 1)
      text += " ? "
      print(then, level: 1)
      text += " : "
      print(otherwise, level: 0)
    case .list(let elements): printElements(elements)
    case .map(let entries): printEntries(entries)
    case .object(let name, let fields): printObject(name, fields)
    case .macro(let comprehension): print(comprehension)
    case .block(let elements, let result):
      text += "cel.block(["
      printSeparated(elements)
      text += "], "
      print(result, level: 0)
      text += ")"
    }
  }

  private mutating func printLogic(_ operation: LogicOperator, _ operands: [Expression]) {
    for (index, operand) in operands.enumerated() {
      if index > 0 { text += " \(operation.rawValue) " }
      print(operand, level: operation.level + 1)
    }
  }

  private mutating func printSeparated(_ expressions: [Expression]) {
    for (index, expression) in expressions.enumerated() {
      if index > 0 { text += ", " }
      print(expression, level: 0)
    }
  }

  private mutating func printList(_ expressions: [Expression]) {
    text += "("
    printSeparated(expressions)
    text += ")"
  }

  private mutating func printElements(_ elements: [Expression.Element]) {
    text += "["
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ", " }
      if element.isOptional { text += "?" }
      print(element.value, level: 0)
    }
    text += "]"
  }

  private mutating func printEntries(_ entries: [Expression.Entry]) {
    text += "{"
    for (index, entry) in entries.enumerated() {
      if index > 0 { text += ", " }
      if entry.isOptional { text += "?" }
      print(entry.key, level: 0)
      text += ": "
      print(entry.value, level: 0)
    }
    text += "}"
  }

  private mutating func printObject(_ name: String, _ fields: [Expression.FieldEntry]) {
    text += name + "{"
    for (index, field) in fields.enumerated() {
      if index > 0 { text += ", " }
      if field.isOptional { text += "?" }
      text += field.field.asSelector + ": "
      print(field.value, level: 0)
    }
    text += "}"
  }

  private mutating func print(_ comprehension: Comprehension) {
    let variables = comprehension.variables.map { BlockNames.source(of: $0) ?? $0 }.joined(separator: ", ")
    if comprehension.macro == .bind {
      text += "cel.bind(\(variables), "
      print(comprehension.range, level: 0)
    } else if comprehension.isReceiver {
      print(comprehension.range, level: 7)
      text += ".\(comprehension.name)(\(variables)"
    } else {
      text += comprehension.name + "("
      print(comprehension.range, level: 0)
      text += ", " + variables
    }
    if let condition = comprehension.condition {
      text += ", "
      print(condition, level: 0)
    }
    text += ", "
    print(comprehension.body, level: 0)
    text += ")"
  }
}

extension Expression {
  /// How tightly the node itself binds.
  fileprivate var level: Int {
    switch kind {
    case .conditional: 0
    case .logic(let operation, _): operation.level
    case .binary(let operation, _, _): operation.level
    case .unary: 6
    default: 7
    }
  }

  /// Where the text of a member chain begins.
  fileprivate var leftmost: Expression {
    switch kind {
    case .select(let operand, _, _), .index(let operand, _, _): operand.leftmost
    case .call(_, let receiver?, _): receiver.leftmost
    case .macro(let comprehension) where comprehension.isReceiver: comprehension.range.leftmost
    default: self
    }
  }
}
