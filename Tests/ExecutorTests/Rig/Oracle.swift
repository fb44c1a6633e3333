import CEL
import Source
import Synchronization

/// A source of the story's own: answers each question in turn, the last answer for ever.
final class Oracle: Source {
  let name: String
  private let answers: Mutex<[SourceOutcome]>
  private let asked = Mutex<[SourceRequest]>([])
  /// What happens before it answers.
  let before = Mutex<(@Sendable (SourceRequest) async -> Void)?>(nil)

  init(_ name: String, _ answers: SourceOutcome...) {
    self.name = name
    self.answers = Mutex(answers)
  }

  var questions: [SourceRequest] { asked.withLock { $0 } }

  func ask(_ request: SourceRequest) async -> SourceOutcome {
    asked.withLock { $0.append(request) }
    if let hook = before.withLock({ $0 }) { await hook(request) }
    return answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
  }
}

extension SourceOutcome {
  static func rows(_ rows: [Value], complete: Bool = true) -> SourceOutcome {
    .answered(SourceAnswer(data: ["rows": .list(rows)], complete: complete, rows: rows.count, pages: 1))
  }

  static func later(_ text: String, afterSeconds: Double? = nil) -> SourceOutcome {
    .failed(SourceFailure(text: text, retry: .later(afterSeconds: afterSeconds)))
  }

  static func never(_ text: String) -> SourceOutcome { .failed(SourceFailure(text: text, retry: .never)) }
}
