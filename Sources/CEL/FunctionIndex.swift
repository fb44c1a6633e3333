/// The functions of some tables, ready to be looked up by name: made once, and shared by every environment that knows them.
package struct FunctionIndex: Sendable {
  private(set) var byName: [String: Function] = [:]

  /// Everything that CEL itself brings.
  package static let standard = FunctionIndex(FunctionTable.all)

  package init(_ tables: [FunctionTable]) {
    for table in tables { add(table) }
  }

  /// The same with one more table; a function of a known name gains its overloads.
  package func adding(_ table: FunctionTable) -> FunctionIndex {
    var index = self
    index.add(table)
    return index
  }

  private mutating func add(_ table: FunctionTable) {
    for function in table.functions {
      let function = function.marked(isConstant: table.isConstant)
      byName[function.name] = byName[function.name]?.merged(with: function) ?? function
    }
  }
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
