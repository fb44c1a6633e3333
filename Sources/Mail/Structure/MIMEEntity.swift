/// A mail or a part of one: header lines, and content that is text, a file, several parts, or another mail.
package struct MIMEEntity: Sendable {
  package let headers: HeaderBlock
  /// As it stands in the mail, lines ended by LF, still in its transfer encoding.
  package let body: Bytes
  /// The parts of a multipart; the one mail inside of a `message/rfc822`.
  package let children: [MIMEEntity]
  /// `text/plain`, in lower case.
  package let mediaType: String
  package let contentType: ParameterizedValue

  package var isMultipart: Bool { mediaType.hasPrefix("multipart/") && !children.isEmpty }
  package var isMessage: Bool { Self.messageTypes.contains(mediaType) }
  /// Header lines of a mail, without its body.
  package var isHeadersOnly: Bool { mediaType == "text/rfc822-headers" || mediaType == "message/global-headers" }

  static let messageTypes: Set<String> = ["message/rfc822", "message/global", "message/partial", "message/news"]

  package var disposition: ParameterizedValue? { headers["content-disposition"].map { ParameterizedValue($0.raw) } }
  package var fileName: String? { disposition?["filename"] ?? contentType["name"] }
  package var isAttachment: Bool { disposition?.value == "attachment" || (fileName != nil && !mediaType.hasPrefix("text/")) }

  /// The content out of its transfer encoding.
  package var content: [UInt8] { TransferDecoding.decoded(body, encoding: headers["content-transfer-encoding"]?.raw) }

  /// The content as text; long ones up to `MailLimits.textBytesMax`.
  package var text: String {
    let bytes = TransferDecoding.decoded(body.prefix(MailLimits.textBytesMax * 2), encoding: headers["content-transfer-encoding"]?.raw)
    let text = Charset.text(Array(LineEnds.unified(bytes).prefix(MailLimits.textBytesMax)), charset: contentType["charset"])
    return mediaType == "text/html" ? HTMLText.plain(text) : text
  }

  /// This one and all below it, outermost first; not what is inside of mails in mails.
  package var parts: [MIMEEntity] { [self] + (isMessage ? [] : children.flatMap(\.parts)) }

  /// This one and all below it, mails in mails too.
  package var everything: [MIMEEntity] { [self] + children.flatMap(\.everything) }
}
