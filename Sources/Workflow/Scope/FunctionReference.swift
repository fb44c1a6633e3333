package import CEL
import Calendar

/// What an author can call, for `tocsin functions` and for the docs: the rows of the tables and the macros, in one form.
package struct FunctionReference: Hashable, Sendable {
  package var name: String
  /// What it belongs to: `strings`, `calendar`.
  package var table: String
  /// How it is called, with the types of arguments and result.
  package var forms: [String]
  package var doc: String
  /// An expression that is true.
  package var example: String

  /// Table after table, as they are handed to the checker; macros first. The calendar's mean a zone and a calendar only when called.
  package static let all: [FunctionReference] = macros + tables.flatMap { table in table.functions.map { FunctionReference($0, table) } }

  package static let macroTable = "macros"

  private static let tables =
    FunctionTable.all + [CalendarFunctions.table(zone: .utc, calendar: .mondayToFriday), ContactFunctions.table]

  private static let macros = MacroForm.all.map { macro in
    FunctionReference(name: macro.name, table: macroTable, forms: macro.forms, doc: macro.doc, example: macro.example)
  }

  /// All of that name, with what stands before it or without: `math.abs`, `abs`, `contacts.of`; `format` is there twice.
  package static func named(_ name: String) -> [FunctionReference] {
    all.filter { entry in entry.name == name || entry.shortName == name || entry.forms.contains { $0.hasPrefix(name + "(") } }
  }

  /// Without its namespace.
  package var shortName: String { String(name.split(separator: ".").last ?? "") }

  package var json: Value {
    [
      "name": .string(name), "table": .string(table), "forms": .list(forms.map { .string($0) }), "doc": .string(doc),
      "example": .string(example),
    ]
  }
}

extension FunctionReference {
  fileprivate init(_ function: Function, _ table: FunctionTable) {
    self.init(
      name: function.name, table: table.name, forms: function.overloads.map { "\($0.form(of: function.name)) → \($0.result)" },
      doc: function.doc, example: function.example)
  }
}

extension FunctionReference {
  /// docs/functions.md.
  package static var page: String {
    var text = """
      # Functions

      What an expression can call, in guards, in every other place that takes an expression, and in templates. This page is written
      by the program from the tables that the checker works with (`tocsin functions` prints the same); each example is true.
      `A` and `B` stand for any type, the same one within a form. Operators, literals and what the language means beyond
      its functions: [expressions.md](expressions.md).

      """
    for table in Array(all.map(\.table)).uniqued {
      text += "\n## \(table.prefix(1).uppercased() + table.dropFirst())\n"
      for entry in all where entry.table == table { text += entry.markdown }
    }
    return text
  }

  private var markdown: String {
    let calls = forms.map { $0 + "\n" }.joined()
    return "\n### \(name)\n\n\(doc)\n\n```cel\n\(calls)```\n\nExample: `\(example)`\n"
  }
}

extension [String] {
  /// Each once, in the order of first appearance.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
