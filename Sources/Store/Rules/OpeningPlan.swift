import Calendar
package import Machine

/// What an opening comes to, given the runs that its key has had: the same rule in every store.
package enum OpeningPlan: Hashable, Sendable {
  case open(run: Int)
  case adopt(InstanceID)
  case nothing(InstanceID)

  /// The newest run of a key.
  package struct Newest: Hashable, Sendable {
    package var id: InstanceID
    package var run: Int
    package var isEnded: Bool

    package init(id: InstanceID, run: Int, isEnded: Bool) {
      self.id = id
      self.run = run
      self.isEnded = isEnded
    }
  }

  /// - Parameter carriedOut: the run that this very opening opened or adopted before, if it did.
  package init(_ opening: Opening, newest: Newest?, carriedOut: InstanceID?) {
    if let carriedOut {
      self = .nothing(carriedOut)
    } else if let newest {
      self = newest.isEnded && opening.again ? .open(run: newest.run + 1) : .adopt(newest.id)
    } else {
      self = .open(run: 1)
    }
  }
}

extension Opening {
  /// The event that tells an instance of its new parent; nil where there is none to tell of.
  package func adoption(of id: InstanceID) -> InboxEvent? {
    guard let parent, let key = adoptionKey else { return nil }
    return InboxEvent(instance: id, key: key, at: instance.openedAt, event: .adopted(by: parent))
  }

  /// Once per origin; a person's opening has none and counts once per parent.
  package var adoptionKey: String? {
    guard let parent else { return nil }
    return "\(StoredEventName.adopted)/\(instance.origin?.description ?? parent.description)"
  }

  /// The run as it is to be written, with the event that enters its initial state.
  package func instance(run: Int) -> (Instance, InboxEvent) {
    var opened = instance
    opened.run = run
    opened.id = InstanceID(installation: installation, workflow: opened.workflow, key: opened.key, run: run)
    let event = InboxEvent(
      instance: opened.id, key: StoredEventName.started, at: opened.openedAt, event: .started(items: items))
    return (opened, event)
  }
}
