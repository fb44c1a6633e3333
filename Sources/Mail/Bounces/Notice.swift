/// The parts of what could be a bounce: the words for people, the reports for machines, the mail that it is about.
struct Notice {
  /// Lines of the words for people, up to where the returned mail begins.
  private(set) var lines: [String] = []
  /// Texts of `message/delivery-status` and what looks like one.
  private(set) var reports: [String] = []
  /// Texts of `message/feedback-report`.
  private(set) var feedback: [String] = []
  /// Header lines of returned mails.
  private(set) var originals: [HeaderBlock] = []
  /// The returned mail, where it stands in the words themselves.
  private(set) var returned: [String] = []

  private static let linesMax = 4_000
  private static let lineCharactersMax = 2_000

  init(_ mail: InboundMail) {
    var text: [String] = []
    for part in Self.parts(mail.root) {
      switch part.mediaType {
      case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification", "message/x-delivery-status":
        reports.append(part.text)
      case "message/feedback-report": feedback.append(part.text)
      case _ where part.isMessage: originals += part.children.map(\.headers)
      case _ where part.isHeadersOnly: originals.append(Self.headers(part.text))
      case _ where part.mediaType.hasPrefix("text/") || part.mediaType == "application/octet-stream" && part.body.count < 100_000:
        if Self.looksLikeHeaders(part) { originals.append(Self.headers(part.text)) } else { text.append(part.text) }
      default: break
      }
    }
    divide(text)
  }

  /// Of alternatives the first that says something: the same words in HTML would count twice.
  private static func parts(_ entity: MIMEEntity) -> [MIMEEntity] {
    guard entity.isMultipart else { return [entity] }
    if entity.mediaType == "multipart/alternative" {
      let said = entity.children.first { child in !child.text.utf8.allSatisfy { $0 <= 0x20 } || child.isMultipart || child.isMessage }
      return said.map(parts) ?? []
    }
    return entity.children.flatMap(parts)
  }

  /// A text part that is nothing but the header lines of a mail.
  private static func looksLikeHeaders(_ part: MIMEEntity) -> Bool {
    let text = part.text
    return text.hasPrefix("Received: ") || text.hasPrefix("Return-Path: ") || (part.fileName ?? "").contains("header")
  }

  /// Header lines out of a text.
  static func headers(_ text: String) -> HeaderBlock {
    do {
      return try HeaderBlock.read(ArraySlice(text.utf8)).block
    } catch {
      // Too long to be the header lines of a mail of ours.
      return HeaderBlock()
    }
  }

  private mutating func divide(_ texts: [String]) {
    for text in texts {
      var isReturned = false
      var hasWords = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        guard lines.count + returned.count < Self.linesMax else { return }
        let line = String(line.prefix(Self.lineCharactersMax))
        if !isReturned, OriginalMark.begins(line, hasWords: hasWords) { isReturned = true }
        if isReturned { returned.append(line) } else { lines.append(line) }
        if !line.allSatisfy(\.isWhitespace) { hasWords = true }
      }
      if isReturned { originals += Self.returnedHeaders(returned) }
      lines.append("")
    }
  }

  /// The first block of header lines in a returned text.
  private static func returnedHeaders(_ lines: [String]) -> [HeaderBlock] {
    let starts = lines.indices.filter {
      isHeader(lines[$0]) && ($0 == 0 || !isHeader(lines[$0 - 1]) && !(lines[$0].first?.isWhitespace ?? true))
    }
    return starts.prefix(3).map { headers(lines[$0...].prefix(200).joined(separator: "\n")) }.filter { $0.fields.count > 1 }
  }

  private static func isHeader(_ line: String) -> Bool {
    guard let colon = line.firstIndex(of: ":") else { return false }
    let name = line[..<colon]
    return !name.isEmpty && name.utf8.count < 60 && name.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2D }
  }

  /// Ids that stand somewhere in the words or the returned text: `Message-ID: <…>`.
  var namedMessageIDs: [String] {
    (lines + returned).filter { line in
      let low = ASCII.lowered(line)
      return low.has("message-id") || low.has("message id") || low.has("messageid")
    }.prefix(20).flatMap { MessageIDs.list($0) }
  }

  /// To whom the returned mail was written.
  var originalRecipients: [String] {
    for headers in originals {
      for name in ["x-failed-recipients", "x-envelope-to", "delivered-to", "to"] {
        let found = headers.all(name).flatMap { MailAddress.list($0.raw) }.map(\.address).filter { $0.contains("@") }
        if !found.isEmpty { return found }
      }
    }
    return []
  }
}
