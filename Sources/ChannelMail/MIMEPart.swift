import Channel

/// A part of a mail's content: text, a file, or several parts in one.
indirect enum MIMEPart {
  case leaf(headers: [String], body: [UInt8])
  case multipart(kind: String, boundary: String, parts: [MIMEPart])

  static let lineEnd: [UInt8] = [0x0D, 0x0A]

  /// Text alone; text and HTML as alternatives; either with files beside it.
  static func tree(_ mail: MailBody, seed: String) throws(CompositionError) -> MIMEPart {
    let digest = Digest128(of: seed).hex
    var content = text(mail.text, "text/plain")
    if let html = mail.html {
      content = .multipart(kind: "alternative", boundary: "=_alternative_\(digest)", parts: [content, text(html, "text/html")])
    }
    guard !mail.attachments.isEmpty else { return content }
    var parts = [content]
    for attachment in mail.attachments { parts.append(try file(attachment)) }
    return .multipart(kind: "mixed", boundary: "=_mixed_\(digest)", parts: parts)
  }

  func write(to bytes: inout [UInt8]) {
    func line(_ text: String) { bytes += Array(text.utf8) + Self.lineEnd }
    switch self {
    case .leaf(let headers, let body):
      headers.forEach(line)
      bytes += Self.lineEnd
      bytes += body
      if !body.suffix(2).elementsEqual(Self.lineEnd) { bytes += Self.lineEnd }
    case .multipart(let kind, let boundary, let parts):
      line("Content-Type: multipart/\(kind);\r\n boundary=\"\(boundary)\"")
      bytes += Self.lineEnd
      for part in parts {
        line("--\(boundary)")
        part.write(to: &bytes)
      }
      line("--\(boundary)--")
    }
  }

  private static func text(_ text: String, _ mediaType: String) -> MIMEPart {
    let encoded = TransferEncoding.encode(text: text)
    return .leaf(
      headers: ["Content-Type: \(mediaType); charset=utf-8", "Content-Transfer-Encoding: \(encoded.name)"], body: encoded.bytes)
  }

  private static func file(_ attachment: Attachment) throws(CompositionError) -> MIMEPart {
    let name = try HeaderText.checked(attachment.name, "attachment")
    guard !name.isEmpty, !name.contains("/"), !name.contains("\\"), name.utf8.count <= 255 else {
      throw CompositionError(field: "attachment", text: "a file needs a name without folders, of at most 255 bytes")
    }
    guard isMediaType(attachment.mediaType) else {
      throw CompositionError(field: "attachment", text: "“\(name)” has no valid media type")
    }
    return .leaf(
      headers: [
        "Content-Type: \(attachment.mediaType)", "Content-Transfer-Encoding: base64",
        HeaderText.folded("Content-Disposition", ["attachment;"] + FileNameParameter.tokens(name)),
      ], body: TransferEncoding.base64Lines(attachment.bytes))
  }

  /// `type/subtype`, and parameters without quoting.
  private static func isMediaType(_ text: String) -> Bool {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    let kind = parts[0].split(separator: "/", omittingEmptySubsequences: false)
    let marks = Array("!#$&-^_.+=".utf8)
    func isToken(_ token: Substring) -> Bool {
      !token.isEmpty
        && token.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
          default: marks.contains(byte)
          }
        }
    }
    return text.utf8.count <= 200 && kind.count == 2 && kind.allSatisfy(isToken)
      && parts.dropFirst().allSatisfy { isToken($0.drop { $0 == " " }) && $0.contains("=") }
  }
}
