import CEL
import Testing

@Suite struct CheckerTests {
  private let environment = Evaluation.bookings

  @Test(arguments: [
    (
      "items.al(i, i.open)",
      ["0+19: there is no function `al` (did you mean `all`?)"]
    ),
    ("item.all(i, i.open)", ["0+4: nothing here is called `item` (did you mean `items`?)"]),
    ("items.all(i, i.opne)", ["14+5: `booking` has no field `opne` (did you mean `open`?)"]),
    ("data.count > \"3\"", ["0+16: `>` does not go with int and string"]),
    ("data.count + 1.0", ["0+16: `+` does not go with int and double (convert one of them: `double(…)`)"]),
    ("data.count == 1.0", ["0+17: `==` does not go with int and double (convert one of them: `double(…)`)"]),
    ("now - 72", ["0+8: `-` does not go with timestamp and int (a length of time is written `duration(\"72h\")`)"]),
    ("data.count && true", ["0+10: `&&` takes bools, this is an int"]),
    (
      "instance.state.startsWith(1)",
      ["0+28: `startsWith` cannot be called with (int) on a string (it is called string.startsWith(string))"]
    ),
    ("data.count = 3", ["11+1: '=' is no part of an expression (equality is written `==`)"]),
    ("data.count >", ["12+0: expected a value, found the end"]),
    ("if", ["0+2: 'if' is a reserved word (a choice is written `condition ? this : that`)"]),
    ("math.ab(1)", ["0+10: there is no function `math.ab` (did you mean `math.abs`?)"]),
    ("data.nothing + data.cuont", ["4+8: `data` has no field `nothing`", "19+6: `data` has no field `cuont` (did you mean `count`?)"]),
    ("\"open", ["0+1: this text does not end (a text over several lines stands between \"\"\")"]),
    ("", ["0+0: an expression is missing"]),
  ])
  func `all problems are told at once, each at its place with a hint`(source: String, expected: [String]) {
    #expect(Evaluation.problems(source, environment) == expected)
  }

  @Test(
    arguments: [
      (#"{"records": 1, "average": 0.5, "at": now}"#, []),
      (
        #"{"records": 1, "average": 0, "at": now}"#,
        ["26+1: expected a double, this is an int (a double is written with a point, `0.0`, or converted, `double(…)`)"]
      ),
      (
        #"{"record": 1, "average": 0.0, "at": now}"#,
        ["0+40: `records` of `sample` is missing", "1+8: `sample` has no field `record` (did you mean `records`?)"]
      ),
      (#"data.count > 1 ? data.last : {"records": 0}"#, ["29+14: `average`, `at` of `sample` are missing"]),
      ("data.last", []), ("data", ["0+4: expected a sample, this is a data"]),
    ] as [(String, [String])])
  func `a map literal is a struct-like value where one is wanted`(source: String, expected: [String]) {
    #expect(Evaluation.problems(source, environment, expecting: .object("sample")) == expected)
  }

  @Test func `values come out in the order that the type declares`() throws {
    let program = try environment.compile(#"{"at": now, "average": 1.0, "records": 2}"#, expecting: .object("sample"))
    let bindings = Bindings(environment, ["now": .timestamp(Timestamp("2026-01-31T00:00:00Z")!)])
    #expect(JSON.write(try program.evaluate(bindings)) == #"{"records":2,"average":1.0,"at":"2026-01-31T00:00:00Z"}"#)
  }

  @Test func `a field that may be absent is worth a warning until has tells`() throws {
    let hint = "(ask first, `has(data.note)`, or read it with `.?note.orValue(…)`)"
    #expect(try Evaluation.warnings(#"data.note == "x""#, environment) == ["4+5: `note` may be absent \(hint)"])
    for guarded in [
      #"has(data.note) && data.note == "x""#, #"!has(data.note) || data.note == "x""#, #"has(data.note) ? data.note : """#,
      #"!has(data.note) ? "" : data.note"#, #"data.?note.orValue("") == "x""#, "items.map(i, has(i.closedAt), i.closedAt)",
    ] {
      #expect(try Evaluation.warnings(guarded, environment) == [], "\(guarded)")
    }
  }

  @Test func `what always fails is said when the workflow is loaded`() throws {
    #expect(
      try Evaluation.warnings(#"now - duration("72hours") > now"#, environment) == [
        #"6+19: this always fails: "72hours" is not a duration, such as 1h30m"#
      ])
    #expect(try Evaluation.warnings(#"instance.state.matches("[")"#, environment).count == 1)
    #expect(try Evaluation.warnings("data.count / 0 > 1 || 1 / 0 > 1", environment).count == 1)
  }

  @Test func `a named expression is checked where it is written`() throws {
    let faulty = Environment(
      variables: [Variable("a", .int)], definitions: [Definition("b", "a + \"x\""), Definition("c", "b && true"), Definition("d", "a + 1")])
    #expect(faulty.definitionProblems.map(\.name) == ["b"])
    #expect(faulty.type(ofDefinition: "d") == .int)
    #expect(Evaluation.problems("b > d", faulty) == [])
    #expect(Evaluation.problems("e", faulty) == ["0+1: nothing here is called `e` (did you mean `a`?)"])
  }

  @Test func `it is known what an expression reads`() throws {
    let program = try environment.compile("all_fixed || data.count > 3 && has(data.note) && math.abs(1) == 1")
    #expect(program.reads == ["items", "data"])
    #expect(program.paths == ["items", "data.count", "data.note"])
    #expect(try environment.compile("1 + 1").constant == 2)
  }

  @Test func `a result known at run time only is looked at when a type was promised`() throws {
    let environment = Environment(variables: [Variable("x", .dyn)])
    let program = try environment.compile("x", expecting: .list(.int))
    #expect(try program.evaluate(Bindings(environment, ["x": [1, 2]])) == [1, 2])
    #expect(throws: EvaluationError("[1]: expected an int, found a string", at: Place(offset: 0, length: 1))) {
      try program.evaluate(Bindings(environment, ["x": [1, "2"]]))
    }
  }

  @Test func `a named expression may name fields, lists and other named expressions`() throws {
    let program = try environment.compile("all_fixed ? 0.0 : broken_share", expecting: .double)
    #expect(program.type == .double)
    #expect(program.reads == ["items"])
  }
}
