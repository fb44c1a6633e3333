import CEL
import Testing

/// Texts that nobody would write, through all stages: none may end the process, take for ever, or mean two things.
@Suite struct FuzzTests {
  private static let pieces = [
    "a", "n", "u", "x", "s", "b", "t", "d", "y", "ns", "ss", "m", "any", "row", "rows", "o", "half", "open_rows", "e", "i",
    "1", "0", "-1", "1u", "1.5", "1e308", "9223372036854775807", "9223372036854775808", "18446744073709551615u", "0x1F", "\"x\"",
    "b'y'", "r'\\d'", "'''", "\"\"\"", "'1h'", "'Europe/Berlin'", "true", "null",
    "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", ".?", "[?", "{?", "+", "-", "*", "/", "%", "!", "==", "!=", "<", ">=", "&&", "||",
    " in ", "`", "\\", "é", "😀", "\u{0}", " ", "\n", "//", "0x", "1e", "=", "$",
    ".all(e, ", ".exists(i, e, ", ".exists_one(e, ", ".map(e, ", ".filter(e, ", ".transformList(i, e, ", ".transformMap(i, e, ",
    ".transformMapEntry(i, e, ", ".sortBy(e, ", "groupBy(ns, e, ", ".optMap(e, ", ".optFlatMap(e, ", "cel.bind(e, ", "cel.block([",
    "cel.index(0)", "cel.iterVar(0, 0)", "has(", "optional.of(", "optional.none()", ".orValue(", ".or(", ".value()", "dyn(", "type(",
    "size(", "int(", "uint(", "double(", "string(", "bytes(", "bool(", "timestamp(", "duration(", ".getHours(", ".matches(", ".format([",
    ".substring(", ".replace(", ".split(", ".join(", ".indexOf(", ".lastIndexOf(", ".charAt(", ".reverse()", "math.greatest(",
    "math.bitShiftLeft(", "math.round(", "sum(", "max(", "round(", "fixed(", "lakh(", "base64.decode(", "strings.quote(",
  ]

