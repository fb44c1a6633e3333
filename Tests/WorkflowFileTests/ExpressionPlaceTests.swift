import CEL
import Testing
import Workflow
import WorkflowFile
import YAML

/// What is wrong inside an expression is pointed at where the author wrote it, however YAML lets it be written: the caret stands
/// under the very words.
struct ExpressionPlaceTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    /// A guard as the file has it, behind `guard:`.
    var scalar: String
    /// The words under the caret and the hint, in the order of the file.
    var told: [String] = [".amuont did you mean `amount`?"]
    var testDescription: String { name }
  }

  static let rows = [
    Row(name: "plain", scalar: "items.all(i, i.amuont > 0.0)"),
    Row(name: "plain over two lines", scalar: "items.all(i,\n            i.amuont > 0.0)"),
    Row(name: "single quotes, doubled inside", scalar: "'items.all(i, i.id == ''its'' || i.amuont > 0.0)'"),
    Row(name: "double quotes with escapes", scalar: #""items.all(i, i.id == \"\u00e9\t\" || i.amuont > 0.0)""#),
    Row(name: "double quotes over lines", scalar: "\"items.all(i, i.id == \\\"a\\\"\n            \\\n            || i.amuont > 0.0)\""),
    Row(name: "folded", scalar: ">-\n          items.all(i,\n            i.id != ''\n          && i.amuont > 0.0)"),
    Row(name: "folded with an empty line", scalar: ">\n          items.all(i,\n\n          i.amuont > 0.0)"),
    Row(
      name: "literal with a comment",
      scalar: "|\n          // rows that cost \"something\"\n          items.all(i,\n            i.amuont > 0.0)"),
    Row(name: "wide characters before", scalar: "'\"é😀\" == \"x\" || items.all(i, i.amuont > 0.0)'"),
    Row(name: "macros within macros", scalar: "items.all(i, items.exists(j, j.amuont == i.amount))"),
    Row(
      name: "behind an optional", scalar: "items.map(i, i.?amuont.orValue(0.0)).all(a, a > 0.0)", told: [".?amuont did you mean `amount`?"]),
    Row(name: "whether it is there", scalar: "items.all(i, has(i.amuont))"),
    Row(
      name: "two in one expression", scalar: ">-\n          items.all(i, i.amuont > 0.0)\n          && data.cuont > 1",
      told: [".amuont did you mean `amount`?", ".cuont did you mean `count`?"]),
    Row(name: "an unknown function", scalar: "items.al(i, i.open)", told: ["items.al(i, i.open) did you mean `all`?"]),
    Row(name: "an unknown name", scalar: "'!(itmes.size() > 3)'", told: ["itmes did you mean `items`?"]),
    Row(
      name: "types that do not go together", scalar: "|\n          data.count\n          > 'x'.size() && data.count > 'x'",
      told: ["data.count > 'x' "]),
    Row(name: "a sign too much", scalar: "data.count = 3", told: ["= equality is written `==`"]),
  ]

  private static func file(_ scalar: String) -> String {
    """
    workflow: example
    items: row
    data: {count: int = 0}
    initial: open
    states:
      open:
        always:
          - guard: \(scalar)
            target: closed
        after: {1d: closed}
      closed: {type: final}
    """
  }

  private static func diagnostics(_ text: String) throws -> [Diagnostic] {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: CodeExamples.contacts)
    do throws(Diagnostics) {
      _ = try WorkflowReader(known: CodeExamples.known(contacts)).read(path: "example.yaml", text: text, types: CodeExamples.types)
      return []
    } catch {
      return error.all
    }
  }

  /// The stretch of the text that is underlined.
  private static func underlined(_ diagnostic: Diagnostic, in text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines[diagnostic.place.line - 1].unicodeScalars
    return String(String.UnicodeScalarView(line.dropFirst(diagnostic.place.column - 1).prefix(diagnostic.length)))
  }

  @Test(arguments: rows) func `the caret stands under the words`(row: Row) throws {
    let text = Self.file(row.scalar)
    let told = try Self.diagnostics(text).map { "\(Self.underlined($0, in: text)) \($0.hint ?? "")" }
    #expect(told == row.told)
  }

  @Test func `within a text each expression has its own place`() throws {
    let text = "description: |\n  Sums \"é\" of ${data.count} and ${data.cuont}\n  and ${items.map(i, i.amuont)}.\n" + Self.file("'true'")
    let told = try Self.diagnostics(text).map { "\($0.place.line):\($0.place.column) \(Self.underlined($0, in: text))" }
    #expect(told == ["2:39 .cuont", "3:23 .amuont"])
  }

  @Test(arguments: [
    ("|\n          data.count == 0 &&\n            10 / data.count > 1", "10 / data.count"),
    ("'data.count == 0 && ''é'' != \"\" && [1][data.count + 5] > 1'", "[1][data.count + 5]"),
    (">-\n          data.count == 0\n          && {\"a\": 1}[string(data.count)] > 1", "{\"a\": 1}[string(data.count)]"),
  ])
  func `what fails at night is told at its place as well`(scalar: String, part: String) throws {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: CodeExamples.contacts)
    let text = Self.file(scalar)
    let read = try WorkflowReader(known: CodeExamples.known(contacts)).read(path: "example.yaml", text: text, types: CodeExamples.types)
    let condition = try #require(read.definition.states.flatMap(\.always).compactMap(\.guardExpression).first)
    let environment = read.definition.scope.environment(for: NameScope())
    let error = #expect(throws: EvaluationError.self) {
      try condition.program.evaluate(Bindings(environment, ["data": ["count": 0], "items": []]))
    }
    let failure = try #require(error)
    #expect(condition.part(of: failure) == "`\(part)`")
    let place = condition.place(of: failure)
    let line = text.split(separator: "\n")[place.line - 1].unicodeScalars.dropFirst(place.column - 1)
    #expect(String(String.UnicodeScalarView(line)).hasPrefix(part))
  }
}
