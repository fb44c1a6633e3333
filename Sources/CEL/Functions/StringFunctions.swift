extension FunctionTable {
  /// The strings extension: positions count code points.
  package static let strings = FunctionTable(
    "strings", isConstant: true,
    positions + [
      Function(
        "substring", doc: "The part from a position on, or up to another.", example: #""tacocat".substring(0, 4) == "taco""#,
        [
          Overload.of(isReceiver: true) { (text: String, start: Int64) throws(EvaluationError) in
            try text.codePoints(from: start, to: nil)
          },
          Overload.of(isReceiver: true) { (text: String, start: Int64, end: Int64) throws(EvaluationError) in
            try text.codePoints(from: start, to: end)
          },
        ]),
      Function(
        "charAt", doc: "The code point at a position; empty right behind the last.", example: #""tacocat".charAt(3) == "o""#,
        [
          Overload.of(isReceiver: true) { (text: String, position: Int64) throws(EvaluationError) in
            try text.codePoints(from: position, to: Swift.min(position &+ 1, Int64(text.codePointCount)))
          }
        ]),
      Function(
        "lowerAscii", doc: "With the ASCII letters lower-case.", example: #""TacoCat".lowerAscii() == "tacocat""#,
        [Overload.of(isReceiver: true) { (text: String) in text.mapBytes { (0x41...0x5A).contains($0) ? $0 + 32 : $0 } }]),
      Function(
        "upperAscii", doc: "With the ASCII letters upper-case.", example: #""TacoCat".upperAscii() == "TACOCAT""#,
        [Overload.of(isReceiver: true) { (text: String) in text.mapBytes { (0x61...0x7A).contains($0) ? $0 - 32 : $0 } }]),
      Function(
        "trim", doc: "Without white space (Unicode's) at both ends.", example: #""  text\t".trim() == "text""#,
        [Overload.of(isReceiver: true) { (text: String) in text.trimmed }]),
      Function(
        "reverse", doc: "The code points from last to first.", example: #""gums".reverse() == "smug""#,
        [Overload.of(isReceiver: true) { (text: String) in String(codePoints: text.unicodeScalars.reversed()) }]),
      Function(
        "replace", doc: "With a part replaced wherever it occurs, or so many times.",
        example: #""hello hello".replace("he", "we") == "wello wello""#,
        [
          Overload.of(isReceiver: true) { (text: String, part: String, other: String) throws(EvaluationError) in
            try text.replacing(part, with: other, limit: -1)
          },
          Overload.of(isReceiver: true) { (text: String, part: String, other: String, limit: Int64) throws(EvaluationError) in
            try text.replacing(part, with: other, limit: limit)
          },
        ]),
      Function(
        "split", doc: "The parts between separators, all or so many.", example: #""a,b,c".split(",") == ["a", "b", "c"]"#,
        [
          Overload.of(isReceiver: true) { (text: String, separator: String) in NativeList(text.parts(between: separator, limit: -1)) },
          Overload.of(isReceiver: true) { (text: String, separator: String, limit: Int64) in
            NativeList(text.parts(between: separator, limit: limit))
          },
        ]),
      Function(
        "join", doc: "The texts of a list one after another, with a separator between.", example: #"["a", "b"].join("-") == "a-b""#,
        [
          Overload.of { (texts: NativeList<String>) throws(EvaluationError) in try texts.elements.joined(between: "") },
          Overload.of { (texts: NativeList<String>, separator: String) throws(EvaluationError) in
            try texts.elements.joined(between: separator)
          },
        ].flatMap(\.bothWays)),
      Function(
        "strings.quote", doc: "The text in double quotes with escapes, safe to print.", example: #"strings.quote("a\nb") == "\"a\\nb\"""#,
        [Overload.of { (text: String) in text.printable }]),
      Function(
        "format", doc: "The text with %s %d %f %e %b %o %x %X replaced by the list's elements; `%.2f` takes two digits.",
        example: #""%s: %.1f".format(["pace", 2.25]) == "pace: 2.2""#,
        [
          Overload("string_list", [.string, .list(.dyn)], .string, isReceiver: true) { (values) throws(EvaluationError) in
            guard case .string(let text) = values[0], case .list(let elements) = values[1] else {
              throw EvaluationError.noOverload("`format`", values)
            }
            return .string(try Format.format(text, elements))
          }
        ]),
    ])

  private static let positions = [
    Function(
      "indexOf", doc: "Where a part first occurs, from a position on; -1 where it does not.", example: #""tacocat".indexOf("ac") == 1"#,
      [
        Overload.of(isReceiver: true) { (text: String, part: String) throws(EvaluationError) in try text.position(of: part, from: 0) },
        Overload.of(isReceiver: true) { (text: String, part: String, start: Int64) throws(EvaluationError) in
          try text.position(of: part, from: start)
        },
      ]),
    Function(
      "lastIndexOf", doc: "Where a part last occurs, at a position or before; -1 where it does not.",
      example: #""tacocat".lastIndexOf("at") == 5"#,
      [
        Overload.of(isReceiver: true) { (text: String, part: String) throws(EvaluationError) in try text.lastPosition(of: part, upTo: nil)
        },
        Overload.of(isReceiver: true) { (text: String, part: String, end: Int64) throws(EvaluationError) in
          try text.lastPosition(of: part, upTo: end)
        },
      ]),
  ]
}
