import CEL
import Workflow

extension Command {
  static let functions = Command(
    name: "functions", summary: "Say what an expression can call: all functions and macros, or one with its forms and an example.",
    discussion: """
      The list comes from the tables that the checker works with. Without NAME each with its meaning in a line; a name may be given
      without its namespace (abs for math.abs). docs/functions.md is the same as a page.
      """,
    arguments: [
      Argument(name: "NAME", help: "startsWith, math.abs, sortBy, …", isOptional: true, choices: FunctionReference.all.map(\.name))
    ],
    run: { call in
      let wanted = try call.argument(0).map { name throws(UsageError) in try found(name) }
      let entries = wanted ?? FunctionReference.all
      if call.isJSON {
        call.terminal.write(JSON.write(.list(entries.map(\.json))))
      } else if wanted == nil {
        overview.forEach(call.terminal.write)
      } else {
        call.terminal.write(entries.map { description($0, call.terminal) }.joined(separator: "\n\n"))
      }
      return .success
    })

  private static func found(_ name: String) throws(UsageError) -> [FunctionReference] {
    let found = FunctionReference.named(name)
    guard found.isEmpty else { return found }
    let near = Spelling.nearest(name, among: FunctionReference.all.flatMap { [$0.name, $0.shortName] })
    throw UsageError("There is no function \(name).", hint: near.map { "Did you mean \($0)?" } ?? "tocsin functions lists them.")
  }

  /// A line for each, under the name of its table.
  private static var overview: [String] {
    let width = FunctionReference.all.map(\.name.count).max() ?? 0
    var lines: [String] = []
    var table = ""
    for entry in FunctionReference.all {
      if entry.table != table {
        lines += (lines.isEmpty ? [] : [""]) + ["\(entry.table):"]
        table = entry.table
      }
      lines.append("  \(entry.name.padding(to: width))  \(entry.doc)")
    }
    return lines
  }

  private static func description(_ entry: FunctionReference, _ terminal: Terminal) -> String {
    let forms = entry.forms.map { "  " + $0 }.joined(separator: "\n")
    return """
      \(terminal.styled(entry.name, .bold))  (\(entry.table))
      \(entry.doc)

      \(forms)

      Example: \(entry.example)
      """
  }
}
