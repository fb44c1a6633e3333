/// One header line, unfolded.
package struct HeaderField: Hashable, Sendable {
  /// As written; compared without regard to case.
  package let name: String
  /// With the encoded words still in it (RFC 2047), for what is parsed further.
  package let raw: String

  /// As people read it.
  package var text: String { EncodedWords.decoded(raw) }
}

/// The header lines of a mail or of one of its parts, in their order.
package struct HeaderBlock: Hashable, Sendable {
  package let fields: [HeaderField]

  package init(fields: [HeaderField] = []) { self.fields = fields }

  /// The first of that name.
  package subscript(_ name: String) -> HeaderField? { fields.first { Self.same($0.name, name) } }

  package func all(_ name: String) -> [HeaderField] { fields.filter { Self.same($0.name, name) } }

  private static func same(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && zip(left.utf8, right.utf8).allSatisfy { ASCII.lower($0) == ASCII.lower($1) }
  }

  /// Reads header lines up to the empty line, or up to a line that is none: some programs forget the empty line.
  /// - Returns: the block, and where the body begins.
  static func read(_ bytes: Bytes) throws(MailRefusal) -> (block: HeaderBlock, bodyStart: Int) {
    var fields: [HeaderField] = []
    var open: (name: Bytes, value: [UInt8])?
    func close() {
      guard let field = open else { return }
      fields.append(HeaderField(name: String(decoding: field.name, as: UTF8.self), raw: Charset.headerText(field.value)))
      open = nil
    }
    var lines = Lines(bytes)
    var bodyStart = bytes.startIndex
    reading: while let line = lines.next() {
      guard lines.position - bytes.startIndex <= MailLimits.headerBytesMax else {
        throw .headersTooLong(bytes: lines.position - bytes.startIndex)
      }
      if line.isEmpty {
        bodyStart = lines.position
        break
      }
      if line.first == 0x20 || line.first == 0x09, open != nil {
        // A blank folded line ends nothing.
        open?.value.append(0x20)
        open?.value.append(contentsOf: line.drop { $0 == 0x20 || $0 == 0x09 })
      } else if let (name, value) = split(line) {
        close()
        guard fields.count < MailLimits.headerFieldsMax else { throw .tooManyHeaders }
        open = (name, Array(value))
      } else if fields.isEmpty && open == nil && isEnvelopeLine(line) {
        // The line with which an mbox file opens a mail.
      } else {
        break reading
      }
      bodyStart = lines.position
    }
    close()
    return (HeaderBlock(fields: fields), bodyStart)
  }

  /// `From MAILER-DAEMON Thu Apr 29 …`, also quoted as `>From `.
  private static func isEnvelopeLine(_ line: Bytes) -> Bool { line.hasPrefix("From ") || line.hasPrefix(">From ") }

  /// Printable ASCII before a colon is a name.
  private static func split(_ line: Bytes) -> (name: Bytes, value: Bytes)? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
    var name = line[..<colon]
    while name.last == 0x20 || name.last == 0x09 { name = name.dropLast() }
    guard !name.isEmpty, name.count <= nameBytesMax, name.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    return (name, line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 })
  }

  private static let nameBytesMax = 200
}

enum ASCII {
  static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func isLetter(_ byte: UInt8) -> Bool { let small = byte | 0x20; return small >= 0x61 && small <= 0x7A }
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Lower case for ASCII letters only: positions stay the same.
  static func lowered(_ text: some StringProtocol) -> String { String(decoding: text.utf8.map(lower), as: UTF8.self) }
}
