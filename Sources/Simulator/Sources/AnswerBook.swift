import CEL
package import Calendar
import Machine
package import Source
import Synchronization
package import Workflow

/// Who answers which question in a simulation.
package struct AnswerBook: Sendable {
  package enum Entry: Sendable {
    case canned([CannedAnswer])
    /// Asked in earnest.
    case asked(any Source)
    /// Whatever it says; see `RandomSource`.
    case varied(RandomSource)
  }

  package var entries: [String: Entry]
  /// What becomes of a question that no entry answers: it stays open, and is told of.
  package let unanswered = UnansweredQuestions()
  /// For who looks ahead: what sources said before, where no entry answers.
  package let last = LastAnswers()

  package init(_ entries: [String: Entry] = [:]) {
    self.entries = entries
  }

  /// Lets all sources vary their answers by chance; those that nobody answers make some up.
  package mutating func randomise(_ definitions: [Workflow.Definition], seed: UInt64) {
    for name in Set(definitions.flatMap(\.questions)).union(entries.keys) {
      let base: (any Source)? =
        switch entries[name] {
        case .canned(let answers)?: CannedSource(name: name, answers: answers)
        case .asked(let source)?: source
        case .varied(let source)?: source
        case nil: nil
        }
      entries[name] = .varied(RandomSource(name: name, base: base, definitions: definitions, seed: seed))
    }
  }

  /// Nil where nobody answers now.
  func source(
    for name: String, _ input: Value, at now: Instant, asker: InstanceID, hasRows: Bool = false
  ) -> (any Source)? {
    switch entries[name] {
    case .asked(let source)?: return source
    case .varied(let source)?: return source
    case .canned(let answers)?:
      let source = CannedSource(name: name, answers: answers)
      do {
        guard let answer = try source.answer(to: input, at: now) else {
          unanswered.note(name, at: now)
          return nil
        }
        if case .silent = answer.kind { return nil }
      } catch {
        return source  // Asked, it says what is wrong with the condition.
      }
      return source
    case nil:
      if let source = last.source(for: name, input, asker: asker, hasRows: hasRows) { return source }
      unanswered.note(name, at: now)
      return nil
    }
  }
}

/// Questions that nobody answered, and when they were asked.
package final class UnansweredQuestions: Sendable {
  package struct Question: Hashable, Sendable {
    package var source: String
    package var at: Instant
  }

  private let noted = Mutex<[Question]>([])
  /// More of them tell nothing new.
  private static let notedMax = 1_000

  func note(_ source: String, at now: Instant) {
    noted.withLock { if $0.count < Self.notedMax { $0.append(Question(source: source, at: now)) } }
  }

  /// In the order of asking.
  package var all: [Question] { noted.withLock { $0 } }
}
