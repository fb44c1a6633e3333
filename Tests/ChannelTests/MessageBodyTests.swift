import CEL
import Channel
import Testing

@Suite struct MessageBodyTests {
  @Test(
    arguments: [
      MessageBody.mail(MailBody(subject: "s", text: "t", to: [])),
      .mail(
        MailBody(
          subject: "s", html: "<p>", text: "t", to: [Recipient(name: "Ana", address: "a@b.c", language: "de")],
          cc: [Recipient(address: "d@e.f")], replyTo: [Recipient(name: "Desk", address: "r@e.f")], importance: .high,
          attachments: [Attachment(name: "x", mediaType: "text/csv", bytes: [0, 1, 254, 255])], threadTopic: "topic",
          redirectedFrom: [Recipient(address: "g@h.i")])),
      .card(CardBody(card: ["type": "AdaptiveCard", "n": 1, "list": [.null, true, 1.5]], fallbackText: "f")),
    ])
  func `a message comes back from the outbox as it went in`(body: MessageBody) throws {
    #expect(try MessageBody(json: body.json) == body)
    #expect(try MessageBody(json: JSON.parse(JSON.bytes(body.json))) == body)
  }

  @Test(
    arguments: [
      .null, [:], ["kind": "fax"], ["kind": "mail", "subject": "x"], ["kind": "card"],
      ["kind": "mail", "subject": "x", "text": "", "importance": "vital"],
      ["kind": "mail", "subject": "x", "text": "", "to": [["name": "no address"]]],
      ["kind": "mail", "subject": "x", "text": "", "attachments": [["name": "x", "mediaType": "y", "base64": "!"]]],
    ] as [Value])
  func `what is no message is refused with a reason`(json: Value) {
    #expect(throws: MessageBodyError.self) { try MessageBody(json: json) }
  }

  @Test func `an answer is kept without what is empty`() {
    #expect(Answer(code: 250, text: "accepted", queueID: "4Z").json == ["code": 250, "text": "accepted", "queueId": "4Z"])
  }
}
