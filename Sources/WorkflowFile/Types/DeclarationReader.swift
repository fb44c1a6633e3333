import CEL
import Workflow
import YAML

/// Reads what a file declares: `types`, `input`, `data`, `items`, `events`.
struct DeclarationReader {
  let fields: Fields
  let files: [TypesReader.File]
  let reading: Reading

  func read() -> Declarations {
    let table = TypesReader.read(own: fields["types"], files: files, reading)
    let records = RecordReader(reading: reading, types: table)
    func record(_ key: String) -> RecordDraft {
      fields[key].map { records.read($0, name: key, "`\(key)`", allowsDefaults: true) } ?? RecordDraft(name: key, fields: [])
    }
    let input = record("input")
    let data = record("data")
    let items = fields["items"].flatMap { self.items($0, table) }
    var events: [String: RecordDraft] = [:]
    for entry in reading.entries(fields["events"], "`events`") {
      let name = entry.name
      let draft =
        entry.value.isNull
        ? RecordDraft(name: "event.\(name)", fields: [])
        : records.read(entry.value, name: "event.\(name)", "the data of `\(name)`", allowsDefaults: false)
      events[name] = draft
    }
    let roots = ([input, data] + Array(events.values)).flatMap(\.references) + (items.map { [$0.name] } ?? [])
    let used = table.closure(of: roots)
    let own = Set(fields["types"]?.mapping?.keys ?? [])
    let usedNames = Set(used.map(\.name))
    let usedFiles = Set(files.filter { usedNames.contains($0.name) && !own.contains($0.name) }.map(\.path))
    let all = used + table.order.compactMap { own.contains($0) && !usedNames.contains($0) ? table[$0] : nil }
    return Declarations(input: input, data: data, items: items, events: events, records: all.map(\.objectType), usedFiles: usedFiles)
  }

  /// `items: emsp-booking`.
  private func items(_ node: YAML.Node, _ table: TypeTable) -> RecordDraft? {
    guard let name = reading.text(node, "the type of the rows") else { return nil }
    guard let record = table[name] else {
      guard !files.contains(where: { $0.name == name }) else { return RecordDraft(name: name, fields: []) }
      reading.report(
        .unknownType, at: node, "there is no type `\(name)`",
        hint: Suggestion.nearest(to: name, among: table.names).map { "did you mean `\($0)`?" }
          ?? "declare it under `types`, or in types/\(name).yaml")
      return nil
    }
    return record
  }
}

/// The declared records of a file.
struct Declarations {
  let input: RecordDraft
  let data: RecordDraft
  let items: RecordDraft?
  let events: [String: RecordDraft]
  let records: [ObjectType]
  /// Files of `types/` that are reached from here.
  let usedFiles: Set<String>

  /// Fields of `input` that need not be given.
  var inputDefaults: Set<String> { Set(input.fields.filter { $0.initial != nil }.map(\.name)) }

  /// Fields of `data` that a start need not give, where the starts of the file give these: what none gives is told where it is
  /// declared.
  func dataDefaults(given: Set<String>) -> Set<String> {
    Set(data.fields.filter { $0.initial != nil || !given.contains($0.name) }.map(\.name))
  }

  struct Compiled {
    let input: RecordType
    let data: RecordType
    let items: RecordType?
    let events: [String: RecordType]
  }

  /// - Parameter given: the fields of `data` that starts of the file give.
  func compiled(_ compilation: Compilation, given: Set<String>) -> Compiled {
    for field in data.fields where field.initial == nil && !field.isOptional && !given.contains(field.name) {
      compilation.reading.report(
        .badDefault, at: field.key, "`\(field.name)` begins with no value",
        hint: "give it one, `\(field.type) = …`, let it be absent, `\(field.type)?`, or have each `start` give it under `data`")
    }
    return Compiled(
      input: record(input, compilation, NameScope(hasInstance: false)), data: record(data, compilation, NameScope()),
      items: items.map { record($0, compilation, NameScope()) }, events: events.mapValues { record($0, compilation, NameScope()) })
  }

  private func record(_ draft: RecordDraft, _ compilation: Compilation, _ scope: NameScope) -> RecordType {
    RecordType(
      name: draft.name,
      fields: draft.fields.map { field in
        let expected = Expected.field(field.type, isOptional: field.isOptional)
        let initial = field.initial.flatMap {
          compilation.expression($0.text, at: $0.offset, in: $0.node, expected, "the default of `\(field.name)`", scope)
        }
        if let initial, draft.name == "data" { compilation.checkDefault(initial, of: field) }
        return RecordType.Field(name: field.name, type: field.type, isOptional: field.isOptional, initial: initial, place: field.place)
      })
  }
}
