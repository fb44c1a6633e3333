import CEL

/// Writes expressions that mostly fit the types, now and then not.
struct ExpressionGenerator {
  var random: SeededGenerator
  private var locals: [(name: String, type: CELType)] = []

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  static let environment = Environment(
    variables: [
      Variable("n", .int), Variable("u", .uint), Variable("x", .double), Variable("s", .string), Variable("b", .bool),
      Variable("t", .timestamp),
      Variable("d", .duration), Variable("y", .bytes), Variable("ns", .list(.int)), Variable("ss", .list(.string)),
      Variable("m", .map(.string, .int)),
      Variable("any", .dyn), Variable("row", .object("row")), Variable("rows", .list(.object("row"))), Variable("o", .optional(.int)),
    ],
    types: [
      ObjectType("row", [.init("id", .string), .init("open", .bool), .init("at", .timestamp), .init("note", .string, isOptional: true)])
    ],
    definitions: [Definition("half", "n / 2"), Definition("open_rows", "rows.filter(r, r.open)")])

  static func row(_ id: String, _ open: Bool, note: String? = nil) -> Value {
    var row: Value = ["id": .string(id), "open": .bool(open), "at": .timestamp(Timestamp("2026-01-01T00:00:00Z")!)]
    if let note { row["note"] = .string(note) }
    return row
  }

  static let bindings = Bindings(
    environment,
    [
      "n": 7, "u": .uint(3), "x": -2.5, "s": "añb", "b": true, "t": .timestamp(Timestamp("2026-02-28T23:59:59.5Z")!),
      "d": .duration(Span("90m")!),
      "y": .bytes([0, 255]), "ns": [3, 1, 2], "ss": ["x", "", "y z"], "m": ["a": 1, "b": 2], "any": ["k": [1, 2.0, "z"]],
      "row": row("r", true),
      "rows": [row("a", false), row("b", true, note: "n")], "o": .optional(5),
    ])

  private static let scalars: [CELType] = [.int, .uint, .double, .string, .bool, .timestamp, .duration, .bytes]

  mutating func expression() -> String {
    let type: CELType =
      random.next(below: 4) == 0
      ? random.pick([.list(.int), .list(.string), .map(.string, .int), .optional(.int), .object("row")]) : random.pick(Self.scalars)
    return make(type, 5)
  }

  /// An expression of the type; of another, once in a while.
  private mutating func make(_ type: CELType, _ depth: Int) -> String {
    let type = random.next(below: 60) == 0 ? random.pick(Self.scalars) : type
    if let local = locals.last(where: { $0.type == type }), random.next(below: 3) == 0 { return local.name }
    if depth <= 0 { return leaf(type) }
    switch random.next(below: 14) {
    case 5: return random.next(below: 3) == 0 ? "dyn(\(make(type, depth - 1)))" : block(type, depth)
    case 0: return "(\(make(.bool, depth - 1)) ? \(make(type, depth - 1)) : \(make(type, depth - 1)))"
    case 1: return bind(type, depth)
    case 2: return "[\(make(type, depth - 1)), \(make(type, depth - 2))][\(random.next(below: 3))]"
    case 3: return "optional.of(\(make(type, depth - 1))).orValue(\(make(type, depth - 2)))"
    case 4: return "{\"k\": \(make(type, depth - 1))}.k"
    default: return operation(type, depth)
    }
  }

  private mutating func bind(_ type: CELType, _ depth: Int) -> String {
    let bound = random.pick(Self.scalars)
    let value = make(bound, depth - 2)
    return "cel.bind(v\(locals.count), \(value), \(within("v\(locals.count)", bound) { $0.make(type, depth - 1) }))"
  }

  /// `cel.block`: an element may name those before it, the result all of them.
  private mutating func block(_ type: CELType, _ depth: Int) -> String {
    let (first, second) = (random.pick(Self.scalars), random.pick(Self.scalars))
    let start = make(first, depth - 2)
    return within("cel.index(0)", first) { generator in
      let next = generator.make(second, depth - 2)
      let result = generator.within("cel.index(1)", second) { $0.make(type, depth - 1) }
      return "cel.block([\(start), \(next)], \(result))"
    }
  }

  private mutating func within(_ name: String, _ type: CELType, _ body: (inout Self) -> String) -> String {
    locals.append((name, type))
    defer { locals.removeLast() }
    return body(&self)
  }

