extension FunctionTable {
  /// What the workflow language adds for lists and numbers; `sortBy` and `groupBy` are macros.
  package static let listsAndNumbers = FunctionTable(
    "lists and numbers", isConstant: true,
    [
      Function(
        "sum", doc: "The sum of a list of numbers or of lengths of time; 0 of an empty one.", example: "sum([1, 2, 3]) == 6",
        [CELType.int, .uint, .double, .duration].map { Overload("list_\($0)", [.list($0)], $0, evaluate: sum(zero: $0)) }
          .flatMap(\.bothWays)),
      extreme("max", "The greatest element; an error of an empty list.", "max([1, 3, 2]) == 3", wanted: .greater),
      extreme("min", "The least element; an error of an empty list.", "min([1, 3, 2]) == 1", wanted: .less),
      Function(
        "count", doc: "How many elements the list has.", example: "count([1, 2]) == 2",
        Overload("list", [.list(.parameter("A"))], .int) { (values) throws(EvaluationError) in .int(Int64(values[0].list?.count ?? 0)) }
          .bothWays),
      Function(
        "round", doc: "The nearest number with so many digits behind the point, none unless said; halves away from zero.",
        example: "round(2.345, 2) == 2.35",
        [
          Overload.of { (number: Double) in number.rounded(.toNearestOrAwayFromZero) },
          Overload.of { (number: Double, digits: Int64) throws(EvaluationError) in try number.rounded(digits: digits) },
        ]),
      Function(
        "fixed", doc: "The number as text with so many digits behind the point; halves away from zero.",
        example: #"fixed(2.5, 2) == "2.50""#,
        numberTexts { (number, digits) throws(EvaluationError) in try number.text(fraction: digits) }),
      Function(
        "grouped", doc: "The number as text with commas between thousands; with as many digits behind the point as it has, or as said.",
        example: #"grouped(1234567.89) == "1,234,567.89""#,
        groupedTexts(first: 3, then: 3)),
      Function(
        "lakh", doc: "The number as text in Indian grouping; with as many digits behind the point as it has, or as said.",
        example: #"lakh(1234567.89) == "12,34,567.89""#, groupedTexts(first: 3, then: 2)),
    ])

  private static func sum(zero type: CELType) -> Evaluate {
    { (values) throws(EvaluationError) in
      guard case .list(let elements) = values[0] else { throw EvaluationError.noOverload("`sum`", values) }
      var total: Value =
        switch type {
        case .uint: .uint(0)
        case .double: .double(0)
        case .duration: .duration(Span(nanoseconds: 0))
        default: .int(0)
        }
      for element in elements { total = try total.plus(element) }
      return total
    }
  }

  private static func extreme(_ name: String, _ doc: String, _ example: String, wanted: Order) -> Function {
    let pick: Evaluate = { (values) throws(EvaluationError) in
      guard case .list(let elements) = values[0], var result = elements.first else { throw EvaluationError("the list is empty") }
      for element in elements {
        guard let order = element.order(to: result) else { throw EvaluationError.noOverload("`\(name)`", [element, result]) }
        if order == wanted { result = element }
      }
      return result
    }
    let types: [CELType] = [.int, .uint, .double, .string, .timestamp, .duration]
    return Function(
      name, doc: doc, example: example, types.map { Overload("list_\($0)", [.list($0)], $0, evaluate: pick) }.flatMap(\.bothWays))
  }

  /// A text of an int or a double, with a number of digits behind the point.
  private static func numberTexts(_ body: @escaping @Sendable (Decimal, Int64) throws(EvaluationError) -> String) -> [Overload] {
    [
      Overload.of { (number: Int64, digits: Int64) throws(EvaluationError) in try body(Decimal(number), digits) },
      Overload.of { (number: Double, digits: Int64) throws(EvaluationError) in try body(Decimal(number), digits) },
    ]
  }

  private static func groupedTexts(first: Int, then: Int) -> [Overload] {
    [
      Overload.of { (number: Int64) in Decimal(number).text.grouped(first: first, then: then) },
      Overload.of { (number: Double) in Decimal(number).text.grouped(first: first, then: then) },
    ]
      + numberTexts { (number, digits) throws(EvaluationError) in
        try number.text(fraction: digits).grouped(first: first, then: then)
      }
  }
}

extension Value {
  /// The sum of two of a kind.
  fileprivate func plus(_ other: Value) throws(EvaluationError) -> Value {
    switch (self, other) {
    case (.int(let a), .int(let b)):
      let (sum, overflow) = a.addingReportingOverflow(b)
      if !overflow { return .int(sum) }
    case (.uint(let a), .uint(let b)):
      let (sum, overflow) = a.addingReportingOverflow(b)
      if !overflow { return .uint(sum) }
    case (.double(let a), .double(let b)): return .double(a + b)
    case (.duration(let a), .duration(let b)): if let sum = a.adding(b) { return .duration(sum) }
    default: throw EvaluationError.noOverload("`sum`", [self, other])
    }
    throw EvaluationError("the sum does not fit 64 bits")
  }
}
