extension FunctionTable {
  /// `int(…)`, `string(…)` and their kin: from one kind of value to another, or an error.
  package static let conversions = FunctionTable(
    "conversions", isConstant: true,
    [
      Function(
        "int", doc: "A whole number: a double is cut, a text read, a timestamp counted in seconds since 1970.",
        example: #"int("42") == 42"#,
        [
          Overload.of { (value: Int64) in value },
          Overload.of { (value: UInt64) throws(EvaluationError) in try inRange(Int64(exactly: value)) },
          Overload.of { (value: Double) throws(EvaluationError) in try whole(value) },
          Overload.of { (value: String) throws(EvaluationError) in try read(Int64(value), value, "an int") },
          Overload.of { (value: Timestamp) in value.seconds },
        ]),
      Function(
        "uint", doc: "A whole number without sign.", example: "uint(42) == 42u",
        [
          Overload.of { (value: UInt64) in value },
          Overload.of { (value: Int64) throws(EvaluationError) in try inRange(UInt64(exactly: value)) },
          Overload.of { (value: Double) throws(EvaluationError) in
            guard value >= 0, value < 0x1p64 else { throw EvaluationError("the number is out of range") }
            return UInt64(value)
          },
          Overload.of { (value: String) throws(EvaluationError) in try read(UInt64(value), value, "a uint") },
        ]),
      Function(
        "double", doc: "A number with a point.", example: #"double("1.5") == 1.5"#,
        [
          Overload.of { (value: Double) in value }, Overload.of { (value: Int64) in Double(value) },
          Overload.of { (value: UInt64) in Double(value) },
          Overload.of { (value: String) throws(EvaluationError) in try read(Double(decimal: value), value, "a double") },
        ]),
      Function(
        "bool", doc: "From 1/0, t/f, true/false, TRUE/FALSE, True/False.", example: #"bool("true")"#,
        [
          Overload.of { (value: Bool) in value },
          Overload.of { (value: String) throws(EvaluationError) in
            switch value {
            case "1", "t", "T", "true", "TRUE", "True": true
            case "0", "f", "F", "false", "FALSE", "False": false
            default: throw EvaluationError("\(value.shortened.quoted) is no bool")
            }
          },
        ]),
      Function("string", doc: "The value as text.", example: #"string(42) == "42""#, texts),
      Function(
        "bytes", doc: "The text in UTF-8.", example: #"bytes("ab") == b"ab""#,
        [Overload.of { (value: [UInt8]) in value }, Overload.of { (value: String) in Array(value.utf8) }]),
      Function(
        "timestamp", doc: "An instant, from RFC 3339 or seconds since 1970.",
        example: #"timestamp("2026-01-31T09:00:00+06:00") == timestamp("2026-01-31T03:00:00Z")"#,
        [
          Overload.of { (value: Timestamp) in value },
          Overload.of { (value: String) throws(EvaluationError) in try read(Timestamp(value), value, "a timestamp (RFC 3339)") },
          Overload.of { (value: Int64) throws(EvaluationError) in try inRange(Timestamp(seconds: value)) },
        ]),
      Function(
        "duration", doc: "A length of time: numbers with the units h, m, s, ms, us, ns.", example: #"duration("1h30m") == duration("90m")"#,
        [
          Overload.of { (value: Span) in value },
          Overload.of { (value: String) throws(EvaluationError) in try read(Span(value), value, "a duration, such as 1h30m") },
        ]),
    ])

  private static let texts: [Overload] = [
    Overload.of { (value: String) in value }, Overload.of { (value: Bool) in value ? "true" : "false" },
    Overload.of { (value: Int64) in String(value) }, Overload.of { (value: UInt64) in String(value) },
    Overload.of { (value: Double) in value.shortText },
    Overload.of { (value: [UInt8]) throws(EvaluationError) in
      guard let text = String(validating: value, as: UTF8.self) else { throw EvaluationError("the bytes are no UTF-8") }
      return text
    },
    Overload.of { (value: Timestamp) in value.description }, Overload.of { (value: Span) in value.description },
  ]

  static func inRange<T>(_ value: T?) throws(EvaluationError) -> T {
    if let value { return value }
    throw EvaluationError("the number is out of range")
  }

  private static func read<T>(_ value: T?, _ text: String, _ kind: String) throws(EvaluationError) -> T {
    if let value { return value }
    throw EvaluationError("\(text.shortened.quoted) is not \(kind)")
  }

  /// Cuts towards zero; the ends of the range are out of it, as doubles next to them are not exact.
  private static func whole(_ value: Double) throws(EvaluationError) -> Int64 {
    guard value > -0x1p63, value < 0x1p63 else { throw EvaluationError("the number is out of range") }
    return Int64(value)
  }
}

extension Double {
  /// A decimal number, `Infinity` or `NaN`; nil for anything else, and for what is too large.
  init?(decimal text: String) {
    switch text.lowercased() {
    case "nan": self = .nan
    case "inf", "+inf", "infinity", "+infinity": self = .infinity
    case "-inf", "-infinity": self = -.infinity
    default:
      guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }), let value = Double(text),
        value.isFinite
      else { return nil }
      self = value
    }
  }
}

extension String {
  /// At most as much as a message can carry.
  var shortened: String { unicodeScalars.count <= 40 ? self : String(unicodeScalars.prefix(39)) + "…" }
}
