extension Expression: CustomStringConvertible {
  /// The expression in the language; parsing it gives an equal tree.
  package var description: String {
    var printer = Printer()
    printer.write(self, level: 0)
    return printer.text
  }
}

/// Writes a tree with the parentheses it needs.
private struct Printer {
  var text = ""

  /// `level` is how tightly the surroundings bind: 0 nothing, 1 `||` … 5 products, 6 unary, 7 members.
  mutating func write(_ expression: Expression, level: Int) {
    let own = expression.level
    if own < level { text += "(" }
    write(expression.kind)
    if own < level { text += ")" }
  }

  private mutating func write(_ kind: Expression.Kind) {
    switch kind {
    case .literal(let value): text += value.literal
    case .name(let name): text += BlockNames.source(of: name) ?? name
    case .select(let operand, let field, let isOptional):
      write(operand, level: 7)
      text += (isOptional ? ".?" : ".") + field.asSelector
    case .has(let operand, let field):
      text += "has("
      write(operand, level: 7)
      text += "." + field.asSelector + ")"
    case .index(let operand, let key, let isOptional):
      write(operand, level: 7)
      text += isOptional ? "[?" : "["
      write(key, level: 0)
      text += "]"
    case .call(let name, let receiver, let arguments):
      if let receiver {
        write(receiver, level: 7)
        text += "."
      }
      text += name
      writeList(arguments)
    case .unary(let sign, let operand):
      text += sign.rawValue
      let isNumber = if case .literal = operand.leftmost.kind { true } else { false }
      write(operand, level: sign == .minus && isNumber ? 8 : 6)
    case .binary(let operation, let left, let right):
      write(left, level: operation.level)
      text += " \(operation.rawValue) "
      write(right, level: operation.level + 1)
    case .logic(let operation, let operands): writeLogic(operation, operands)
    case .conditional(let condition, let then, let otherwise):
      write(condition, level: 1)
      text += " ? "
      write(then, level: 1)
      text += " : "
      write(otherwise, level: 0)
    case .list(let elements): writeElements(elements)
    case .map(let entries): writeEntries(entries)
    case .object(let name, let fields): writeObject(name, fields)
    case .macro(let comprehension): write(comprehension)
    case .block(let elements, let result):
      text += "cel.block(["
      writeSeparated(elements)
      text += "], "
      write(result, level: 0)
      text += ")"
    }
  }

  private mutating func writeLogic(_ operation: LogicOperator, _ operands: [Expression]) {
    for (index, operand) in operands.enumerated() {
      if index > 0 { text += " \(operation.rawValue) " }
      write(operand, level: operation.level + 1)
    }
  }

  private mutating func writeSeparated(_ expressions: [Expression]) {
    for (index, expression) in expressions.enumerated() {
      if index > 0 { text += ", " }
      write(expression, level: 0)
    }
  }

  private mutating func writeList(_ expressions: [Expression]) {
    text += "("
    writeSeparated(expressions)
    text += ")"
  }

  private mutating func writeElements(_ elements: [Expression.Element]) {
    text += "["
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ", " }
      if element.isOptional { text += "?" }
      write(element.value, level: 0)
    }
    text += "]"
  }

  private mutating func writeEntries(_ entries: [Expression.Entry]) {
    text += "{"
    for (index, entry) in entries.enumerated() {
      if index > 0 { text += ", " }
      if entry.isOptional { text += "?" }
      write(entry.key, level: 0)
      text += ": "
      write(entry.value, level: 0)
    }
    text += "}"
  }

  private mutating func writeObject(_ name: String, _ fields: [Expression.FieldEntry]) {
    text += name + "{"
    for (index, field) in fields.enumerated() {
      if index > 0 { text += ", " }
      if field.isOptional { text += "?" }
      text += field.field.asSelector + ": "
      write(field.value, level: 0)
    }
    text += "}"
  }

  private mutating func write(_ comprehension: Comprehension) {
    let variables = comprehension.variables.map { BlockNames.source(of: $0) ?? $0 }.joined(separator: ", ")
    if comprehension.macro == .bind {
      text += "cel.bind(\(variables), "
      write(comprehension.range, level: 0)
    } else if comprehension.isReceiver {
      write(comprehension.range, level: 7)
      text += ".\(comprehension.name)(\(variables)"
    } else {
      text += comprehension.name + "("
      write(comprehension.range, level: 0)
      text += ", " + variables
    }
    if let condition = comprehension.condition {
      text += ", "
      write(condition, level: 0)
    }
    text += ", "
    write(comprehension.body, level: 0)
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
