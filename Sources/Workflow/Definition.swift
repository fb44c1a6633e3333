package import CEL
package import Calendar

/// A workflow as its author wrote it, read and checked: everything that the machine needs to advance an instance.
///
/// States stand in one table in document order; `StateID` is the place in it. The root is a compound state without a
/// name, so that the file's own `on`, `after` and `always` have an owner.
package struct Definition: Sendable {
  package var name: String
  package var description: Text?
  /// The hash of the workflow's file with its types; instances stay pinned to it.
  package var hash: DefinitionHash
  /// Who gets what nothing else handles: a contact or a list of contacts.
  package var owner: Expression?
  package var zone: Zone
  package var calendar: BusinessCalendar

  package var starts: [Start]
  /// What becomes of a start while another instance is at work.
  package var overlap = Overlap.allow
  package var input: RecordType
  package var data: RecordType
  /// The declared fields of a tracked row, where the workflow tracks rows.
  package var items: RecordType? {
    didSet { (broughtRow, keptRow) = Self.rows(items) }
  }
  /// What a row brings: all but the names that are the machine's own.
  package private(set) var broughtRow: RecordType?
  /// The same with nothing required: that was asked for when a row came, and one from before a field was declared stays readable.
  package private(set) var keptRow: RecordType?
  /// The part of ten or more open items that one answer may close; more is trouble with the source, not success.
  package var closesAtMost: Double
  /// Declared data of events, by event name.
  package var events: [String: RecordType]
  /// Every record type that expressions can meet, for reading JSON by declared type.
  package var types: [String: ObjectType]
  /// The conversation that messages belong to unless they name another.
  package var thread: String?

  package var states: [StateNode] {
    didSet { statesByPath = Self.byPath(states) }
  }
  private var statesByPath: [String: StateID]
  /// Every message an action can send, by the number that effects carry: its `if:` is asked again when it is sent.
  package var messages: [MessageSpec]
  /// What a step can read; what it cannot is not loaded.
  package var reads: Reads
  /// What is redacted how long after the end; nothing where the file does not say.
  package var retention: Retention?
  /// Clocks that deadlines may count by, in the order of the file.
  package var clocks: [PausingClock] = []
  /// What must hold whatever happens.
  package var properties: [Property] = []
  /// What its expressions, and the templates of its messages, can name.
  package var scope = ScopeTypes()
  /// Where the file begins, for complaints about the whole.
  package var place: Place

  package init(
    name: String, description: Text?, hash: DefinitionHash, owner: Expression?, zone: Zone, calendar: BusinessCalendar,
    starts: [Start], input: RecordType, data: RecordType, items: RecordType?, events: [String: RecordType],
    types: [String: ObjectType], thread: String?, states: [StateNode], messages: [MessageSpec], reads: Reads, place: Place,
    closesAtMost: Double = 0.5
  ) {
    self.name = name
    self.description = description
    self.hash = hash
    self.owner = owner
    self.zone = zone
    self.calendar = calendar
    self.starts = starts
    self.input = input
    self.data = data
    self.items = items
    (broughtRow, keptRow) = Self.rows(items)
    self.events = events
    self.types = types
    self.thread = thread
    self.states = states
    self.statesByPath = Self.byPath(states)
    self.messages = messages
    // Rows change by difference, and a child is named once: to decide either, what is there must be known.
    self.reads = Reads(
      items: reads.items || items != nil, children: reads.children || states.contains { $0.startsInstances })
    self.place = place
    self.closesAtMost = closesAtMost
  }

  /// Made once: an instance's rows are read at every step.
  private static func rows(_ items: RecordType?) -> (brought: RecordType?, kept: RecordType?) {
    guard let items else { return (nil, nil) }
    let own = Set(StandardTypes.tracked.map(\.name))
    let brought = RecordType(name: items.name, fields: items.fields.filter { !own.contains($0.name) })
    var kept = brought
    for index in kept.fields.indices { kept.fields[index].isOptional = true }
    return (brought, kept)
  }

  private static func byPath(_ states: [StateNode]) -> [String: StateID] {
    Dictionary(states.map { ($0.path, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// The type of the rows that come with `checked` and `gone`, where its starts watch rows of one declared type.
  package var watchedRow: CELType? {
    let types = Set(starts.compactMap(\.watch).map(\.row))
    guard let type = types.first, types.count == 1, type != .dyn else { return nil }
    return type
  }

  /// The state with the path `chasing.reminded`, if there is one.
  package func state(at path: String) -> StateID? { statesByPath[path] }
}

extension Definition {
  /// The states' common owner.
  package static let root = StateID(0)

  /// Lent, not copied: a step looks at some twenty, at one property of most.
  package subscript(id: StateID) -> StateNode {
    _read { yield states[id.number] }
  }

  /// What of an instance the workflow's expressions can read.
  package struct Reads: Hashable, Sendable {
    package var items: Bool
    package var children: Bool

    package init(items: Bool, children: Bool) {
      self.items = items
      self.children = children
    }
  }
}