  /// An expression of the generator with some bytes or pieces changed; once in a while pieces alone.
  private static func source(_ seed: UInt64) -> String {
    var random = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ 1)
    if random.next(below: 4) == 0 {
      let separator = random.next(below: 2) == 0 ? "" : " "
      return (0..<random.next(below: 30)).map { _ in random.pick(pieces) }.joined(separator: separator)
    }
    var generator = ExpressionGenerator(seed: seed)
    var bytes = Array(generator.expression().utf8)
    for _ in 0..<random.next(below: 3) {
      let start = random.next(below: bytes.count + 1)
      let end = min(start + random.next(below: 12), bytes.count)
      switch random.next(below: 5) {
      case 0: bytes.removeSubrange(start..<end)
      case 1: bytes.insert(contentsOf: random.pick(pieces).utf8, at: start)
      case 2: bytes.insert(contentsOf: bytes[start..<end], at: random.next(below: bytes.count + 1))
      case 3 where start < bytes.count: bytes[start] = UInt8(random.next(below: 256))
      default: bytes.replaceSubrange(start..<end, with: random.pick(pieces).utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a spoiled expression is refused, or means one thing`() {
    let (environment, bindings) = (ExpressionGenerator.environment, ExpressionGenerator.bindings)
    var outcomes = (values: 0, errors: 0, refused: 0)
    Soak.withSeeds(3_000) { seed in
      let source = Self.source(seed)
      guard let tree = try? Environment.parse(source) else {
        outcomes.refused += 1
        return
      }
      #expect((try? Environment.parse(tree.description)) == tree, "seed \(seed): \(source)")
      if let unchecked = try? environment.uncheckedCompile(source) { _ = try? unchecked.evaluate(bindings) }
      guard let program = try? environment.compile(source) else {
        outcomes.refused += 1
        return
      }
      do throws(EvaluationError) {
        let value = try program.evaluate(bindings)
        outcomes.values += 1
        if value != .null { #expect(program.type.mismatch(with: value, types: environment.types) == nil, "seed \(seed): \(source)") }
      } catch {
        outcomes.errors += 1
        let isInside = error.place.map { $0.offset >= 0 && $0.end <= source.utf8.count } ?? true
        #expect(isInside || error.definition != nil, "seed \(seed): \(source)")
      }
      _ = program.explain(bindings)
    }
    #expect(outcomes.values > 200 && outcomes.errors > 20 && outcomes.refused > 500, "\(outcomes)")
  }

  private static let samples: [(text: String, type: CELType)] = [
    (#"[{"id":"a","open":true,"at":"2026-01-01T00:00:00Z","note":"\u00e9\ud83d\ude00"}]"#, .list(.object("row"))),
    (#"{"1":[1,2.5,-0.0,1e308,5e-324],"-7":[]}"#, .map(.int, .list(.double))), (#"[null,1,18446744073709551615]"#, .list(.optional(.uint))),
    (#"[{"key":"a","values":[1,-9223372036854775808]}]"#, .list(.group(key: .string, values: .int))),
    (#"["1h30m","-0.5s","2562047h47m16.854775807s"]"#, .list(.duration)),
    (#"["2026-01-31T09:00:00.123456789+06:00","0001-01-01T00:00:00Z"]"#, .list(.timestamp)), (#"["aGk=","/w"]"#, .list(.bytes)),
    (#"{"a":[true,false,null,{"b":{"c":[[],{}]}}],"d":"NaN"}"#, .dyn),
  ]

  private static let marks = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83d", "\\ude00", "1", "-", "e5", ".", "true", "null", "\"a\"", "\"id\":", " ", "é",
    "\u{0}", "\u{FEFF}", "99999999999999999999", "2026-01-01T00:00:00Z", "NaN", "Infinity",
  ]

  private static func spoiled(_ text: String, _ random: inout SeededGenerator) -> [UInt8] {
    if random.next(below: 5) == 0 { return (0..<random.next(below: 30)).flatMap { _ in Array(random.pick(marks).utf8) } }
    var bytes = Array(text.utf8)
    for _ in 0..<random.next(below: 4) {
      let start = random.next(below: bytes.count + 1)
      let end = min(start + random.next(below: 6), bytes.count)
      switch random.next(below: 4) {
      case 0: bytes.removeSubrange(start..<end)
      case 1: bytes.insert(contentsOf: bytes[start..<end], at: random.next(below: bytes.count + 1))
      case 2 where start < bytes.count: bytes[start] = UInt8(random.next(below: 256))
      default: bytes.insert(contentsOf: random.pick(marks).utf8, at: start)
      }
    }
    return bytes
  }

  @Test func `spoiled JSON is an error, or a value of its type that is read again as itself`() {
    let types = ExpressionGenerator.environment.types
    var outcomes = (values: 0, errors: 0)
    Soak.withSeeds(4_000) { seed in
      var random = SeededGenerator(seed: seed)
      let sample = random.pick(Self.samples)
      let bytes = Self.spoiled(sample.text, &random)
      for type in [sample.type, .dyn, random.pick(Self.samples).type] {
        guard let value = try? JSON.parse(bytes, as: type, types: types) else {
          outcomes.errors += 1
          continue
        }
        outcomes.values += 1
        let shown = String(decoding: bytes, as: UTF8.self)
        #expect(type.mismatch(with: value, types: types) == nil, "seed \(seed): \(shown)")
        #expect((try? JSON.parse(JSON.write(value), as: type, types: types)) == value, "seed \(seed): \(shown)")
        #expect((try? JSON.parse(JSON.pretty(value), as: type, types: types)) == value, "seed \(seed): \(shown)")
      }
    }
    #expect(outcomes.values > 500 && outcomes.errors > 1_000, "\(outcomes)")
  }
}