  private mutating func leaf(_ type: CELType) -> String {
    switch type {
    case .int: random.pick(["n", "0", "1", "-1", "42", "9223372036854775807", "-9223372036854775808", "row.id.size()", "half", "m.a"])
    case .uint: random.pick(["u", "0u", "1u", "18446744073709551615u"])
    case .double: random.pick(["x", "0.0", "1.5", "-0.0", "1e300", "(0.0 / 0.0)", "0.1"])
    case .string: random.pick(["s", "\"\"", "'abc'", "r'\\d+'", "\"é\\u00e9\"", "row.id", "'%d'", "\"1h\"", "row.?note.orValue('')"])
    case .bool: random.pick(["b", "true", "false", "row.open", "has(row.note)"])
    case .timestamp: random.pick(["t", "timestamp('2026-01-31T00:00:00Z')", "row.at", "timestamp(0)"])
    case .duration: random.pick(["d", "duration('1h')", "duration('-90s')", "duration('0.5s')"])
    case .bytes: random.pick(["y", "b'abc'", "b'\\xff'", "b''"])
    case .list(.int): random.pick(["ns", "[]", "[1, 2]", "any.k"])
    case .list: random.pick(["ss", "[]", "['q']", "rows.map(r, r.id)", "open_rows.map(r, r.id)"])
    case .map: random.pick(["m", "{}", "{'z': 26}"])
    case .optional: random.pick(["o", "optional.none()", "m[?'a']", "m.?q", "ns[?0]", "any.?k[?0].optMap(v, int(v))"])
    case .object: random.pick(["row", "rows[0]", "row{id: 'z', open: false, at: t}", "row{id: s, open: b, at: t, ?note: row.?note}"])
    default: "any"
    }
  }

  private mutating func operation(_ type: CELType, _ depth: Int) -> String {
    switch type {
    case .int: integer(depth)
    case .uint: "(\(make(.uint, depth - 1)) \(random.pick(["+", "-", "*", "/", "%"])) \(make(.uint, depth - 1)))"
    case .double: number(depth)
    case .string: text(depth)
    case .bool: condition(depth)
    case .timestamp: "(\(make(.timestamp, depth - 1)) \(random.pick(["+", "-"])) \(make(.duration, depth - 1)))"
    case .duration:
      random.next(below: 2) == 0
        ? "(\(make(.timestamp, depth - 1)) - \(make(.timestamp, depth - 1)))"
        : "(\(make(.duration, depth - 1)) + \(make(.duration, depth - 1)))"
    case .bytes:
      random.next(below: 2) == 0 ? "bytes(\(make(.string, depth - 1)))" : "(\(make(.bytes, depth - 1)) + \(make(.bytes, depth - 1)))"
    case .list(let element): list(element, depth)
    case .map: map(depth)
    case .optional: optional(depth)
    case .object: "row{id: \(make(.string, depth - 1)), open: \(make(.bool, depth - 1)), at: \(make(.timestamp, depth - 2))}"
    default: leaf(type)
    }
  }

  private mutating func map(_ depth: Int) -> String {
    let texts = make(.list(.string), depth - 1)
    let ints = make(.map(.string, .int), depth - 1)
    switch random.next(below: 4) {
    case 0: return "{'a': \(make(.int, depth - 1)), ?s: \(make(.optional(.int), depth - 1)), 'content-type': 1}"
    case 1: return "\(texts).transformMapEntry(k, v, \(within("v", .string) { "{v: \($0.make(.int, depth - 2))}" }))"
    case 2:
      let condition = within("v", .int) { $0.make(.bool, depth - 2) }
      return "\(ints).transformMap(k, v, \(condition), \(within("v", .int) { $0.make(.int, depth - 2) }))"
    default: return "\(ints).transformMap(k, v, \(within("k", .string) { $0.make(.int, depth - 2) }))"
    }
  }

  private mutating func optional(_ depth: Int) -> String {
    let value = make(.optional(.int), depth - 1)
    switch random.next(below: 5) {
    case 0: return "\(value).optFlatMap(e, \(within("e", .int) { $0.make(.optional(.int), depth - 2) }))"
    case 1: return "\(make(.map(.string, .int), depth - 1))[?\(make(.string, depth - 2))]"
    case 2: return "\(make(.list(.int), depth - 1))[?\(make(.int, depth - 2))]"
    case 3: return "\(value).or(\(make(.optional(.int), depth - 2)))"
    default: return "\(value).optMap(e, \(within("e", .int) { $0.make(.int, depth - 1) }))"
    }
  }

  private mutating func integer(_ depth: Int) -> String {
    switch random.next(below: 9) {
    case 6: "\(make(.map(.string, .int), depth - 1)).`content-type`"
    case 0: "-(\(make(.int, depth - 1)))"
    case 1: "size(\(make(random.pick([.string, .list(.int), .bytes, .map(.string, .int)]), depth - 1)))"
    case 2: "int(\(make(random.pick([.double, .uint, .string, .timestamp]), depth - 1)))"
    case 3: "\(make(.timestamp, depth - 1)).\(random.pick(["getFullYear", "getMonth", "getDayOfYear", "getHours"]))()"
    case 4: "\(make(.list(.int), depth - 1))[\(make(.int, depth - 2))]"
    case 5: "sum(\(make(.list(.int), depth - 1)))"
    default: "(\(make(.int, depth - 1)) \(random.pick(["+", "-", "*", "/", "%"])) \(make(.int, depth - 1)))"
    }
  }

