/// Overloads that are evaluated in a way of their own: their arguments only where needed, their patterns beforehand.
enum SpecialOverload {
  static let or = "optional_or"
  static let orValue = "optional_orValue"
  static let matches = "matches"
}

extension FunctionTable {
  private static let anything = CELType.parameter("A")

  /// Optionals: values that may be absent, as `.?field` and `[?key]` give them.
  package static let optionals = FunctionTable(
    "optionals", isConstant: true,
    [
      Function(
        "optional.of", doc: "An optional with this value.", example: "optional.of(1).hasValue()",
        [Overload("value", [anything], .optional(anything)) { (values) throws(EvaluationError) in .optional(values[0]) }]),
      Function(
        "optional.ofNonZeroValue", doc: "An optional with this value, empty for null, false, zero and what is empty.",
        example: #"!optional.ofNonZeroValue("").hasValue()"#,
        [
          Overload("value", [anything], .optional(anything)) { (values) throws(EvaluationError) in
            .optional(values[0].isZero ? nil : values[0])
          }
        ]),
      Function(
        "optional.none", doc: "An optional without a value.", example: "!optional.none().hasValue()",
        [Overload("none", [], .optional(anything)) { (_) throws(EvaluationError) in .optional(nil) }]),
      Function(
        "hasValue", doc: "Whether the optional has a value.", example: "optional.of(1).hasValue()",
        [receiver("optional", .bool) { (value) throws(EvaluationError) in .bool(value != nil) }]),
      Function(
        "value", doc: "The optional's value; an error where it has none.", example: "optional.of(1).value() == 1",
        [
          receiver("optional", anything) { (value) throws(EvaluationError) in
            if let value { return value }
            throw EvaluationError("the optional has no value")
          }
        ]),
      Function(
        "or", doc: "This optional if it has a value, else the other.", example: "optional.none().or(optional.of(2)).value() == 2",
        [
          Overload(SpecialOverload.or, [.optional(anything), .optional(anything)], .optional(anything), isReceiver: true) {
            (values) throws(EvaluationError) in if case .optional(nil) = values[0] { values[1] } else { values[0] }
          }
        ]),
      Function(
        "orValue", doc: "The optional's value, else this one.", example: #"{"a": 1}[?"b"].orValue(0) == 0"#,
        [
          Overload(SpecialOverload.orValue, [.optional(anything), anything], anything, isReceiver: true) {
            (values) throws(EvaluationError) in if case .optional(let value?) = values[0] { value } else { values[1] }
          }
        ]),
      Function(
        "optional.unwrap", doc: "The values of a list of optionals, without the empty ones.",
        example: "optional.unwrap([optional.of(1), optional.none()]) == [1]",
        [Overload("list", [.list(.optional(anything))], .list(anything), evaluate: unwrap)]),
      Function(
        "unwrapOpt", doc: "The values of a list of optionals, without the empty ones.",
        example: "[optional.of(1), optional.none()].unwrapOpt() == [1]",
        [Overload("list", [.list(.optional(anything))], .list(anything), isReceiver: true, evaluate: unwrap)]),
      Function(
        "first", doc: "The first element of a list, as an optional.", example: "[1, 2].first().value() == 1",
        [
          Overload("list", [.list(anything)], .optional(anything), isReceiver: true) { (values) throws(EvaluationError) in
            .optional(values[0].list?.first)
          }
        ]),
      Function(
        "last", doc: "The last element of a list, as an optional.", example: "[1, 2].last().value() == 2",
        [
          Overload("list", [.list(anything)], .optional(anything), isReceiver: true) { (values) throws(EvaluationError) in
            .optional(values[0].list?.last)
          }
        ]),
    ])

  private static func receiver(
    _ id: String, _ result: CELType, _ body: @escaping @Sendable (Value?) throws(EvaluationError) -> Value
  ) -> Overload {
    Overload(id, [.optional(anything)], result, isReceiver: true) { (values) throws(EvaluationError) in
      guard case .optional(let value) = values[0] else { throw EvaluationError.noOverload("the function", values) }
      return try body(value)
    }
  }

  private static let unwrap: Evaluate = { (values) throws(EvaluationError) in
    guard case .list(let elements) = values[0] else { throw EvaluationError.noOverload("`unwrap`", values) }
    var result: [Value] = []
    for element in elements {
      guard case .optional(let value) = element else { throw EvaluationError.noOverload("`unwrap`", values) }
      if let value { result.append(value) }
    }
    return .list(result)
  }

  /// The encoders extension.
  package static let encoders = FunctionTable(
    "encoders", isConstant: true,
    [
      Function(
        "base64.encode", doc: "Bytes as base64.", example: #"base64.encode(b"hello") == "aGVsbG8=""#,
        [Overload.of { (bytes: [UInt8]) in Base64.encode(bytes) }]),
      Function(
        "base64.decode", doc: "The bytes of base64, with or without padding.", example: #"base64.decode("aGVsbG8") == b"hello""#,
        [
          Overload.of { (text: String) throws(EvaluationError) in
            if let bytes = Base64.decode(text) { return bytes }
            throw EvaluationError("this is no base64")
          }
        ]),
    ])
}
