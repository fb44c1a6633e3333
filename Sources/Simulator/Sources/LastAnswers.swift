import CEL
import Calendar
import Machine
import Source
import Synchronization

/// What sources said last, to whom: who looks ahead takes it that they say the same again.
package final class LastAnswers: Sendable {
  /// An answer as it came.
  struct Known: Sendable {
    var asker: InstanceID
    var input: Value
    var data: Value
    var isComplete: Bool
    var at: Instant
  }

  private let known = Mutex<[String: [Known]]>([:])

  /// How many answers were learnt.
  package var count: Int { known.withLock { $0.values.reduce(0) { $0 + $1.count } } }

  func learn(_ name: String, _ answer: Known) {
    known.withLock { $0[name, default: []].append(answer) }
  }

  /// What the asker itself was told last, to the same question rather than to another; else what anybody was told to the same
  /// question. Who holds no rows yet is told what was told last at all: a schedule asks about another month each time.
  func source(for name: String, _ input: Value, asker: InstanceID, hasRows: Bool) -> (any Source)? {
    let all = known.withLock { $0[name] ?? [] }
    let own = all.filter { $0.asker == asker }
    let same = all.filter { $0.input == input }
    let choice =
      own.filter { $0.input == input }.max { $0.at < $1.at } ?? own.max { $0.at < $1.at } ?? same.max { $0.at < $1.at }
      ?? (hasRows ? nil : all.max { $0.at < $1.at })
    guard let choice else { return nil }
    return CannedSource(name: name, answers: [CannedAnswer(kind: .answer(choice.data, isComplete: choice.isComplete))])
  }
}
