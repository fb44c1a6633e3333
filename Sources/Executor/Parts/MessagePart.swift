package import CEL
package import Channel
package import Workflow

/// A message for one recipient, as the outbox keeps it.
package struct MessagePart: Hashable, Sendable {
  package var recipient: Recipient
  package var message: MessageBody
  /// What this recipient can answer: by link, by reply, from a card.
  package var answers: [AnswerSpec]
  /// The address that gets it where this recipient cannot be reached.
  package var alternate: String?

  package init(recipient: Recipient, message: MessageBody, answers: [AnswerSpec] = [], alternate: String? = nil) {
    self.alternate = alternate
    self.recipient = recipient
    self.message = message
    self.answers = answers
  }

  package var json: Value {
    var fields: ValueMap = ["address": .string(recipient.address), "name": .string(recipient.name)]
    if let language = recipient.language { fields["language"] = .string(language) }
    var part: ValueMap = ["recipient": .map(fields), "message": message.json]
    if !answers.isEmpty { part["answers"] = .list(answers.map(\.json)) }
    if let alternate { part["alternate"] = .string(alternate) }
    return .map(part)
  }

  package init(json: Value) throws {
    guard let fields = json["recipient"], let address = fields["address"]?.string, let body = json["message"] else {
      throw PartError(description: "a kept message names no recipient, or has no body")
    }
    recipient = Recipient(name: fields["name"]?.string ?? "", address: address, language: fields["language"]?.string)
    message = try MessageBody(json: body)
    answers = json["answers"]?.list?.compactMap { AnswerSpec(json: $0) } ?? []
    alternate = json["alternate"]?.string
  }
}

/// A row of the outbox that cannot be read: another version wrote it, or it was changed by hand.
package struct PartError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  package init(description: String) {
    self.description = description
  }
}
