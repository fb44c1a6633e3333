import Synchronization
import Template
import Workflow

/// Templates that were checked already: workflows with the same types share them, and who checks and then plays needs them twice.
/// For commands that end; a long-lived process keeps what it sends alone.
final class TemplateShelf: Sendable {
  /// A template and all that decides what its expressions mean.
  struct Key: Hashable {
    var template: String
    var isCard: Bool
    var meaning: ScopeTypes.Meaning
    var scope: NameScope
  }

  enum Kept: Sendable {
    case mail(CheckedMail)
    case card(CardTemplate)
    case problems(TemplateProblems)
  }

  private let known = Mutex<[Key: Kept]>([:])

  /// Asked for by two at once it is checked twice, with one result.
  func kept(_ key: Key, _ check: () throws(TemplateProblems) -> Kept) -> Kept {
    if let kept = known.withLock({ $0[key] }) { return kept }
    let kept: Kept
    do {
      kept = try check()
    } catch {
      kept = .problems(error)
    }
    known.withLock { $0[key] = kept }
    return kept
  }
}
