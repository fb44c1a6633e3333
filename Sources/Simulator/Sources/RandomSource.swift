import CEL
package import Source
import Synchronization
package import Workflow

/// A source that answers at random, the same for the same seed: it fails now and then, forgets a page, and its rows come and go.
package struct RandomSource: Source {
  package let name: String
  private let base: (any Source)?
  /// The field of the answer that holds the rows, and what a row is like, where a workflow says so.
  private let rows: (path: [String], type: RecordType, types: [String: ObjectType])?
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
    guard let rows else { return .map(ValueMap()) }
    var list: [Value] = []
    for number in 1...Self.rowsMax where !dice.happens(Self.absenceChance) {
      var row = dice.record(rows.type, rows.types)
      row["id"] = .string("R\(number)")
      list.append(.map(row))
    }
    return rows.path.reversed().reduce(.list(list)) { inner, field in [field: inner] }
  }
}

extension Workflow.Definition {
  /// Where in a question's answer the tracked rows are, if `onDone` takes them from there as they stand.
  fileprivate func rowsAnswered(by question: String) -> (path: [String], type: RecordType, types: [String: ObjectType])? {
    guard let items else { return nil }
    let asked = states.flatMap { $0.invocations + $0.timers.compactMap(\.invocation) }.filter { $0.source == question }
    for action in asked.flatMap(\.onDone).flatMap(\.actions) {
      guard case .items(let expression) = action.kind else { continue }
      let path = expression.source.split(separator: ".").map(String.init)
      if path.starts(with: ["event", "data"]) { return (Array(path.dropFirst(2)), items, types) }
    }
    return nil
  }
}

/// Dice that several may throw, one after the other.
final class SharedDice: Sendable {
  private let dice: Mutex<Dice>

  init(seed: UInt64) { dice = Mutex(Dice(seed: seed)) }

  func happens(_ probability: Double) -> Bool { dice.withLock { $0.happens(probability) } }
  func record(_ type: RecordType, _ types: [String: ObjectType]) -> ValueMap { dice.withLock { $0.record(type, types) } }
}
