extension FunctionTable {
  /// Sizes, tests on texts, `type`, `dyn`.
  package static let standard = FunctionTable(
    "standard", isConstant: true,
    [
      Function(
        "size", doc: "How many code points, bytes, elements or entries there are.", example: #"size("Straße") == 6"#,
        [
          Overload.of { (text: String) in Int64(text.codePointCount) }, Overload.of { (bytes: [UInt8]) in Int64(bytes.count) },
          Overload("list", [.list(.parameter("A"))], .int, evaluate: size),
          Overload("map", [.map(.parameter("A"), .parameter("B"))], .int, evaluate: size),
        ].flatMap(\.bothWays)),
      Function(
        "type", doc: "The type of a value.", example: "type(1) == int",
        [Overload("any", [.parameter("A")], .type(.parameter("A"))) { (values) throws(EvaluationError) in .type(values[0].type) }]),
      Function(
        "dyn", doc: "The value, with its type left to the evaluation.", example: "dyn(1) == 1.0",
        [Overload("any", [.parameter("A")], .dyn) { (values) throws(EvaluationError) in values[0] }]),
      Function(
        "contains", doc: "Whether the text occurs in this one.", example: #""escalation".contains("cal")"#,
        [Overload.of(isReceiver: true) { (text: String, part: String) in text.contains(codePointsOf: part) }]),
      Function(
        "startsWith", doc: "Whether this text begins with the other.", example: #""EMSP-1".startsWith("EMSP")"#,
        [Overload.of(isReceiver: true) { (text: String, part: String) in text.startsWithCodePoints(of: part) }]),
      Function(
        "endsWith", doc: "Whether this text ends with the other.", example: #""a.xlsx".endsWith(".xlsx")"#,
        [Overload.of(isReceiver: true) { (text: String, part: String) in text.endsWithCodePoints(of: part) }]),
      Function(
        "matches", doc: "Whether a part of the text fits the regular expression (RE2's syntax, in linear time).",
        example: #""EMSP-17".matches("^[A-Z]+-[0-9]+$")"#,
        Overload(SpecialOverload.matches, [.string, .string], .bool) { (values) throws(EvaluationError) in
          guard case .string(let text) = values[0], case .string(let pattern) = values[1] else {
            throw EvaluationError.noOverload("`matches`", values)
          }
          return .bool(try Regex.compiled(pattern).matches(text))
        }.bothWays),
    ])

  private static let size: Evaluate = { (values) throws(EvaluationError) in
    switch values[0] {
    case .list(let elements): .int(Int64(elements.count))
    case .map(let map): .int(Int64(map.count))
    default: throw EvaluationError.noOverload("`size`", values)
    }
  }
}
