/// Macros are expanded while parsing: their variables are names, not values.
extension Parser {
  mutating func expand(
    _ name: String, receiver: Expression?, arguments: [Expression], at place: Place, nameAt namePlace: Place
  ) throws(Problem) -> Expression {
    let scope = Scope(name: name, receiver: receiver, arguments: arguments, place: place, namePlace: namePlace)
    var expanded: Expression.Kind?
    if let receiver {
      if case .name(let namespace) = receiver.kind { expanded = try namespaced(namespace, scope) }
      if expanded == nil { expanded = try comprehension(receiver, scope) }
    } else {
      expanded = try global(scope)
    }
    let kind = expanded ?? .call(name, receiver: receiver, arguments: arguments)
    let height = 1 + arguments.reduce(receiver?.height ?? 0) { Swift.max($0, $1.height) }
    return try node(kind, at: place, height: height)
  }

  /// A call before it is known whether it is a macro.
  private struct Scope {
    let name: String
    let receiver: Expression?
    let arguments: [Expression]
    let place: Place
    let namePlace: Place
  }

  /// `has(a.b)`, `groupBy(list, i, key)`, `sortBy(list, i, key)`.
  private func global(_ call: Scope) throws(Problem) -> Expression.Kind? {
    switch (call.name, call.arguments.count) {
    case ("has", 1):
      guard case .select(let operand, let field, isOptional: false) = call.arguments[0].kind else {
        throw Problem("has() asks for a field: has(a.b)", at: call.arguments[0].place)
      }
      return .has(operand, field: field)
    case ("groupBy", 3), ("sortBy", 3):
      let macro = Comprehension.Macro(rawValue: call.name)!
      let variable = try variable(call.arguments[1])
      return .macro(
        Comprehension(
          macro: macro, name: call.name, range: call.arguments[0], variables: [variable], condition: nil, body: call.arguments[2],
          isReceiver: false))
    default: return nil
    }
  }

  /// `cel.bind`, `cel.block` and its names, `math.greatest` of many.
  private mutating func namespaced(_ namespace: String, _ call: Scope) throws(Problem) -> Expression.Kind? {
    let arguments = call.arguments
    switch (namespace, call.name, arguments.count) {
    case ("cel", "bind", 3):
      let variable = try variable(arguments[0])
      return .macro(
        Comprehension(
          macro: .bind, name: "bind", range: arguments[1], variables: [variable], condition: nil, body: arguments[2], isReceiver: false))
    case ("cel", "block", 2):
      guard case .list(let elements) = arguments[0].kind, elements.allSatisfy({ !$0.isOptional }) else {
        throw Problem("cel.block() takes a list literal", at: arguments[0].place)
      }
      return .block(elements.map(\.value), result: arguments[1])
    case ("cel", "index", 1): return .name(BlockNames.index(try ordinal(arguments[0])))
    case ("cel", "iterVar", 2): return .name(BlockNames.iteration(try ordinal(arguments[0]), try ordinal(arguments[1])))
    case ("math", "greatest", 3...), ("math", "least", 3...):
      let elements = arguments.map { Expression.Element(value: $0, isOptional: false) }
      let place = arguments[0].place.through(arguments[arguments.count - 1].place)
      let list = try node(.list(elements), at: place, height: 1 + elements.reduce(0) { Swift.max($0, $1.value.height) })
      return .call(call.name, receiver: call.receiver, arguments: [list])
    default: return nil
    }
  }

  /// `range.all(i, …)` and its kin.
  private func comprehension(_ range: Expression, _ call: Scope) throws(Problem) -> Expression.Kind? {
    guard let shape = Self.shapes[call.name]?.first(where: { $0.count == call.arguments.count }) else { return nil }
    var variables: [String] = []
    for argument in call.arguments.prefix(shape.variableCount) { variables.append(try variable(argument)) }
    if Set(variables).count < variables.count {
      throw Problem("the two variables need different names", at: call.arguments[1].place)
    }
    return .macro(
      Comprehension(
        macro: shape.macro, name: call.name, range: range, variables: variables,
        condition: shape.hasCondition ? call.arguments[shape.variableCount] : nil, body: call.arguments[call.arguments.count - 1],
        isReceiver: true))
  }

  private func variable(_ argument: Expression) throws(Problem) -> String {
    guard case .name(let name) = argument.kind, !name.hasPrefix(".") else {
      throw Problem("a plain name is expected here, the variable of the elements", at: argument.place)
    }
    return name
  }

  private func ordinal(_ argument: Expression) throws(Problem) -> Int64 {
    guard case .literal(.int(let number)) = argument.kind, number >= 0 else {
      throw Problem("a number is expected here", at: argument.place)
    }
    return number
  }

  /// How a macro's arguments are laid out: variables, a condition, the body.
  private struct Shape {
    let macro: Comprehension.Macro
    let variableCount: Int
    var hasCondition = false
    var count: Int { variableCount + (hasCondition ? 2 : 1) }
  }

  private static let shapes: [String: [Shape]] = [
    "all": [Shape(macro: .all, variableCount: 1), Shape(macro: .all, variableCount: 2)],
    "exists": [Shape(macro: .exists, variableCount: 1), Shape(macro: .exists, variableCount: 2)],
    "exists_one": [Shape(macro: .existsOne, variableCount: 1)],
    "existsOne": [Shape(macro: .existsOne, variableCount: 1), Shape(macro: .existsOne, variableCount: 2)],
    "map": [Shape(macro: .map, variableCount: 1), Shape(macro: .map, variableCount: 1, hasCondition: true)],
    "filter": [Shape(macro: .filter, variableCount: 1)],
    "transformList": [
      Shape(macro: .transformList, variableCount: 2), Shape(macro: .transformList, variableCount: 2, hasCondition: true),
    ],
    "transformMap": [Shape(macro: .transformMap, variableCount: 2), Shape(macro: .transformMap, variableCount: 2, hasCondition: true)],
    "transformMapEntry": [
      Shape(macro: .transformMapEntry, variableCount: 2), Shape(macro: .transformMapEntry, variableCount: 2, hasCondition: true),
    ],
    "sortBy": [Shape(macro: .sortBy, variableCount: 1)],
    "groupBy": [Shape(macro: .groupBy, variableCount: 1)],
    "optMap": [Shape(macro: .optMap, variableCount: 1)],
    "optFlatMap": [Shape(macro: .optFlatMap, variableCount: 1)],
  ]

  /// Names of all macros, for hints.
  static let names: [String] = MacroForm.all.map(\.name).sorted()

}

/// Names of `cel.block`, which no author can write as names.
enum BlockNames {
  static func index(_ number: Int64) -> String { "@index\(number)" }
  static func iteration(_ depth: Int64, _ number: Int64) -> String { "@it:\(depth):\(number)" }

  /// The call that stands for such a name.
  static func source(of name: String) -> String? {
    if name.hasPrefix("@index") { return "cel.index(\(name.dropFirst(6)))" }
    guard name.hasPrefix("@it:") else { return nil }
    return "cel.iterVar(\(name.dropFirst(4).split(separator: ":").joined(separator: ", ")))"
  }
}
