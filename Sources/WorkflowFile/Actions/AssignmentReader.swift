import CEL
import Workflow
import YAML

/// Reads `name: expression` pairs against declared fields: `assign`, `input`, the data of an event.
struct AssignmentReader {
  let compilation: Compilation
  let scope: NameScope

  init(_ compilation: Compilation, _ scope: NameScope) {
    self.compilation = compilation
    self.scope = scope
  }

  private var reading: Reading { compilation.reading }

  /// Values for some fields of `data`; what is not named stays.
  func assign(_ node: YAML.Node) -> [Assignment] {
    pairs(node, of: compilation.types.data, "`data`", "declare it under `data`")
  }

  /// Values for all fields of a record that have no default and may not be absent.
  func values(_ node: YAML.Node?, of record: ObjectType?, _ what: String, at start: SourceRange, defaults: Set<String> = []) -> [Assignment]
  {
    let given = node.map { pairs($0, of: record, what, nil) } ?? []
    for field in record?.fields ?? [] where !field.isOptional && !defaults.contains(field.name) {
      let isWritten = node?.mapping?[field.name] != nil
      if !isWritten {
        reading.report(.missingKey, at: node.map(Fields.start) ?? start, "\(what) needs `\(field.name)`, which is \(field.type)")
      }
    }
    return given
  }

  /// - Parameter record: nil where nothing is declared, and so everything goes.
  private func pairs(_ node: YAML.Node, of record: ObjectType?, _ what: String, _ hint: String?) -> [Assignment] {
    reading.entries(node, what).compactMap { entry in
      var expected = Expected.any
      if let record {
        guard let field = record.field(entry.name) else {
          let names = record.fields.map(\.name)
          reading.report(
            .unknownField, at: entry.key, "\(what) has no field `\(entry.name)`",
            hint: Suggestion.hint(for: entry.name, among: names, listed: "there are") ?? hint)
          return nil
        }
        expected = .field(field.type, isOptional: field.isOptional)
      }
      return compilation.expression(entry.value, expected, "`\(entry.name)`", scope).map { Assignment(name: entry.name, value: $0) }
    }
  }
}
