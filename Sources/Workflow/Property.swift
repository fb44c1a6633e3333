/// What must hold of a workflow whatever happens, as its author wrote it under `properties`.
package struct Property: Hashable, Sendable {
  package enum Claim: Hashable, Sendable {
    /// This does not happen once one of `after` has happened, until one of `until` has. Without `after`: from the beginning.
    case never(Deed, after: [Mark], until: [Mark])
    /// Wherever an instance stands, one of these states can still be reached.
    case reaches([StateID], by: Mover)
  }

  package enum Deed: Hashable, Sendable {
    /// A message: the name of its action, or of its template or card.
    case send(String)
    case enter([StateID])
    /// A workflow is started.
    case start(String)
  }

  /// Something that is seen to happen.
  package enum Mark: Hashable, Sendable {
    case event(String)
    /// The state is entered.
    case state(StateID)
  }

  /// Who moves an instance on.
  package enum Mover: String, Hashable, Sendable, CaseIterable {
    /// Time and sources alone: nobody ever answers.
    case itself
    case anybody
  }

  package var claim: Claim
  /// As a person reads it.
  package var words: String
  package var place: Place

  package init(claim: Claim, words: String, place: Place) {
    (self.claim, self.words, self.place) = (claim, words, place)
  }
}
