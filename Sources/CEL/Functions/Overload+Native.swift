/// Rows of a table from Swift functions: their types are the overload's. The id is made of the types' names.
extension Overload {
  package static func of<R: Native>(_ body: @escaping @Sendable () throws(EvaluationError) -> R) -> Overload {
    Overload("none", [], R.celType) { (_) throws(EvaluationError) in try body().cel }
  }

  package static func of<A: Native, R: Native>(
    isReceiver: Bool = false, _ body: @escaping @Sendable (A) throws(EvaluationError) -> R
  ) -> Overload {
    Overload(id([A.celType]), [A.celType], R.celType, isReceiver: isReceiver) { (values) throws(EvaluationError) in
      try body(try argument(values, 0)).cel
    }
  }

  package static func of<A: Native, B: Native, R: Native>(
    isReceiver: Bool = false, _ body: @escaping @Sendable (A, B) throws(EvaluationError) -> R
  ) -> Overload {
    let types = [A.celType, B.celType]
    return Overload(id(types), types, R.celType, isReceiver: isReceiver) { (values) throws(EvaluationError) in
      try body(try argument(values, 0), try argument(values, 1)).cel
    }
  }

  package static func of<A: Native, B: Native, C: Native, R: Native>(
    isReceiver: Bool = false, _ body: @escaping @Sendable (A, B, C) throws(EvaluationError) -> R
  ) -> Overload {
    let types = [A.celType, B.celType, C.celType]
    return Overload(id(types), types, R.celType, isReceiver: isReceiver) { (values) throws(EvaluationError) in
      try body(try argument(values, 0), try argument(values, 1), try argument(values, 2)).cel
    }
  }

  package static func of<A: Native, B: Native, C: Native, D: Native, R: Native>(
    isReceiver: Bool = false, _ body: @escaping @Sendable (A, B, C, D) throws(EvaluationError) -> R
  ) -> Overload {
    let types = [A.celType, B.celType, C.celType, D.celType]
    return Overload(id(types), types, R.celType, isReceiver: isReceiver) { (values) throws(EvaluationError) in
      try body(try argument(values, 0), try argument(values, 1), try argument(values, 2), try argument(values, 3)).cel
    }
  }

  private static func id(_ types: [CELType]) -> String { types.map(\.description).joined(separator: "_") }

  private static func argument<A: Native>(_ values: [Value], _ index: Int) throws(EvaluationError) -> A {
    guard index < values.count, let argument = A(cel: values[index]) else {
      throw EvaluationError.noOverload("the function", values)
    }
    return argument
  }

  /// The same, called on its first argument as well as with it.
  package var bothWays: [Overload] {
    [
      Overload(id, parameters, result, isReceiver: false, evaluate: evaluate),
      Overload(id + "_receiver", parameters, result, isReceiver: true, evaluate: evaluate),
    ]
  }
}

extension FunctionTable {
  /// Everything that CEL itself brings; Calendar's tables come on top.
  package static let all: [FunctionTable] = [
    standard, conversions, time, strings, math, optionals, encoders, listsAndNumbers,
  ]
}
