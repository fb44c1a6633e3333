/// Everything that an expression of an environment may name.
struct NameSpace: Sendable {
  private(set) var variables: [Variable]
  private(set) var types: ObjectTypes
  /// Prefixes under which names are looked up, longest first, the last one empty.
  let prefixes: [String]
  private var slots: [String: Int]
  private let functions: FunctionIndex
  /// Named expressions: name to number and type.
  var definitions: [String: (number: Int, type: CELType)] = [:]

  init(variables: [Variable], types: [ObjectType], functions: FunctionIndex, container: String) {
    self.variables = variables
    self.types = ObjectTypes(types)
    slots = Self.slots(of: variables)
    var parts = container.split(separator: ".").map(String.init)
    var prefixes: [String] = []
    while !parts.isEmpty {
      prefixes.append(parts.joined(separator: ".") + ".")
      parts.removeLast()
    }
    self.prefixes = prefixes + [""]
    self.functions = functions
  }

  private static func slots(of variables: [Variable]) -> [String: Int] {
    Dictionary(variables.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The same functions and named expressions beside other variables and more types.
  func with(variables: [Variable], adding types: [ObjectType]) -> NameSpace {
    var result = self
    result.variables = variables
    result.slots = Self.slots(of: variables)
    if !types.isEmpty { result.types = ObjectTypes(result.types.all + types) }
    return result
  }

  func adding(_ more: [Variable], types moreTypes: [ObjectType] = []) -> NameSpace {
    var result = self
    if !moreTypes.isEmpty { result.types = ObjectTypes(types.all + moreTypes) }
    for variable in more {
      result.slots[variable.name] = result.variables.count
      result.variables.append(variable)
    }
    return result
  }

  /// The variable, named expression or type of that name.
  func find(_ name: String) -> (Reference, CELType)? {
    for candidate in candidates(name) {
      if let slot = slots[candidate] { return (.variable(slot: slot), variables[slot].type) }
      if let definition = definitions[candidate] { return (.definition(definition.number), definition.type) }
      if let type = Self.typeNames[candidate] { return (.constant(.type(type)), .type(type)) }
      if types[candidate] != nil { return (.constant(.type(.object(candidate))), .type(.object(candidate))) }
    }
    return nil
  }

  func function(_ name: String) -> Function? {
    for candidate in candidates(name) { if let function = functions.byName[candidate] { return function } }
    return nil
  }

  func objectType(_ name: String) -> ObjectType? {
    for candidate in candidates(name) { if let type = types[candidate] { return type } }
    return nil
  }

  private func candidates(_ name: String) -> [String] {
    name.hasPrefix(".") ? [String(name.dropFirst())] : prefixes.map { $0 + name }
  }

  /// In the order of declaration, for hints.
  var allNames: [String] { variables.map(\.name) + definitions.keys.sorted() }

  var functionNames: [String] { functions.byName.keys.sorted() }

  /// What follows the namespace in the names of its functions.
  func functionNames(in namespace: String) -> [String] {
    functions.byName.keys.filter { $0.hasPrefix(namespace + ".") }.map { String($0.dropFirst(namespace.count + 1)) }.sorted()
  }

  private static let typeNames: [String: CELType] = {
    let types: [CELType] = [
      .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration, .list(.dyn), .map(.dyn, .dyn), .type(.dyn),
      .optional(.dyn),
    ]
    return Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })
  }()
}

/// A name that an environment gives a value at evaluation.
package struct Variable: Hashable, Sendable {
  package let name: String
  package let type: CELType

  package init(_ name: String, _ type: CELType) {
    self.name = name
    self.type = type
  }
}
