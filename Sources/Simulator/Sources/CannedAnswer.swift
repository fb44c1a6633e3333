package import CEL
package import Calendar
import Source
import Workflow

/// What a source says from some time on, if a condition on the question holds.
package struct CannedAnswer: Sendable {
  package enum Kind: Sendable {
    case answer(Value, isComplete: Bool)
    case computed(CannedExpression, rows: Value, isComplete: Bool)
    case fails(String)
    case refuses(String)
    /// The question stays open.
    case silent
  }

  package var from: Instant?
  package var condition: CannedExpression?
  package var kind: Kind

  package init(from: Instant? = nil, condition: CannedExpression? = nil, kind: Kind) {
    self.from = from
    self.condition = condition
    self.kind = kind
  }
}

/// A source that says what it was given to say.
struct CannedSource: Source {
  let name: String
  let answers: [CannedAnswer]

  func ask(_ request: SourceRequest) async -> SourceOutcome {
    do {
      switch try answer(to: request.input, at: request.askedAt)?.kind {
      case .answer(let data, let isComplete)?: return Self.outcome(data, isComplete)
      case .computed(let expression, let rows, let isComplete)?:
        return Self.outcome(try expression.value(request.input, request.askedAt, rows: rows), isComplete)
      case .fails(let text)?: return .failed(SourceFailure(text: text, retry: .later(afterSeconds: nil)))
      case .refuses(let text)?: return .failed(SourceFailure(text: text, retry: .never))
      case .silent?, nil: return .failed(SourceFailure(text: "\(name) is silent", retry: .never))
      }
    } catch {
      return .failed(SourceFailure(text: "the answer of \(name) cannot be made: \(error)", retry: .never))
    }
  }

  /// The last one whose time has come and whose condition holds.
  func answer(to input: Value, at now: Instant) throws(EvaluationError) -> CannedAnswer? {
    for answer in answers.reversed() {
      if let from = answer.from, from > now { continue }
      guard let condition = answer.condition else { return answer }
      if try condition.holds(input, now) { return answer }
    }
    return nil
  }

  private static func outcome(_ data: Value, _ isComplete: Bool) -> SourceOutcome {
    .answered(SourceAnswer(data: data, complete: isComplete, rows: data.rowCount, pages: 1))
  }
}

extension Value {
  /// The rows of an answer: its own, or those of its first list.
  var rowCount: Int {
    if let list { return list.count }
    return map?.lazy.compactMap { $0.1.list?.count }.first ?? 0
  }
}
