import CEL

/// What the conditions of a rule file may name.
enum RuleVocabulary {
  /// The order of `RuleScope`'s slots.
  static let variables = [
    Variable("session", .object("session")), Variable("cdr", .object("cdr")), Variable("connector", .object("connector")),
    Variable("previous", .object("previous")), Variable("twins", .list(.object("twin"))), Variable("now", .timestamp),
  ]

  static let types = [
    ObjectType(
      "session",
      [
        .init("id", .string), .init("operator", .string), .init("status", .string), .init("start", .timestamp, isOptional: true),
        .init("end", .timestamp, isOptional: true), .init("energy", .double, isOptional: true),
        .init("periodEnergy", .double, isOptional: true), .init("cost", .double, isOptional: true),
        .init("currency", .string, isOptional: true), .init("token", .string, isOptional: true), .init("tariffs", .list(.string)),
        .init("updated", .timestamp, isOptional: true), .init("cancelled", .bool), .init("corrected", .bool),
      ]),
    ObjectType(
      "cdr",
      [
        .init("id", .string, isOptional: true), .init("start", .timestamp, isOptional: true), .init("end", .timestamp, isOptional: true),
        .init("energy", .double, isOptional: true), .init("periodEnergy", .double, isOptional: true),
        .init("hours", .double, isOptional: true), .init("cost", .double, isOptional: true), .init("parts", .double, isOptional: true),
        .init("currency", .string, isOptional: true), .init("token", .string, isOptional: true), .init("tariffs", .list(.string)),
        .init("limited", .bool), .init("count", .int),
      ]),
    ObjectType("connector", [.init("power", .double, isOptional: true), .init("tariffs", .list(.string))]),
    ObjectType(
      "previous",
      [.init("id", .string, isOptional: true), .init("start", .timestamp, isOptional: true), .init("end", .timestamp, isOptional: true)]),
    ObjectType("twin", [.init("id", .string), .init("earlier", .bool)]),
  ]
}

/// One session and its surroundings, for the conditions.
struct RuleScope: Scope {
  var session: Value
  var cdr: Value
  var connector: Value
  var previous: Value
  var twins: Value
  var now: Value

  func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    switch slot {
    case 0: session
    case 1: cdr
    case 2: connector
    case 3: previous
    case 4: twins
    case 5: now
    default: throw EvaluationError("no variable has this number")
    }
  }
}
