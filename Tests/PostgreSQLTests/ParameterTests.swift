import PostgreSQL
import TestSupport
import Testing

/// What goes to the server and comes back, value by value.
@Suite struct ParameterTests {
  /// A value, the type the server must see, and the text the server must understand it as.
  struct Case: Sendable, CustomTestStringConvertible {
    let parameter: Parameter
    let type: String
    let text: String?

    init(_ parameter: Parameter, _ type: String, _ text: String?) {
      self.parameter = parameter
      self.type = type
      self.text = text
    }

    var testDescription: String { "\(type) \(text ?? "NULL")" }
  }

  private static func column(_ texts: [String?]) -> Parameter {
    var column = TextColumn()
    for text in texts { column.append(text) }
    return .textColumn(column)
  }

  static let cases: [Case] = [
    Case(.bool(true), "boolean", "true"),
    Case(.int2(-32_768), "smallint", "-32768"),
    Case(.int4(.max), "integer", "2147483647"),
    Case(.int8(.min), "bigint", "-9223372036854775808"),
    Case(.double(0.1), "double precision", "0.1"),
    Case(.double(.infinity), "double precision", "Infinity"),
    Case(.text(""), "text", ""),
    Case(.text("Grüße, 東京 👩‍👩‍👧 'quoted' \\ $1"), "text", "Grüße, 東京 👩‍👩‍👧 'quoted' \\ $1"),
    Case(.bytes([0, 255, 39, 92]), "bytea", "\\x00ff275c"),
    Case(.bytes([]), "bytea", "\\x"),
    Case(.uuid(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff), "uuid", "00112233-4455-6677-8899-aabbccddeeff"),
    Case(.instant(0), "timestamp with time zone", "1970-01-01 00:00:00+00"),
    Case(.instant(-1), "timestamp with time zone", "1969-12-31 23:59:59.999999+00"),
    Case(.instant(1_700_000_000_123_456), "timestamp with time zone", "2023-11-14 22:13:20.123456+00"),
    Case(.json(#"{"b":[1,null],"a":"ü"}"#), "jsonb", #"{"a": "ü", "b": [1, null]}"#),
    Case(.jsonBytes(Array("[]".utf8)), "jsonb", "[]"),
    Case(.null(.int8), "bigint", nil),
    Case(.null(.json), "jsonb", nil),
    Case(.nullArray(.uuid), "uuid[]", nil),
    Case(.nullable(text: nil), "text", nil),
    Case(.nullable(int8: 7), "bigint", "7"),
    Case(.bools([true, nil, false]), "boolean[]", "{t,NULL,f}"),
    Case(.int2s([1, nil]), "smallint[]", "{1,NULL}"),
    Case(.int4s([]), "integer[]", "{}"),
    Case(.int8s([nil, .max]), "bigint[]", "{NULL,9223372036854775807}"),
    Case(.doubles([1.5, nil]), "double precision[]", "{1.5,NULL}"),
    Case(.texts(["a b", nil, "", "NULL", "{\"}"]), "text[]", #"{"a b",NULL,"","NULL","{\"}"}"#),
    Case(.bytesArray([[1], nil, []]), "bytea[]", #"{"\\x01",NULL,"\\x"}"#),
    Case(.uuids([1, nil]), "uuid[]", "{00000000-0000-0000-0000-000000000001,NULL}"),
    Case(.instants([0, nil]), "timestamp with time zone[]", #"{"1970-01-01 00:00:00+00",NULL}"#),
    Case(.jsons(["1", nil]), "jsonb[]", "{1,NULL}"),
    Case(column([]), "text[]", "{}"),
    Case(column(["Grüße", nil, ""]), "text[]", #"{Grüße,NULL,""}"#),
    Case(column([String(repeating: "é", count: 40_000)]), "text[]", "{\(String(repeating: "é", count: 40_000))}"),
    Case(.jsonBytesArray([Array("{}".utf8)]), "jsonb[]", "{{}}".replacing("{{}}", with: #"{"{}"}"#)),
  ]

  @Test func `the server understands each parameter as it was meant`() async throws {
    let connection = try await TestDatabase.make("parameter").connect(
      ConnectionOptions(settings: [.init("TimeZone", "UTC")]))
    let look = Statement("ParameterLook", "SELECT pg_typeof($1)::text AS type, $1::text AS text")
    for item in Self.cases {
      let row = try await connection.query(look, [item.parameter]).only()
      #expect(try row.text("type") == item.type)
      #expect(try row.optionalText("text") == item.text, "\(item.type)")
    }
  }

  @Test func `each value comes back as it went`() async throws {
    let connection = try await TestDatabase.make("echo").connect()
    func echo(_ parameter: Parameter) async throws -> Row {
      try await connection.query(Statement("ParameterEcho", "SELECT $1 AS v"), [parameter]).only()
    }
    #expect(try await echo(.bool(false)).bool("v") == false)
    #expect(try await echo(.int2(-5)).int("v") == -5)
    #expect(try await echo(.int4(.min)).int("v") == Int(Int32.min))
    #expect(try await echo(.int8(.max)).int("v") == Int.max)
    #expect(try await echo(.double(-0.25)).double("v") == -0.25)
    #expect(try await echo(.text("ß\u{10FFFF}")).text("v") == "ß\u{10FFFF}")
    #expect(try await echo(.bytes([0, 1, 0])).bytes("v") == [0, 1, 0])
    #expect(try await echo(.uuid(.max - 1)).uuid("v") == .max - 1)
    #expect(try await echo(.instant(-62_135_596_800_000_000)).instantMicroseconds("v") == -62_135_596_800_000_000)
    #expect(try await echo(.json(#"{"a": 1}"#)).text("v") == #"{"a": 1}"#)
    #expect(try await echo(.json(#"{"a": 1}"#)).jsonBytes("v") == Array(#"{"a": 1}"#.utf8))
    #expect(try await echo(.null(.text)).optionalText("v") == nil)
    #expect(try await echo(.bools([true, nil])).optionalBools("v") == [true, nil])
    #expect(try await echo(.int2s([3, nil])).optionalInts("v") == [3, nil])
    #expect(try await echo(.int8s([.min, 0])).ints("v") == [.min, 0])
    #expect(try await echo(.doubles([nil, 2])).optionalDoubles("v") == [nil, 2])
    #expect(try await echo(.texts(["", nil, "ü"])).optionalTexts("v") == ["", nil, "ü"])
    #expect(try await echo(.texts([])).texts("v") == [])
    #expect(try await echo(.bytesArray([[9], nil])).optionalBytesArray("v") == [[9], nil])
    #expect(try await echo(.uuids([7, nil])).optionalUUIDs("v") == [7, nil])
    #expect(try await echo(.instants([1, nil])).optionalInstantsMicroseconds("v") == [1, nil])
    #expect(try await echo(.jsons(["[1]", nil])).optionalTexts("v") == ["[1]", nil])
  }

  @Test func `a megabyte of text and of bytes passes whole`() async throws {
    let connection = try await TestDatabase.make("large").connect()
    let bytes = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let text = String(repeating: "ä", count: 524_288)
    let row = try await connection.query(
      Statement("LargeEcho", "SELECT $1 AS b, $2 AS t, $3 AS ts"), [.bytes(bytes), .text(text), .texts([text, nil])]
    ).only()
    #expect(try row.bytes("b") == bytes)
    #expect(try row.text("t") == text)
    #expect(try row.optionalTexts("ts") == [text, nil])
  }

  @Test func `infinity is no instant, in neither direction`() async throws {
    let connection = try await TestDatabase.make("infinity").connect()
    let row = try await connection.query(
      Statement("InfinityLook", "SELECT 'infinity'::timestamptz AS late, '-infinity'::timestamptz AS early")
    ).only()
    #expect(throws: PostgresError.self) { try row.instantMicroseconds("late") }
    #expect(throws: PostgresError.self) { try row.optionalInstantMicroseconds("early") }
    let echo = Statement("InstantEcho", "SELECT $1 AS v")
    // What would arrive as −infinity after moving the epoch, and what does not fit at all.
    let epoch: Int64 = 946_684_800_000_000
    for instant in [Int64.min + epoch, .min, .min + epoch - 1] {
      await #expect(throws: PostgresError.self) { try await connection.query(echo, [.instant(instant)]) }
    }
    #expect(try await connection.query(echo, [.instant(.max)]).only().instantMicroseconds("v") == .max)
    // Beyond the server's calendar, where the server says so.
    let before4714BC: Int64 = -300_000_000_000_000_000
    let error = await #expect(throws: PostgresError.self) { try await connection.query(echo, [.instant(before4714BC)]) }
    #expect(error?.sqlstate == "22008")
  }
}
