import CEL
import Workflow

/// What `event` holds, by what caused it: declared under `events`, or known of the events that come by themselves.
struct EventCatalog {
  /// The file's own `events`.
  let declarations: [String: ObjectType]
  /// Events that answers of messages cause.
  let answers: Set<String>
  /// The types of rows by the source that answers with them.
  var rows: [String: ObjectType] = [:]
  /// The sources that starts watch: their rows come with `checked` and `gone`.
  var watched: [String] = []

  func declared(_ event: String) -> ObjectType? { declarations[event] }

  func shape(of cause: Draft.Cause) -> EventShape {
    switch cause {
    case .start, .always, .time: .bare
    case .answer(let source): EventShape(data: rows[source].map { .value(.list(.object($0.name))) } ?? .any)
    case .failure: EventShape(data: .fields([.init("reason", .string)]))
    case .event(let name): shape(ofEvent: name)
    }
  }

  /// What is common to all causes; nothing but name and time where there is none.
  func shape(of causes: some Collection<Draft.Cause>) -> EventShape {
    let shapes = causes.map { shape(of: $0) }
    guard let first = shapes.first else { return .bare }
    return shapes.dropFirst().reduce(first) { $0.common(with: $1) }
  }

  private func shape(ofEvent name: String) -> EventShape {
    if let declared = declarations[name] { return EventShape(data: .fields(declared.fields), hasAuthor: true) }
    if answers.contains(name) { return EventShape(data: .fields(Self.answer), hasAuthor: true) }
    if name.hasPrefix("done.") { return .bare }
    if name == WatchSpec.checked || name == WatchSpec.gone { return EventShape(data: watchedRow, hasAuthor: true) }
    if let known = Self.own[name] { return EventShape(data: .fields(known), hasAuthor: true) }
    return EventShape(data: .any, hasAuthor: true)
  }

  private var watchedRow: EventShape.Data {
    let types = Set(watched.map { rows[$0]?.name })
    guard types.count == 1, let name = types.first ?? nil else { return .any }
    return .value(.object(name))
  }

  /// Of a person's answer, whatever its name.
  private static let answer: [ObjectType.Field] = [
    .init("by", .string), .init("channel", .string), .init("reason", .string, isOptional: true),
  ]

  private static let delivery: [ObjectType.Field] = [.init("message", .string), .init("address", .string), .init("status", .string)]

  private static let own: [String: [ObjectType.Field]] = [
    "acknowledged": answer, "disputed": answer,
    "withdrawn": [.init("by", .string), .init("channel", .string), .init("answer", .string)],
    "replied": [.init("by", .string), .init("text", .string)],
    "delivered": delivery,
    "bounced": delivery + [.init("permanent", .bool), .init("reason", .string, isOptional: true)],
    "child.done": [
      .init("key", .string), .init("workflow", .string), .init("status", .string), .init("state", .string), .init("outcome", .string),
      .init("open", .int), .init("closed", .int),
    ],
    "redrive": [],
    "recalculated": [.init("old", .timestamp), .init("new", .timestamp)],
  ]
}
