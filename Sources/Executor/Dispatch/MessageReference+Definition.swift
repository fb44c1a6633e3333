import Store
import Workflow

extension MessageReference {
  /// A person had it sent once more: it goes whatever its `if:` says now.
  package static let copyNumber = -1

  var isCopy: Bool { number == Self.copyNumber }
}

extension Workflow.Definition {
  /// The message that a row was made of. An instance may have come to another version since, where messages are numbered otherwise;
  /// nil where that version has none with this template.
  func message(of reference: MessageReference) -> MessageID? {
    if messages.indices.contains(reference.number), isSame(messages[reference.number], reference) { return MessageID(reference.number) }
    return messages.firstIndex { isSame($0, reference) }.map { MessageID($0) }
  }

  private func isSame(_ spec: MessageSpec, _ reference: MessageReference) -> Bool {
    switch spec.medium {
    case .email(let email): reference.template.hasSuffix("/" + email.template)
    case .teams(let teams): reference.template.hasSuffix("/" + teams.card)
    }
  }
}
