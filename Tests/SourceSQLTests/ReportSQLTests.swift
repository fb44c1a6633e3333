import Report
import Testing

@Suite struct `Binds of a report` {
  /// A statement, and what its binds become: `$1`, `$2` … in order of their first appearance.
  @Test(arguments: [
    ("SELECT :a", "SELECT $1", ["a"]),
    ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ["a", "b"]),
    ("SELECT x::int, :a::text", "SELECT x::int, $1::text", ["a"]),
    ("SELECT ':a', \":a\", E'it\\':a', 'it'':a'", "SELECT ':a', \":a\", E'it\\':a', 'it'':a'", []),
    ("SELECT 1 -- :a\n, :b", "SELECT 1 -- :a\n, $1", ["b"]),
    ("SELECT 1 /* :a /* :c */ :d */, :b", "SELECT 1 /* :a /* :c */ :d */, $1", ["b"]),
    ("SELECT $$ :a $$, $t$ :a $$ $t$, :b", "SELECT $$ :a $$, $t$ :a $$ $t$, $1", ["b"]),
    ("SELECT q'[it's :a]', :b FROM dual", "SELECT q'[it's :a]', $1 FROM dual", ["b"]),
    ("SELECT a[1:n], :b", "SELECT a[1:n], $1", ["b"]),
    ("SELECT '12:30', t > :since;", "SELECT '12:30', t > $1", ["since"]),
    ("SELECT faq'x:y', :b", "SELECT faq'x:y', $1", ["b"]),
    ("SELECT :custId2, :cust_id", "SELECT $1, $2", ["custId2", "cust_id"]),
    ("SELECT 'a\nb', \":x\"\":y\", :ü", "SELECT 'a\nb', \":x\"\":y\", $1", ["ü"]),
  ])
  func `are found where they are, and nowhere else`(sql: String, bound: String, binds: [String]) throws {
    let parsed = try ReportSQL(parsing: sql)
    #expect(parsed.binds == binds)
    #expect(parsed.text { name, _ in "$\((binds.firstIndex(of: name) ?? -1) + 1)" } == bound)
  }

  @Test(arguments: ["SELECT 'a", "SELECT \"a", "SELECT /* a", "SELECT $x$ a $y$"])
  func `what does not end is said`(sql: String) {
    #expect(throws: ReportProblem.self) { try ReportSQL(parsing: sql) }
  }

  @Test(arguments: [
    ("SELECT 1", true), ("  -- x\n/* y */ with a AS (SELECT 1) SELECT * FROM a;  -- end", true), ("(SELECT 1)", true), ("VALUES (1)", true),
    ("DELETE FROM x", false), ("COPY x TO '/tmp/x'", false), ("SELECT 1; SELECT 2", false), ("SELECT 1;;", true), ("", false),
    ("SET a = 1", false), ("-- only words", false),
  ])
  func `only one statement that asks is a report`(sql: String, isRight: Bool) throws {
    let parsed = try ReportSQL(parsing: sql)
    #expect(((try? parsed.checkReads()) != nil) == isRight)
  }
}

@Suite struct `A report's file` {
  private static let text = """
    -- title: Customers of an area
    -- source: ccb
    -- timeout: 10m
    -- parameter: nocs_code string      The area
    -- parameter: rows int = 5          At most
    -- parameter: since date optional   Since
    -- column: customer_no string       Customer no
    -- column: balance decimal
    SELECT customer_no, balance FROM c WHERE n = :nocs_code AND (:since IS NULL OR d > :since) LIMIT :rows
    """

  @Test func `says what it asks, with what, and what comes back`() throws {
    let report = try ReportReader.read(Self.text, name: "nocs_customers")
    #expect(report.title == "Customers of an area")
    #expect(report.source == "ccb")
    #expect(report.timeoutSeconds == 600)
    #expect(report.sourceName == "nocs-customers")
    #expect(report.parameters.map(\.name) == ["nocs_code", "rows", "since"])
    #expect(report.parameters.map(\.isOptional) == [false, false, true])
    #expect(report.parameters[1].fallback == "5")
    #expect(report.columns == [ReportColumn("customer_no", .string, title: "Customer no"), ReportColumn("balance", .decimal)])
  }

  @Test(arguments: [
    ("-- source: ccb", "-- sorce: ccb", "`-- source:` is missing"),
    ("-- parameter: rows int = 5", "-- parameter: rows int = five", "`five` is no int"),
    ("-- parameter: rows int = 5          At most\n", "", "`:rows` is asked for"),
    ("-- column: balance decimal", "-- column: balance money", "`balance` needs a type"),
    ("LIMIT :rows", "LIMIT 5", "the parameter `rows` is not used"),
    ("-- timeout: 10m", "-- timeout: soon", "`timeout` is a time"),
    ("SELECT customer_no", "DELETE customer_no", "a report only reads"),
  ])
  func `what is wrong with it is said`(right: String, wrong: String, complaint: String) {
    let text = Self.text.replacing(right, with: wrong)
    #expect(text != Self.text)
    do {
      _ = try ReportReader.read(text, name: "x")
      Issue.record("nothing was wrong")
    } catch {
      #expect(error.description.contains(complaint), "\(error)")
    }
  }

  @Test(
    arguments: [
      ([:], "needs the parameter nocs_code"), (["nocs_code": "A", "nocs": "B"], "has no parameter nocs"),
      (["nocs_code": "A", "rows": "many"], "rows is a int"), (["nocs_code": "A", "since": "June"], "since is a date"),
    ] as [([String: String], String)])
  func `wrong parameters are refused before anything is asked`(given: [String: String], complaint: String) throws {
    let report = try ReportReader.read(Self.text, name: "nocs_customers")
    do {
      _ = try report.query(given, timeoutSeconds: 1)
      Issue.record("nothing was wrong")
    } catch {
      #expect(error.kind == .parameters)
      #expect(error.text.contains(complaint), "\(error)")
    }
  }
}

@Suite struct `Exact decimals` {
  @Test(arguments: [
    ("0", "0"), ("1", "1"), ("-12.50", "-12.50"), ("10000", "10000"), ("123456789.012345", "123456789.012345"), ("0.0001", "0.0001"),
    (".5", "0.5"), ("-0.00", "0.00"), ("99990000", "99990000"), ("-250839233.46", "-250839233.46"), ("00012", "12"),
    ("0.00000000000000000001", "0.00000000000000000001"), ("10000.0001", "10000.0001"), ("5000000", "5000000"),
  ])
  func `keep their digits`(text: String, shown: String) throws {
    let value = try #require(DecimalValue(text))
    #expect(value.text == shown)
    #expect(DecimalValue(bytes: value.bytes)?.text == shown)
  }

  @Test(arguments: ["", "-", ".", "1e5", "1,5", "NaN", "١"])
  func `anything else is none`(text: String) { #expect(DecimalValue(text) == nil) }
}
