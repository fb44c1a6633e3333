extension FunctionTable {
  /// The math extension.
  package static let math = FunctionTable(
    "math", isConstant: true,
    [
      extreme("math.greatest", "The greatest of its arguments or of a list.", "math.greatest(1, 3, 2) == 3", wanted: .greater),
      extreme("math.least", "The least of its arguments or of a list.", "math.least(1, 3, 2) == 1", wanted: .less),
      rounding("math.ceil", "The next whole number upwards.", "math.ceil(1.2) == 2.0") { $0.rounded(.up) },
      rounding("math.floor", "The next whole number downwards.", "math.floor(1.8) == 1.0") { $0.rounded(.down) },
      rounding("math.round", "The nearest whole number, halves away from zero.", "math.round(1.5) == 2.0") {
        $0.rounded(.toNearestOrAwayFromZero)
      },
      rounding("math.trunc", "Without what is behind the point.", "math.trunc(-1.3) == -1.0") { $0.rounded(.towardZero) },
      Function(
        "math.abs", doc: "Without its sign.", example: "math.abs(-2) == 2",
        [
          Overload.of { (number: Int64) throws(EvaluationError) in
            if number == .min { throw EvaluationError("the result does not fit 64 bits") }
            return abs(number)
          }, Overload.of { (number: UInt64) in number }, Overload.of { (number: Double) in number.magnitude },
        ]),
      Function(
        "math.sign", doc: "-1, 0 or 1.", example: "math.sign(-3.5) == -1.0",
        [
          Overload.of { (number: Int64) in number.signum() }, Overload.of { (number: UInt64) in number.signum() },
          Overload.of { (number: Double) in number.isNaN ? .nan : number > 0 ? 1 : number < 0 ? -1 : 0 },
        ]),
      Function(
        "math.sqrt", doc: "The square root; NaN below zero.", example: "math.sqrt(81) == 9.0",
        [
          Overload.of { (number: Int64) in Double(number).squareRoot() }, Overload.of { (number: UInt64) in Double(number).squareRoot() },
          Overload.of { (number: Double) in number.squareRoot() },
        ]),
      test("math.isInf", "Whether it is infinite.", "math.isInf(1.0 / 0.0)") { $0.isInfinite },
      test("math.isNaN", "Whether it is not a number.", "math.isNaN(0.0 / 0.0)") { $0.isNaN },
      test("math.isFinite", "Whether it is neither infinite nor NaN.", "math.isFinite(1.5)") { $0.isFinite },
    ] + bits)

  private static func rounding(_ name: String, _ doc: String, _ example: String, _ body: @escaping @Sendable (Double) -> Double) -> Function
  {
    Function(name, doc: doc, example: example, [Overload.of { (number: Double) in body(number) }])
  }

  private static func test(_ name: String, _ doc: String, _ example: String, _ body: @escaping @Sendable (Double) -> Bool) -> Function {
    Function(name, doc: doc, example: example, [Overload.of { (number: Double) in body(number) }])
  }

  private static func extreme(_ name: String, _ doc: String, _ example: String, wanted: Order) -> Function {
    let pick: Evaluate = { (values) throws(EvaluationError) in
      let numbers = if case .list(let elements) = values[0], values.count == 1 { elements } else { values }
      guard let result = try Value.extreme(of: numbers, wanted: wanted) else { throw EvaluationError("the list is empty") }
      return result
    }
    let numbers: [CELType] = [.int, .uint, .double]
    let one = numbers.map { Overload($0.name, [$0], $0, evaluate: pick) }
    let two = numbers.flatMap { first in
      numbers.map { Overload("\(first)_\($0)", [first, $0], first == $0 ? first : .dyn, evaluate: pick) }
    }
    let lists = numbers.map { Overload("list_\($0)", [.list($0)], $0, evaluate: pick) }
    return Function(name, doc: doc, example: example, one + two + lists + [Overload("list", [.list(.dyn)], .dyn, evaluate: pick)])
  }

  private static let bits: [Function] = [
    bitwise("math.bitAnd", "Bits that both have.", "math.bitAnd(3, 5) == 1", { $0 & $1 }, { $0 & $1 }),
    bitwise("math.bitOr", "Bits that either has.", "math.bitOr(1, 2) == 3", { $0 | $1 }, { $0 | $1 }),
    bitwise("math.bitXor", "Bits that one of them has.", "math.bitXor(3, 5) == 6", { $0 ^ $1 }, { $0 ^ $1 }),
    Function(
      "math.bitNot", doc: "All bits turned over.", example: "math.bitNot(1) == -2",
      [Overload.of { (number: Int64) in ~number }, Overload.of { (number: UInt64) in ~number }]),
    Function(
      "math.bitShiftLeft", doc: "Bits moved up.", example: "math.bitShiftLeft(1, 3) == 8",
      [
        Overload.of { (number: Int64, count: Int64) throws(EvaluationError) in
          Int64(bitPattern: try shifted(UInt64(bitPattern: number), count))
        },
        Overload.of { (number: UInt64, count: Int64) throws(EvaluationError) in try shifted(number, count) },
      ]),
    Function(
      "math.bitShiftRight", doc: "Bits moved down, zeros from above.", example: "math.bitShiftRight(8, 3) == 1",
      [
        Overload.of { (number: Int64, count: Int64) throws(EvaluationError) in
          Int64(bitPattern: try shifted(UInt64(bitPattern: number), count, isRight: true))
        },
        Overload.of { (number: UInt64, count: Int64) throws(EvaluationError) in try shifted(number, count, isRight: true) },
      ]),
  ]

  private static func bitwise(
    _ name: String, _ doc: String, _ example: String, _ signed: @escaping @Sendable (Int64, Int64) -> Int64,
    _ unsigned: @escaping @Sendable (UInt64, UInt64) -> UInt64
  ) -> Function {
    Function(
      name, doc: doc, example: example,
      [Overload.of { (a: Int64, b: Int64) in signed(a, b) }, Overload.of { (a: UInt64, b: UInt64) in unsigned(a, b) }])
  }

  private static func shifted(_ number: UInt64, _ count: Int64, isRight: Bool = false) throws(EvaluationError) -> UInt64 {
    guard count >= 0 else { throw EvaluationError("a shift by less than zero") }
    return isRight ? number >> UInt64(count) : number << UInt64(count)
  }
}

extension Value {
  /// The greatest or least number; the first of equals, nil of none.
  static func extreme(of values: [Value], wanted: Order) throws(EvaluationError) -> Value? {
    guard var result = values.first else { return nil }
    for value in values {
      switch value {
      case .int, .uint, .double: break
      default: throw EvaluationError("a number is needed here, this is \(value.type.description.withArticle)")
      }
      if value.order(to: result) == wanted { result = value }
    }
    return result
  }
}
