/// The encodings that carry 8-bit content through 7-bit servers (RFC 2045), read leniently: what is no digit is skipped, what is cut
/// off is given as far as it goes. Each is linear and never grows.
enum TransferDecoding {
  static func decoded(_ bytes: Bytes, encoding: String?) -> [UInt8] {
    let word = (encoding ?? "").split { $0 == " " || $0 == ";" || $0 == "\t" || $0 == "(" }.first.map(ASCII.lowered) ?? ""
    switch word {
    case "base64": return base64(bytes)
    case "quoted-printable": return quotedPrintable(bytes)
    case "x-uuencode", "uuencode", "x-uue", "uue": return uuencoded(bytes)
    default: return Array(bytes)
    }
  }

  static func base64(_ bytes: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      // Padding ends a run; some programs put several runs after each other.
      if byte == UInt8(ascii: "=") { (bits, count) = (0, 0) }
      guard let value = base64Value(byte) else { continue }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }

  private static func base64Value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }

  static func quotedPrintable(_ bytes: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for var line in Lines(bytes) {
      while let last = line.last, ASCII.isBlank(last) { line = line.dropLast() }
      let isSoft = line.last == UInt8(ascii: "=")
      if isSoft { line = line.dropLast() }
      appendQuoted(line, to: &result)
      if !isSoft { result.append(LineEnds.lineFeed) }
    }
    return result
  }

  /// `Q` of header words, where `_` is a space.
  static func headerQuotedPrintable(_ bytes: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    appendQuoted(bytes, to: &result)
    // An underscore that was meant is written =5F, so those left are spaces.
    return bytes.contains(UInt8(ascii: "_")) ? headerSpaces(bytes) : result
  }

  private static func headerSpaces(_ bytes: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    appendQuoted(ArraySlice(bytes.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }), to: &result)
    return result
  }

  private static func appendQuoted(_ line: Bytes, to result: inout [UInt8]) {
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == UInt8(ascii: "="), index + 2 < line.endIndex, let high = hexValue(line[index + 1]),
        let low = hexValue(line[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(line[index])
        index += 1
      }
    }
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static func uuencoded(_ bytes: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    var isOpen = false
    for line in Lines(bytes) {
      if !isOpen {
        isOpen = line.hasPrefix("begin ")
        continue
      }
      if line.hasPrefix("end") { break }
      guard let first = line.first else { continue }
      let length = Int((first &- 0x20) & 0x3F)
      var row: [UInt8] = []
      var bits: UInt32 = 0
      for (offset, byte) in line.dropFirst().enumerated() {
        bits = bits << 6 | UInt32((byte &- 0x20) & 0x3F)
        if offset % 4 == 3 {
          row += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
        }
      }
      result += row.prefix(length)
    }
    return result
  }
}
