import CEL
import Calendar
import Workflow
import YAML

/// The order in which a file is read: declarations, then which states there are, then what stands in them.
struct FileReader {
  struct Result {
    var definition: Definition
    /// Paths of the files of `types/` that are used.
    var typeFiles: Set<String>
  }

  let root: YAML.Node
  let files: [TypesReader.File]
  let known: KnownNames
  let reading: Reading

  func read() -> Result? {
    guard let fields = Fields(root, WorkflowForms.root, reading) else { return nil }
    let header = HeaderReader(fields: fields, known: known, reading: reading)
    let declarations = DeclarationReader(fields: fields, files: files, reading: reading).read()
    let name = header.name()
    let zone = header.zone()
    let calendar = header.calendar()
    if let changes = header.clockChanges() { reading.clockChanges = changes }
    let lets = LetReader(reading: reading).read(fields["let"])
    let types = ScopeTypes(
      input: declarations.input.objectType, data: declarations.data.objectType, item: declarations.items?.objectType,
      records: declarations.records + known.rows.values.sorted { $0.name < $1.name }, contacts: known.contacts,
      settings: known.settings.map(SettingsType.of), lets: lets.map(\.named),
      zone: zone, calendar: calendar)

    var outliner = OutlineReader(reading)
    let outline = outliner.read(root: fields)
    let clocks = ClockReader(outline: outline, reading: reading).read(fields["clocks"])
    let delays = DelayTable(fields["delays"], clocks: clocks, lets: lets.map(\.name), reading)
    let drafter = DraftReader(outline: outline, delays: delays, reading: reading)
    let drafts = outline.states.map { drafter.read($0) }
    let fallbacks = outline.states.map { drafter.fallback($0) }
    let waysIn = WaysIn(outline: outline, drafts: drafts)

    let actions = Dictionary(
      reading.entries(fields["actions"], "`actions`").map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let events = EventCatalog(
      declarations: declarations.events.mapValues(\.objectType), answers: AnswerScan.answers(in: root),
      rows: known.rows, watched: StartReader.watched(fields["start"]))
    let compilation = Compilation(reading: reading, known: known, types: types, events: events, actions: actions)
    compilation.checkLets(lets)
    let given = StartReader.dataFields(fields["start"])
    let records = declarations.compiled(compilation, given: given)
    let owner = fields["owner"].flatMap { compilation.expression($0, .addressees, "`owner`", NameScope()) }
    let description = fields["description"].flatMap { compilation.text($0, "`description`", NameScope()) }
    let starts =
      fields["start"].map {
        StartReader(
          compilation: compilation, defaults: declarations.inputDefaults, dataDefaults: declarations.dataDefaults(given: given)
        ).read($0)
      } ?? []
    let states = StateReader(
      compilation: compilation, outline: outline, waysIn: waysIn,
      spacingSeconds: fields["spacing"].flatMap { reading.spacing($0) } ?? TimerSpec.defaultSpacingSeconds)
    let nodes = zip(zip(outline.states, drafts), fallbacks).map { states.read($0.0, $0.1, fallback: $1) }
    compilation.checkUnused(fields["actions"])
    delays.checkUnused(fields["clocks"])
    StructureCheck(outline: outline, drafts: drafts, waysIn: waysIn, reading: reading).run()
    AnswerCheck(answers: compilation.answers, drafts: drafts, reading: reading).run()
    let overlap = header.overlap()
    WatchCheck(starts: starts, overlap: overlap, fields: fields, drafts: drafts, reading: reading).run()

    var definition = Definition(
      name: name, description: description, hash: DefinitionHash(text: ""), owner: owner, zone: zone, calendar: calendar, starts: starts,
      input: records.input, data: records.data, items: records.items, events: records.events,
      types: Dictionary(types.types.map { ($0.name, AnswerType.relaxed($0)) }, uniquingKeysWith: { first, _ in first }),
      thread: header.thread(), states: nodes,
      messages: compilation.messages, reads: compilation.reads, place: reading.place(root))
    definition.scope = types
    definition.clocks = clocks
    definition.retention = RetentionReader(types: types, reading: reading).read(fields["retention"])
    definition.properties = PropertyReader(
      outline: outline, drafts: drafts, messages: fields["properties"] == nil ? [] : compilation.messageNames, reading: reading
    ).read(fields["properties"])
    if let overlap { definition.overlap = overlap }
    if let part = header.closesAtMost() { definition.closesAtMost = part }
    return Result(definition: definition, typeFiles: declarations.usedFiles)
  }
}

/// Settings have the types of their values.
enum SettingsType {
  static func of(_ values: ValueMap) -> ObjectType {
    ObjectType("settings", values.map { .init($0.key.text, $0.value.type) })
  }
}

/// The events that answers of messages cause, found before anything is compiled: what `event` holds depends on them.
enum AnswerScan {
  static func answers(in node: YAML.Node) -> Set<String> {
    switch node.content {
    case .scalar: return []
    case .sequence(let nodes): return nodes.reduce(into: []) { $0.formUnion(answers(in: $1)) }
    case .mapping(let mapping):
      return mapping.entries.reduce(into: []) { found, entry in
        if entry.name == "answers", let labels = entry.value.mapping { found.formUnion(labels.keys) }
        found.formUnion(answers(in: entry.value))
      }
    }
  }
}
