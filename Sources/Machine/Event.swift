package import CEL
package import Workflow

/// Something that happened to an instance: what a step reads.
package enum Event: Hashable, Sendable {
  /// It was opened; its tracked rows, if the opener gave some. Enters the initial state.
  case started(items: [Value]?)
  /// Something with a name that the workflow may handle: an answer of a person, a `checked`, a `redrive`.
  case occurred(name: String, data: Value, by: String?)
  /// A round of a watch saw, or no longer sees, the instance's row.
  case watched(Watched)
  /// A source's answer to the question that this effect asked, or that it will not answer.
  case answered(EffectID, Answer)
  /// A child ended.
  case childEnded(Child)
  /// Another instance named this one as its child.
  case adopted(by: InstanceID)
  /// A schedule (`workflow/@start.n`) belongs to this definition from now on.
  case deployed(DefinitionHash)
  /// An operator's word.
  case operated(Intervention, by: String, reason: String)
  /// A deadline is over.
  case timerDue(Timer)

  package enum Answer: Hashable, Sendable {
    /// `isComplete`: every page was read and the totals agree.
    case done(data: Value, isComplete: Bool)
    case failed(reason: String)
  }
}

extension Event {
  var isIntervention: Bool {
    if case .operated = self { true } else { false }
  }
}
