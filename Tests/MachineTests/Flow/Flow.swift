import CEL
import Calendar
import Machine
import Workflow

/// A small workflow written down for a test, in a shorthand of its own:
///
/// - transitions: `guard => target, target ! / action; action` where each part may be missing and `!` reenters;
/// - actions: `mail name to EXPR if EXPR keep`, `card name`, `log text`, `raise event {…}`, `set a = EXPR | b = EXPR`,
///   `items EXPR`, `start workflow EXPR`, `each x in EXPR: action`.
struct Flow {
  let definition: Workflow.Definition

  init(_ definition: Workflow.Definition) { self.definition = definition }

  init(
    input: [RecordType.Field] = [], data: [RecordType.Field] = [], items: [RecordType.Field]? = nil,
    events: [String: [RecordType.Field]] = [:], starts: [Start] = [], zone: String = "Europe/Berlin", thread: String? = nil,
    _ states: [S], root: S = S("")
  ) throws {
    var whole = root
    whole.states = states
    whole.initial = whole.initial ?? states.first?.name
    let builder = FlowBuilder(input: input, data: data, items: items)
    let built = try builder.build(whole)
    definition = Workflow.Definition(
      name: "flow", description: nil, hash: DefinitionHash(text: "0"), owner: nil, zone: try Zone(zone), calendar: .mondayToFriday,
      starts: starts, input: RecordType(name: "input", fields: input), data: RecordType(name: "data", fields: data),
      items: items.map { RecordType(name: "item", fields: $0) },
      events: events.reduce(into: [:]) { $0[$1.key] = RecordType(name: "event." + $1.key, fields: $1.value) },
      types: builder.types, thread: thread, states: built, messages: builder.messages,
      reads: .init(items: items != nil, children: true), place: .test)
  }
}

/// A state of a `Flow`.
struct S {
  enum Kind {
    case plain
    case parallel
    case final(String?)
    case history(isDeep: Bool)
  }

  var name: String
  var kind: Kind = .plain
  var initial: String?
  var entry: [String] = []
  var exit: [String] = []
  var on: [(String, [String])] = []
  var always: [String] = []
  var timers: [T] = []
  var asks: [Q] = []
  var incident: String?
  var initialActions: [String] = []
  var states: [S] = []

  init(_ name: String, _ states: [S]) {
    self.init(name, .plain, states)
  }

  init(
    _ name: String, _ kind: Kind = .plain, initial: String? = nil, entry: [String] = [], exit: [String] = [],
    on: KeyValuePairs<String, String> = [:], always: [String] = [], timers: [T] = [], asks: [Q] = [], incident: String? = nil,
    initialActions: [String] = [], _ states: [S] = []
  ) {
    self.name = name
    self.kind = kind
    self.initial = initial
    self.entry = entry
    self.exit = exit
    self.on = on.map { ($0.key, [$0.value]) }
    self.always = always
    self.timers = timers
    self.asks = asks
    self.incident = incident
    self.initialActions = initialActions
    self.states = states
  }
}

/// A timer of a `Flow`.
struct T {
  enum Schedule {
    case after(String)
    case computed(String)
    case at(String)
    case every(String)
    case cron(String)
  }

  var schedule: Schedule
  var transition: String?
  var ask: Q?
  var skipsMissed = false
  var spacingSeconds = TimerSpec.defaultSpacingSeconds
  /// States, between commas, of the clock that pauses.
  var clock: String?
  var countsBusinessTime = false

  static func after(_ delay: String, _ transition: String) -> T { T(schedule: .after(delay), transition: transition) }
  static func computed(_ expression: String, _ transition: String) -> T { T(schedule: .computed(expression), transition: transition) }

  /// Counts only while one of these states is active.
  func by(clock: String, business: Bool = false) -> T {
    var timer = self
    timer.clock = clock
    timer.countsBusinessTime = business
    return timer
  }

  static func at(_ expression: String, _ transition: String, spacing: Int = 3600, skip: Bool = false) -> T {
    T(schedule: .at(expression), transition: transition, skipsMissed: skip, spacingSeconds: spacing)
  }
  static func every(_ delay: String, _ transition: String) -> T { T(schedule: .every(delay), transition: transition) }
  static func cron(_ cron: String, _ transition: String? = nil, ask: Q? = nil) -> T {
    T(schedule: .cron(cron), transition: transition, ask: ask)
  }
}

/// A question of a `Flow`.
struct Q {
  var source: String
  var input: String?
  var done: String?
  var error: String?

  init(_ source: String, input: String? = nil, done: String? = nil, error: String? = nil) {
    self.source = source
    self.input = input
    self.done = done
    self.error = error
  }
}

extension Workflow.Place {
  static let test = Workflow.Place(file: "flow.yaml", line: 1, column: 1)
}

extension RecordType.Field {
  init(_ name: String, _ type: CELType, isOptional: Bool = false, _ initial: String? = nil) throws {
    let initial = try initial.map { try FlowBuilder(input: [], data: [], items: nil).expression($0) }
    self.init(name: name, type: type, isOptional: isOptional, initial: initial, place: .test)
  }
}
