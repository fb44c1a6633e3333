/// Something that an entry, an exit or a transition does: change the instance at once, or ask for an effect.
package struct Action: Hashable, Sendable {
  package indirect enum Kind: Hashable, Sendable {
    /// All right sides are computed from the old data, then written.
    case assign([Assignment])
    /// The tracked rows become these, by difference.
    case items(Expression)
    /// Sends the message of this number in `Definition.messages`.
    case message(MessageID)
    /// An event to the instance itself, read within the same step.
    case raise(event: String, data: [Assignment])
    case start(StartSpec)
    /// A row for a table that only grows, written with the step.
    case append(table: String, row: [Assignment])
    case log(Text)
    /// The actions once for each value of a list, under a name.
    case forEach(variable: String, list: Expression, slot: Int, actions: [Action])
  }

  /// The name under `actions:`, where it has one.
  package var name: String?
  package var kind: Kind
  package var place: Place

  package init(name: String? = nil, kind: Kind, place: Place) {
    self.name = name
    self.kind = kind
    self.place = place
  }
}

/// Starts an instance of a workflow, which becomes a child of the one that starts it.
package struct StartSpec: Hashable, Sendable {
  package var workflow: String
  package var key: Expression
  package var input: [Assignment]
  /// The child's tracked rows.
  package var items: Expression?

  package init(workflow: String, key: Expression, input: [Assignment], items: Expression?) {
    self.workflow = workflow
    self.key = key
    self.input = input
    self.items = items
  }
}
