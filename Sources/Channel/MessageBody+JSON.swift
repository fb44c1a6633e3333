package import CEL

/// A kept message that cannot be read: another version wrote it, or it was changed by hand.
package struct MessageBodyError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

extension MessageBody {
  package var json: Value {
    switch self {
    case .mail(let mail): mail.json
    case .card(let body): ["kind": "card", "card": body.card, "fallbackText": .string(body.fallbackText)]
    }
  }

  package init(json: Value) throws(MessageBodyError) {
    let fields = FieldReader(json)
    switch try fields.text("kind") {
    case "mail": self = .mail(try MailBody(fields))
    case "card":
      guard let card = fields.value("card") else { throw MessageBodyError(description: "the kept message has no card") }
      self = .card(CardBody(card: card, fallbackText: try fields.text("fallbackText")))
    case let kind: throw MessageBodyError(description: "a kept message of the kind “\(kind)” is not known here")
    }
  }
}

extension MailBody {
  fileprivate var json: Value {
    var fields: Value = ["kind": "mail", "subject": .string(subject), "text": .string(text)]
    if let html { fields["html"] = .string(html) }
    fields["to"] = .list(to.map(\.json))
    if !cc.isEmpty { fields["cc"] = .list(cc.map(\.json)) }
    if !replyTo.isEmpty { fields["replyTo"] = .list(replyTo.map(\.json)) }
    if importance != .normal { fields["importance"] = .string(importance.rawValue) }
    if !attachments.isEmpty { fields["attachments"] = .list(attachments.map(\.json)) }
    if let threadTopic { fields["threadTopic"] = .string(threadTopic) }
    if !redirectedFrom.isEmpty { fields["redirectedFrom"] = .list(redirectedFrom.map(\.json)) }
    if isDigest { fields["digest"] = true }
    return fields
  }

  fileprivate init(_ fields: FieldReader) throws(MessageBodyError) {
    let importanceText = fields.optionalText("importance") ?? Importance.normal.rawValue
    guard let importance = Importance(rawValue: importanceText) else {
      throw MessageBodyError(description: "the kept message has the importance “\(importanceText)”")
    }
    self.init(
      subject: try fields.text("subject"), html: fields.optionalText("html"), text: try fields.text("text"),
      to: try fields.recipients("to"), cc: try fields.recipients("cc"), replyTo: try fields.recipients("replyTo"),
      importance: importance, attachments: try fields.attachments(), threadTopic: fields.optionalText("threadTopic"),
      redirectedFrom: try fields.recipients("redirectedFrom"), isDigest: fields.value("digest") == .bool(true))
  }
}

extension Recipient {
  fileprivate var json: Value {
    var fields: Value = ["name": .string(name), "address": .string(address)]
    if let language { fields["language"] = .string(language) }
    return fields
  }
}

extension Attachment {
  fileprivate var json: Value {
    ["name": .string(name), "mediaType": .string(mediaType), "base64": .string(Base64.encode(bytes))]
  }
}

extension FieldReader {
  fileprivate func recipients(_ name: String) throws(MessageBodyError) -> [Recipient] {
    var recipients: [Recipient] = []
    for value in list(name) {
      let fields = FieldReader(value)
      recipients.append(
        Recipient(name: try fields.text("name"), address: try fields.text("address"), language: fields.optionalText("language")))
    }
    return recipients
  }

  fileprivate func attachments() throws(MessageBodyError) -> [Attachment] {
    var attachments: [Attachment] = []
    for value in list("attachments") {
      let fields = FieldReader(value)
      guard let bytes = Base64.decode(try fields.text("base64")) else {
        throw MessageBodyError(description: "the bytes of a kept attachment are not base64")
      }
      attachments.append(Attachment(name: try fields.text("name"), mediaType: try fields.text("mediaType"), bytes: bytes))
    }
    return attachments
  }
}
