import CEL
import Synchronization

/// Content in lines that every mail server passes unchanged (RFC 2045).
enum TransferEncoding {
  static let lineCharactersMax = 76

  typealias Encoded = (name: String, bytes: [UInt8])

  /// The newest texts that were encoded: a mail goes to several people, and its text to each of them the same.
  private static let newest = Mutex<[(text: String, encoded: Encoded)]>([])
  private static let newestMax = 4
  /// Longer ones are encoded each time, so that none of them stays in memory.
  private static let keptBytesMax = 64 * 1_024

  /// A text with its lines ended by CR LF: as it is, quoted-printable, or (mostly other scripts) base64.
  static func encode(text: String) -> Encoded {
    guard text.utf8.count <= keptBytesMax else { return encoded(text) }
    if let known = newest.withLock({ $0.first { $0.text == text } }) { return known.encoded }
    let encoded = encoded(text)
    newest.withLock { newest in
      if newest.count >= newestMax { newest.removeFirst() }
      newest.append((text, encoded))
    }
    return encoded
  }

  private static func encoded(_ text: String) -> Encoded {
    let bytes = wholeLineEnds(text)
    if isSafeAsItIs(bytes) { return ("7bit", bytes) }
    let beyondASCII = bytes.reduce(0) { $0 + ($1 >= 0x80 ? 1 : 0) }
    return beyondASCII * 3 > bytes.count ? ("base64", base64Lines(bytes)) : ("quoted-printable", quotedPrintable(bytes))
  }

  static func base64Lines(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array(Base64.encode(bytes).utf8)
    var result: [UInt8] = []
    result.reserveCapacity(digits.count + digits.count / 38 + 2)
    for start in stride(from: 0, to: digits.count, by: lineCharactersMax) {
      result += digits[start..<min(start + lineCharactersMax, digits.count)]
      result += MIMEPart.lineEnd
    }
    return result
  }

  /// CR LF, CR and LF all become CR LF, and the text ends with one.
  private static func wholeLineEnds(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { utf8 in
      // Runs between line ends are taken as they are: most of a text.
      var result: [UInt8] = []
      result.reserveCapacity(utf8.count + utf8.count / 16 + 2)
      var start = 0
      for offset in utf8.indices {
        let byte = utf8[offset]
        guard byte == 0x0A || byte == 0x0D else { continue }
        result.append(contentsOf: utf8[start..<offset])
        start = offset + 1
        if byte == 0x0D || offset == 0 || utf8[offset - 1] != 0x0D { result.append(contentsOf: MIMEPart.lineEnd) }
      }
      result.append(contentsOf: utf8[start...])
      if !result.suffix(2).elementsEqual(MIMEPart.lineEnd) { result.append(contentsOf: MIMEPart.lineEnd) }
      return result
    }
  }

  /// Printable ASCII in short lines, without trailing blanks, mbox's `From ` or anything that looks like a boundary.
  private static func isSafeAsItIs(_ bytes: [UInt8]) -> Bool {
    var length = 0
    var previous: UInt8 = 0x0A
    for (offset, byte) in bytes.enumerated() {
      switch byte {
      case 0x0D:
        if previous == 0x20 || previous == 0x09 { return false }
      case 0x0A: length = 0
      case 0x09, 0x20..<0x7F:
        if length == 0 && bytes[offset...].starts(with: "From ".utf8) { return false }
        if byte == UInt8(ascii: "_") && previous == UInt8(ascii: "=") { return false }
        length += 1
        if length > lineCharactersMax { return false }
      default: return false
      }
      previous = byte
    }
    return true
  }

  private static let hexDigits = Array("0123456789ABCDEF".utf8)

  /// Bytes that stand for themselves wherever they are in a line but for `From ` at its start.
  private static let plainBytes: [Bool] = (0...255).map { $0 > 0x20 && $0 < 0x7F && $0 != Int(UInt8(ascii: "=")) }

  private static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { bytes in
      plainBytes.withUnsafeBufferPointer { plain in quotedPrintable(bytes, plain) }
    }
  }

  private static func quotedPrintable(_ bytes: UnsafeBufferPointer<UInt8>, _ plain: UnsafeBufferPointer<Bool>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 4)
    var length = 0
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == 0x0D {
        result.append(0x0D)
        result.append(0x0A)
        length = 0
        offset += 2
        continue
      }
      let atLineEnd = offset + 1 < bytes.count && bytes[offset + 1] == 0x0D
      let startsFrom = length == 0 && byte == UInt8(ascii: "F") && bytes[offset...].starts(with: "From ".utf8)
      let isPlain = plain[Int(byte)] && !startsFrom || (byte == 0x20 || byte == 0x09) && !atLineEnd
      let width = isPlain ? 1 : 3
      if length + width > lineCharactersMax - (atLineEnd ? 0 : 1) {
        result.append(UInt8(ascii: "="))
        result.append(0x0D)
        result.append(0x0A)
        length = 0
      }
      if isPlain {
        result.append(byte)
      } else {
        result.append(UInt8(ascii: "="))
        result.append(hexDigits[Int(byte >> 4)])
        result.append(hexDigits[Int(byte & 0xF)])
      }
      length += width
      offset += 1
    }
    return result
  }
}
