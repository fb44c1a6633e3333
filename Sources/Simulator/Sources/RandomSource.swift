import CEL
package import Source
import Synchronization
package import Workflow

/// A source that answers at random, the same for the same seed: it fails now and then, forgets a page, and its rows come and go.
package struct RandomSource: Source {
  package let name: String
  private let base: (any Source)?
  /// The field of the answer that holds the rows, and what a row is like, where a workflow says so.
  private let rows: (path: [String], type: RecordType)?
  /// The fields that a workflow reads, where it says of which type they are.
  private let fields: [(path: [String], type: CELType)]
  private let types: [String: ObjectType]
  private let dice: SharedDice

  /// How often it gives no answer.
  private static let failureChance = 0.1
  /// How often a page is missing.
  private static let incompleteChance = 0.05
  /// How often a row is not there.
  private static let absenceChance = 0.25
  /// As many different rows as a made-up answer may hold.
  private static let rowsMax = 5

  /// - Parameters:
  ///   - base: whose answers are varied; without it rows are made up as the workflow declares them.
  ///   - seed: of this source alone, so that another's questions change nothing here.
  package init(name: String, base: (any Source)?, definitions: [Workflow.Definition], seed: UInt64) {
    self.name = name
    self.base = base
    rows = definitions.lazy.compactMap { $0.rowsAnswered(by: name) }.first
    fields = definitions.flatMap { $0.fieldsAnswered(by: name) }
    types = definitions.reduce(into: [:]) { $0.merge($1.types, uniquingKeysWith: { first, _ in first }) }
    dice = SharedDice(seed: seed ^ name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }

  package func ask(_ request: SourceRequest) async -> SourceOutcome {
    if dice.happens(Self.failureChance) {
      return .failed(SourceFailure(text: "\(name) cannot be reached (chance)", retry: .later(afterSeconds: nil)))
    }
    let isComplete = !dice.happens(Self.incompleteChance)
    guard let base else { return answer(madeUp(), isComplete) }
    switch await base.ask(request) {
    case .answered(let answered): return answer(thinned(answered.data), isComplete && answered.complete)
    case .failed(let failure): return .failed(failure)
    }
  }

  private func answer(_ data: Value, _ isComplete: Bool) -> SourceOutcome {
    .answered(SourceAnswer(data: data, complete: isComplete, rows: data.rowCount, pages: 1))
  }

  private func thinned(_ data: Value) -> Value {
    switch data {
    case .list(let rows): .list(rows.filter { _ in !dice.happens(Self.absenceChance) })
    case .map(let map):
      .map(
        map.reduce(into: ValueMap()) { thinner, entry in
          thinner[entry.0] = entry.1.list == nil ? entry.1 : thinned(entry.1)
        })
    default: data
    }
  }

  private func madeUp() -> Value {
    var answer = Value.map(ValueMap())
    for field in fields { answer = answer.setting(field.path[...], to: dice.value(of: field.type, types)) }
    guard let rows else { return answer }
    if rows.path.isEmpty { return .list(madeUpRows(rows.type)) }
    return answer.setting(rows.path[...], to: .list(madeUpRows(rows.type)))
  }

  private func madeUpRows(_ type: RecordType) -> [Value] {
    var list: [Value] = []
    for number in 1...Self.rowsMax where !dice.happens(Self.absenceChance) {
      var row = dice.record(type, types)
      row["id"] = .string("R\(number)")
      list.append(.map(row))
    }
    return list
  }
}

extension Value {
  /// With a field of a field of it set; what stands in the way is replaced.
  fileprivate func setting(_ path: ArraySlice<String>, to value: Value) -> Value {
    guard let first = path.first else { return value }
    var map = self.map ?? ValueMap()
    map[first] = (map[first] ?? .map(ValueMap())).setting(path.dropFirst(), to: value)
    return .map(map)
  }
}

extension Workflow.Definition {
  /// What is done with a question's answer.
  private func actions(after question: String) -> [Action] {
    let asked = states.flatMap { $0.invocations + $0.timers.compactMap(\.invocation) }.filter { $0.source == question }
    return asked.flatMap(\.onDone).flatMap(\.actions)
  }

  /// `event.data.bookings` is `["bookings"]`; nil for what is no field of the answer as it stands.
  private static func answered(_ expression: Workflow.Expression) -> [String]? {
    let path = expression.source.split(separator: ".").map(String.init)
    let isPath = path.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }
    return isPath && path.starts(with: ["event", "data"]) ? Array(path.dropFirst(2)) : nil
  }

  /// Where in a question's answer the tracked rows are, if `onDone` takes them from there as they stand.
  fileprivate func rowsAnswered(by question: String) -> (path: [String], type: RecordType)? {
    if let watch = starts.lazy.compactMap(\.watch).first(where: { $0.source == question }) { return watchedRows(watch) }
    guard let items else { return nil }
    for action in actions(after: question) {
      guard case .items(let expression) = action.kind, let path = Self.answered(expression) else { continue }
      return (path, items)
    }
    return nil
  }

  /// Rows of a watch are as its source declares them, or as `checked` and the tracked rows do.
  private func watchedRows(_ watch: WatchSpec) -> (path: [String], type: RecordType)? {
    guard let path = watch.rows.map({ Self.answered($0) }) ?? [] else { return nil }
    if case .object(let name) = watch.row, let row = types[name] {
      let fields = row.fields.map { RecordType.Field(name: $0.name, type: $0.type, place: watch.place) }
      return (path, RecordType(name: name, fields: fields))
    }
    return (events[WatchSpec.checked] ?? items).map { (path, $0) }
  }

  /// Fields of a question's answer that become `data` as they stand, with the types that they have there.
  fileprivate func fieldsAnswered(by question: String) -> [(path: [String], type: CELType)] {
    actions(after: question).flatMap { action -> [(path: [String], type: CELType)] in
      guard case .assign(let assignments) = action.kind else { return [] }
      return assignments.compactMap { assignment in
        guard let path = Self.answered(assignment.value), !path.isEmpty,
          let field = data.fields.first(where: { $0.name == assignment.name })
        else { return nil }
        return (path, field.type)
      }
    }
  }
}

/// Dice that several may throw, one after the other.
final class SharedDice: Sendable {
  private let dice: Mutex<Dice>

  init(seed: UInt64) { dice = Mutex(Dice(seed: seed)) }

  func happens(_ probability: Double) -> Bool { dice.withLock { $0.happens(probability) } }
  func record(_ type: RecordType, _ types: [String: ObjectType]) -> ValueMap { dice.withLock { $0.record(type, types) } }
  func value(of type: CELType, _ types: [String: ObjectType]) -> Value { dice.withLock { $0.value(of: type, types, depth: 0) } }
}
