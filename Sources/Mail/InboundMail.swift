/// A mail that somebody sent us, as it came. Anything in it may be a lie.
package struct InboundMail: Sendable {
  package let root: MIMEEntity

  package init(_ bytes: [UInt8]) throws(MailRefusal) {
    guard bytes.count <= MailLimits.mailBytesMax else { throw .tooLarge(bytes: bytes.count) }
    let unified = LineEnds.unified(bytes)
    let content = unified.drop { $0 == LineEnds.lineFeed }
    guard !content.isEmpty else { throw .empty }
    var reader = MIMEReader()
    root = try reader.read(content)
  }

  package var headers: HeaderBlock { root.headers }
  package var subject: String { headers["subject"]?.text ?? "" }
  package var from: [MailAddress] { addresses("from") }
  package var to: [MailAddress] { addresses("to") }
  package var cc: [MailAddress] { addresses("cc") }
  package var messageID: String? { headers["message-id"].flatMap { MessageIDs.list($0.raw).first } }
  package var inReplyTo: [String] { headers.all("in-reply-to").flatMap { MessageIDs.list($0.raw) } }
  package var references: [String] { headers.all("references").flatMap { MessageIDs.list($0.raw) } }

  /// Who gets bounces of this mail; empty: nobody, which only machines say. Nil where no server has written it down.
  package var returnPath: String? {
    headers["return-path"].map { field in
      let text = field.raw.filter { $0 != " " && $0 != "\t" }
      return text.hasPrefix("<") ? String(text.dropFirst().prefix { $0 != ">" }) : text
    }
  }

  private func addresses(_ name: String) -> [MailAddress] { headers.all(name).flatMap { MailAddress.list($0.raw) } }

  /// What its sender wrote, as text: the plain text where there is one, else the HTML's. Attachments and mails in mails are not it.
  package var bodyText: String { BodyText.of(root) ?? "" }

  /// Files that came along.
  package var attachments: [MIMEEntity] { root.parts.filter { !$0.isMultipart && ($0.isAttachment || $0.isMessage) } }
}
