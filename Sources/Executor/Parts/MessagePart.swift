package import CEL
package import Channel

/// A message for one recipient, as the outbox keeps it.
package struct MessagePart: Hashable, Sendable {
  package var recipient: Recipient
  package var message: MessageBody

  package init(recipient: Recipient, message: MessageBody) {
    self.recipient = recipient
    self.message = message
  }

  package var json: Value {
    var fields: ValueMap = ["address": .string(recipient.address), "name": .string(recipient.name)]
    if let language = recipient.language { fields["language"] = .string(language) }
    return ["recipient": .map(fields), "message": message.json]
  }

  package init(json: Value) throws {
    guard let fields = json["recipient"], let address = fields["address"]?.string, let body = json["message"] else {
      throw PartError(description: "a kept message names no recipient, or has no body")
    }
    recipient = Recipient(name: fields["name"]?.string ?? "", address: address, language: fields["language"]?.string)
    message = try MessageBody(json: body)
  }
}

/// A row of the outbox that cannot be read: another version wrote it, or it was changed by hand.
package struct PartError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  package init(description: String) {
    self.description = description
  }
}
