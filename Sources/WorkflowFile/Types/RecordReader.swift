import CEL
import Workflow
import YAML

/// A record as declared, its defaults not yet compiled.
struct RecordDraft {
  struct Field {
    let name: String
    let type: CELType
    let isOptional: Bool
    /// The scalar that holds the default, and where in its text the default's expression stands.
    let initial: (node: YAML.Node, text: String, offset: Int)?
    let key: YAML.Node
    let place: Place
  }

  let name: String
  var fields: [Field]
  /// The objects that its fields hold.
  var references: Set<String> {
    Set(fields.flatMap { Self.objects(in: $0.type) })
  }

  private static func objects(in type: CELType) -> [String] {
    switch type {
    case .object(let name): [name]
    case .list(let element): objects(in: element)
    case .map(let key, let value): objects(in: key) + objects(in: value)
    default: []
    }
  }

  var objectType: ObjectType {
    ObjectType(name, fields.map { .init($0.name, $0.type, isOptional: $0.isOptional) })
  }
}

/// Reads `name: type` pairs: `input`, `data`, the data of an event, a type.
struct RecordReader {
  let reading: Reading
  let types: TypeTable

  /// More is a table, not a record that expressions speak of.
  static let fieldsMax = 200

  func read(_ node: YAML.Node, name: String, _ what: String, allowsDefaults: Bool) -> RecordDraft {
    let entries = reading.entries(node, what)
    if entries.count > Self.fieldsMax { reading.report(.tooMuch, at: node, "\(what) has more than \(Self.fieldsMax) fields") }
    let fields = entries.prefix(Self.fieldsMax).compactMap { field($0, what, allowsDefaults: allowsDefaults) }
    return RecordDraft(name: name, fields: fields)
  }

  private func field(_ entry: YAML.Mapping.Entry, _ what: String, allowsDefaults: Bool) -> RecordDraft.Field? {
    let name = entry.name
    guard Reading.isIdentifier(name) else {
      reading.report(
        .badName, at: entry.key, "`\(name)` cannot be the name of a field",
        hint: "expressions must be able to say it: letters, digits and `_`")
      return nil
    }
    guard let text = reading.text(entry.value, "the type of `\(name)`") else { return nil }
    do throws(TypeSyntax.Failure) {
      let field = try TypeSyntax.field(text) { types.isDeclared($0) }
      if let initial = field.initial, !allowsDefaults {
        let at = reading.range(of: initial.offset..<text.utf8.count, in: entry.value)
        reading.report(.badDefault, at: at, "\(what) cannot have defaults", hint: "only `input` and `data` can")
      }
      let initial = field.initial.map { (node: entry.value, text: $0.text, offset: $0.offset) }
      return RecordDraft.Field(
        name: name, type: field.type, isOptional: field.isOptional, initial: allowsDefaults ? initial : nil, key: entry.key,
        place: reading.place(entry.key))
    } catch {
      report(error, entry.value)
      // The field is there all the same, so that reading it is no second problem.
      return RecordDraft.Field(
        name: name, type: .dyn, isOptional: false, initial: nil, key: entry.key, place: reading.place(entry.key))
    }
  }

  private func report(_ failure: TypeSyntax.Failure, _ node: YAML.Node) {
    switch failure {
    case .malformed(let message, let part):
      reading.report(
        .unknownType, at: reading.range(of: part, in: node), message, hint: "`string`, `list(contact)`, `timestamp?`, `int = 0`")
    case .unknown(let name, let part):
      let known = TypeSyntax.primitives.keys.sorted() + ["list", "map"] + types.names
      reading.report(
        .unknownType, at: reading.range(of: part, in: node), "there is no type `\(name)`",
        hint: Suggestion.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "declare it under `types`, or in types/\(name).yaml")
    }
  }
}
