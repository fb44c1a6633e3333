import CEL
import Workflow
import YAML

/// Reads the types of a file: those under `types`, and those of `types/` that it uses.
struct TypesReader {
  /// A file of `types/`, parsed.
  struct File {
    let name: String
    let path: String
    let reading: Reading
    let fields: Fields?
  }

  /// Parses a file of `types/`: `type`, `description`, `fields`. The name is the file's where `type` is left out.
  static func file(path: String, text: String) -> File {
    let source = SourceText(file: path, text: text)
    let reading = Reading(source)
    let stem = path.split(separator: "/").last.map { $0.split(separator: ".").first.map(String.init) ?? "" } ?? path
    guard let root = reading.parse() else { return File(name: stem, path: path, reading: reading, fields: nil) }
    let fields = Fields(root, CompanionForms.types, reading)
    let name = fields?["type"].flatMap { reading.name($0, "the name of a type") } ?? stem
    return File(name: name, path: path, reading: reading, fields: fields)
  }

  static func read(own node: YAML.Node?, files: [File], _ reading: Reading) -> TypeTable {
    let own = reading.entries(node, "`types`")
    var table = TypeTable(announced: own.map(\.name) + files.map(\.name))
    for file in files {
      let record = RecordReader(reading: file.reading, types: table)
      guard let fields = file.fields, let node = fields.required("fields", hint: "fields: {id: string}") else { continue }
      table.add(record.read(node, name: file.name, "`fields`", allowsDefaults: false))
    }
    for entry in own {
      guard let name = reading.name(entry.key, "the name of a type") else { continue }
      if TypeSyntax.primitives[name] != nil || ["list", "map"].contains(name) || StandardTypes.all.contains(where: { $0.name == name }) {
        reading.report(.shadowedName, at: entry.key, "`\(name)` is a type already", hint: "choose another name")
      } else if let file = files.first(where: { $0.name == name }) {
        reading.report(.shadowedName, at: entry.key, "`\(name)` is declared in \(file.path) already", hint: "keep one of them")
      } else {
        let record = RecordReader(reading: reading, types: table)
        table.add(record.read(entry.value, name: name, "the type `\(name)`", allowsDefaults: false))
      }
    }
    return table
  }
}