  private mutating func number(_ depth: Int) -> String {
    switch random.next(below: 4) {
    case 0: "double(\(make(random.pick([.int, .uint, .string]), depth - 1)))"
    case 1: "math.\(random.pick(["ceil", "floor", "abs", "sqrt", "round"]))(\(make(.double, depth - 1)))"
    default: "(\(make(.double, depth - 1)) \(random.pick(["+", "-", "*", "/"])) \(make(.double, depth - 1)))"
    }
  }

  private mutating func text(_ depth: Int) -> String {
    switch random.next(below: 7) {
    case 5: "\(make(.object("row"), depth - 1)).id"
    case 0: "string(\(make(random.pick([.int, .uint, .double, .bool, .timestamp, .duration]), depth - 1)))"
    case 1: "\(make(.string, depth - 1)).substring(\(random.next(below: 4)))"
    case 2: "\(make(.string, depth - 1)).replace(\(make(.string, depth - 2)), \(make(.string, depth - 2)))"
    case 3: "\(make(.list(.string), depth - 1)).join(\(make(.string, depth - 2)))"
    case 4: "'%s %d'.format([\(make(random.pick(Self.scalars), depth - 1)), \(make(.int, depth - 1))])"
    default: "(\(make(.string, depth - 1)) + \(make(.string, depth - 1)))"
    }
  }

  private mutating func condition(_ depth: Int) -> String {
    let type = random.pick(Self.scalars)
    switch random.next(below: 12) {
    case 8: return "has(\(make(.object("row"), depth - 1)).note)"
    case 9:
      let condition = within("i", .int) { generator in generator.within("e", .string) { $0.make(.bool, depth - 1) } }
      return "\(make(.list(.string), depth - 1)).\(random.pick(["all", "exists", "existsOne"]))(i, e, \(condition))"
    case 10: return "(type(\(make(type, depth - 1))) == type(\(make(random.pick(Self.scalars), depth - 2))))"
    case 0: return "!\(make(.bool, 0))"
    case 1: return "(\(make(.bool, depth - 1)) && \(make(.bool, depth - 1)) && \(make(.bool, depth - 2)))"
    case 2: return "(\(make(.bool, depth - 1)) || \(make(.bool, depth - 1)))"
    case 3: return "(\(make(type, depth - 1)) \(random.pick(["==", "!="])) \(make(type, depth - 1)))"
    case 4: return "(\(make(type, depth - 1)) \(random.pick(["<", "<=", ">", ">="])) \(make(type, depth - 1)))"
    case 5: return "(\(make(.int, depth - 1)) in \(make(.list(.int), depth - 1)))"
    case 6:
      let condition = within("e", .int) { $0.make(.bool, depth - 1) }
      return "\(make(.list(.int), depth - 1)).\(random.pick(["all", "exists", "exists_one"]))(e, \(condition))"
    case 7:
      return "\(make(.string, depth - 1)).\(random.pick(["startsWith", "endsWith", "contains", "matches"]))(\(make(.string, depth - 2)))"
    default: return "(\(make(.list(.int), depth - 1)) == \(make(.list(.int), depth - 1)))"
    }
  }

  private mutating func list(_ element: CELType, _ depth: Int) -> String {
    let source: CELType = random.next(below: 2) == 0 ? .int : .string
    switch random.next(below: 9) {
    case 5 where element == .int: return "[\(make(.int, depth - 1)), ?\(make(.optional(.int), depth - 1))]"
    case 6:
      let body = within("i", .int) { generator in generator.within("e", source) { $0.make(element, depth - 1) } }
      return "\(make(.list(source), depth - 1)).transformList(i, e, \(body))"
    case 7:
      return "groupBy(\(make(.list(element), depth - 1)), e, \(within("e", element) { $0.make(.int, depth - 1) })).map(g, g.values[0])"
    case 8:
      let condition = within("e", source) { $0.make(.bool, depth - 2) }
      return "\(make(.list(source), depth - 1)).map(e, \(condition), \(within("e", source) { $0.make(element, depth - 1) }))"
    case 0: return "[\(make(element, depth - 1)), \(make(element, depth - 1))]"
    case 1: return "(\(make(.list(element), depth - 1)) + \(make(.list(element), depth - 1)))"
    case 2: return "\(make(.list(element), depth - 1)).filter(e, \(within("e", element) { $0.make(.bool, depth - 1) }))"
    case 3: return "\(make(.list(element), depth - 1)).sortBy(e, \(within("e", element) { $0.make(.int, depth - 1) }))"
    default: return "\(make(.list(source), depth - 1)).map(e, \(within("e", source) { $0.make(element, depth - 1) }))"
    }
  }
}
