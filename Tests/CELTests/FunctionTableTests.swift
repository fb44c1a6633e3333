import CEL
import Testing

@Suite struct FunctionTableTests {
  static let functions = FunctionTable.all.flatMap(\.functions)

  @Test(arguments: functions.map { ($0.name, $0.example) })
  func `the example of a function is true`(name: String, example: String) throws {
    #expect(try Evaluation.value(example) == true)
    #expect(example.contains(name.split(separator: ".").last ?? ""))
  }

  @Test func `every function says what it means`() {
    for function in Self.functions {
      #expect(function.doc.count > 8 && function.doc.hasSuffix("."), "\(function.name)")
      #expect(Set(function.overloads.map(\.id)).count == function.overloads.count, "\(function.name)")
    }
  }

  @Test(
    arguments: [
      ("sum([1, 2, 3])", 6), ("sum([1.5, 2.0])", 3.5), ("sum([])", 0),
      (#"sum([duration("1h"), duration("30m")])"#, .duration(Span("90m")!)),
      ("max([3, 9, 4])", 9), (#"min(["b", "a"])"#, "a"), ("[2, 1].max()", 2), ("count([1, 1])", 2),
      ("round(2.5)", 3.0), ("round(-2.5)", -3.0), ("round(2.345, 2)", 2.35), ("round(1234.5, 0)", 1235.0),
      ("fixed(2.675, 2)", "2.68"), ("fixed(3, 2)", "3.00"), ("fixed(-0.001, 2)", "0.00"), ("fixed(1e21, 1)", "1000000000000000000000.0"),
      ("grouped(1234567)", "1,234,567"), ("grouped(-999)", "-999"), ("grouped(1234.5, 2)", "1,234.50"),
      ("lakh(1234567.89)", "12,34,567.89"), ("lakh(123456789)", "12,34,56,789"), ("lakh(999)", "999"), ("lakh(100000.5, 0)", "1,00,001"),
      ("sortBy([3, 1, 2], i, -i)", [3, 2, 1]), (#"["b", "a"].sortBy(i, i)"#, ["a", "b"]),
      (#"groupBy(["ax", "b", "ay"], i, i.charAt(0)).map(g, g.key + string(size(g.values)))"#, ["a2", "b1"]),
      (#"groupBy([1, 2, 3], i, i % 2 == 1)[0].values"#, [1, 3]), (#"join(["a", "b"], ", ")"#, "a, b"),
    ] as [(String, Value)])
  func `functions for lists and numbers give what people write`(source: String, expected: Value) throws {
    #expect(try Evaluation.value(source) == expected)
  }

  @Test(arguments: ["max([])", "sum([9223372036854775807, 1])", "fixed(1.0, -1)", "fixed(1.0, 100000)", "math.bitShiftLeft(1, -1)"])
  func `what has no result is an error`(source: String) throws {
    #expect(throws: EvaluationError.self) { try Evaluation.value(source) }
  }

  @Test func `what goes through a list keeps its type`() throws {
    let environment = Evaluation.bookings
    #expect(
      try environment.compile("groupBy(items.filter(i, i.open), i, i.operator)").type
        == .list(.group(key: .string, values: .object("booking"))))
    #expect(try environment.compile("groupBy(items, i, i.operator).map(g, g.values[0].energy)").type == .list(.double))
    #expect(try environment.compile("items.sortBy(i, i.openedAt)").type == .list(.object("booking")))
    #expect(try environment.compile("sum(items.map(i, i.energy))").type == .double)
  }
}
