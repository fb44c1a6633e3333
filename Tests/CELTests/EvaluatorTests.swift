import CEL
import Synchronization
import Testing

@Suite struct EvaluatorTests {
  private let environment = Evaluation.bookings

  private func booking(_ id: String, open: Bool, _ openedAt: String) -> Value {
    ["id": .string(id), "open": .bool(open), "openedAt": .timestamp(Timestamp(openedAt)!), "operator": "A", "energy": 1.5]
  }

  @Test func `a guard over bookings`() throws {
    let program = try environment.compile(#"items.exists(i, i.open && now - i.openedAt > duration("72h"))"#)
    var bindings = Bindings(environment, ["now": .timestamp(Timestamp("2026-01-10T00:00:00Z")!)])
    bindings["items"] = .list([booking("1", open: true, "2026-01-09T00:00:00Z"), booking("2", open: false, "2026-01-01T00:00:00Z")])
    #expect(try program.test(bindings) == false)
    bindings["items"] = .list([booking("1", open: true, "2026-01-01T00:00:00Z")])
    #expect(try program.test(bindings) == true)
  }

  /// Counts how often each variable is asked for.
  private final class CountingScope: Scope {
    let counts = Mutex<[Int: Int]>([:])
    let values: [Value]
    init(_ values: [Value]) { self.values = values }
    func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
      counts.withLock { $0[slot, default: 0] += 1 }
      return values[slot]
    }
  }

  @Test func `a named expression is evaluated once, and only if it is read`() throws {
    let environment = Environment(
      variables: [Variable("a", .int), Variable("b", .int)],
      definitions: [Definition("twice", "a * 2"), Definition("four", "twice + twice"), Definition("unread", "b / 0")])
    let scope = CountingScope([5, 1])
    #expect(try environment.compile("four + twice + four").evaluate(scope) == 50)
    #expect(scope.counts.withLock { $0 } == [0: 1])
  }

  @Test func `an error in a named expression points into its own source`() throws {
    let environment = Environment(variables: [Variable("a", .int)], definitions: [Definition("share", "10 / a")])
    let program = try environment.compile("share > 1")
    do {
      _ = try program.evaluate(Bindings(environment, ["a": 0]))
      Issue.record("no error")
    } catch {
      #expect(error.message == "division by zero")
      #expect(error.definition == "share")
      #expect(error.place == Place(offset: 0, length: 6))
    }
  }

  @Test(
    arguments: [
      "[1, 2].map(i, [1, 2].map(j, j))[0][1] == 2", "cel.bind(x, 1, cel.bind(y, x + 1, x + y)) == 3",
      "[[1], [2]].map(i, i.map(j, j * 2)) == [[2], [4]]",
      "{\"a\": 1}.all(k, k == \"a\")", "[1, 2, 3].exists(i, 1 / (i - 2) > 0 || i == 3)",
      "{\"a\": 1, \"b\": 2}.transformMapEntry(k, v, {v: k}) == {1: \"a\", 2: \"b\"}",
      "optional.of(1).or(optional.of(1 / 0)).value() == 1", "optional.of(2).orValue(1 / 0) == 2", "1 < 2.5 && 2u > 1",
      "\"\\u00e9\" != \"e\\u0301\"",
      "size(\"e\\u0301\") == 2", "dyn({0: 1})[0u] == 1", "dyn({1: 2})[1.0] == 2", "!(0.0 / 0.0 == 0.0 / 0.0)", "[0.0 / 0.0] != [0.0 / 0.0]",
      ".5 == 0.5",
      "dyn(1) == 1u && dyn(1) == 1.0", "-9223372036854775808 < 0", "'a\\x62' == \"ab\"",
    ])
  func `what the language means`(source: String) throws {
    #expect(try Evaluation.value(source) == true, "\(source)")
  }

  @Test(arguments: [
    "9223372036854775807 + 1", "-(-9223372036854775807 - 1)", "1 / 0", "1 % 0", "0u - 1u", "(-9223372036854775807 - 1) / -1", "[1][1]",
    "{1: 2}[3]", "{0: 1, 0u: 2}",
    "int(\"x\")", "timestamp(\"2026-02-30T00:00:00Z\")", "duration(\"1d\")", "\"\".matches(\"(\")", "[1, 2].exists_one(i, i / 0 == 1)",
    "[1, 2].map(i, i / 0)",
    "timestamp(\"2026-01-01T00:00:00Z\").getHours(\"Mars/Base\")",
  ])
  func `what has no value is an error with a place`(source: String) throws {
    do {
      let value = try Evaluation.value(source)
      Issue.record("\(source) is \(value)")
    } catch let error as EvaluationError {
      #expect(error.place != nil, "\(source)")
    }
  }

  @Test func `an expression that costs too much ends with an error, whatever surrounds it`() throws {
    let environment = Environment(variables: [Variable("n", .list(.int))])
    let bindings = Bindings(environment, ["n": .list((0..<1000).map { .int($0) })])
    let costly = try environment.compile("n.all(a, n.all(b, n.all(c, a + b + c >= 0))) || true")
    do {
      _ = try costly.test(bindings)
      Issue.record("no error")
    } catch {
      #expect(error.isLimit)
    }
    let twofold = try environment.compile("n.all(a, n.exists(b, a == b))")
    #expect(try twofold.test(bindings) == true)
  }

  @Test func `texts do not grow without end`() throws {
    let doubling = (0..<40).reduce("\"xxxxxxxxxxxxxxxx\"") { text, _ in "cel.bind(t, \(text), t + t)" }
    let environment = Environment()
    #expect(throws: (any Error).self) { try environment.compile(doubling).evaluate(Bindings(environment, [:])) }
  }

  @Test func `the parts of a guard tell why it said what it said`() throws {
    let environment = Environment(
      variables: [Variable("data", .object("data")), Variable("n", .list(.int))], types: [ObjectType("data", [.init("count", .int)])],
      definitions: [Definition("many", "data.count > 3")])
    let program = try environment.compile("many && math.abs(n[0]) > 1 || n.all(i, i / 0 == 1)")
    let parts = program.explain(Bindings(environment, ["data": ["count": 5], "n": [-1]]))
    let told = parts.map { part in
      let outcome =
        switch part.outcome {
        case .success(let value): value.description
        case .failure(let error): error.message
        }
      return "\(part.depth) \(part.expression): \(outcome)"
    }
    #expect(
      told == [
        "0 many && math.abs(n[0]) > 1 || n.all(i, i / 0 == 1): division by zero", "1 many && math.abs(n[0]) > 1: false", "2 many: true",
        "3 data.count > 3: true", "4 data.count: 5", "5 data: {\"count\": 5}",
        "2 math.abs(n[0]) > 1: false", "3 math.abs(n[0]): 1", "4 n[0]: -1", "5 n: [-1]", "1 n.all(i, i / 0 == 1): division by zero",
        "2 n: [-1]",
      ])
  }
}
