/// Everything that an expression of an environment may name.
struct NameSpace: Sendable {
  private(set) var variables: [Variable]
  let types: ObjectTypes
  /// Prefixes under which names are looked up, longest first, the last one empty.
  let prefixes: [String]
  private var slots: [String: Int]
  private let functions: [String: Function]
  /// Named expressions: name to number and type.
  var definitions: [String: (number: Int, type: CELType)] = [:]

  init(variables: [Variable], types: [ObjectType], tables: [FunctionTable], container: String) {
    self.variables = variables
    self.types = ObjectTypes(types)
    slots = Dictionary(variables.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var parts = container.split(separator: ".").map(String.init)
    var prefixes: [String] = []
    while !parts.isEmpty {
      prefixes.append(parts.joined(separator: ".") + ".")
      parts.removeLast()
    }
    self.prefixes = prefixes + [""]
    var functions: [String: Function] = [:]
    for table in tables {
      for function in table.functions {
        let function = function.marked(isConstant: table.isConstant)
        functions[function.name] = functions[function.name]?.merged(with: function) ?? function
      }
    }
    self.functions = functions
  }

  func adding(_ more: [Variable]) -> NameSpace {
    var result = self
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
    for candidate in candidates(name) { if let function = functions[candidate] { return function } }
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

  var functionNames: [String] { functions.keys.sorted() }

  /// What follows the namespace in the names of its functions.
  func functionNames(in namespace: String) -> [String] {
    functions.keys.filter { $0.hasPrefix(namespace + ".") }.map { String($0.dropFirst(namespace.count + 1)) }.sorted()
  }

  private static let typeNames: [String: CELType] = {
    let types: [CELType] = [
      .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration, .list(.dyn), .map(.dyn, .dyn), .type(.dyn),
      .optional(.dyn),
    ]
    return Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })
  }()
}

extension Function {
  /// One function of two tables' overloads.
  fileprivate func merged(with other: Function) -> Function {
    Function(name, doc: doc, example: example, overloads + other.overloads)
  }

  fileprivate func marked(isConstant: Bool) -> Function {
    let marked = overloads.map { overload in
      var overload = overload
      overload.isConstant = isConstant
      return overload
    }
    return Function(name, doc: doc, example: example, marked)
  }
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
