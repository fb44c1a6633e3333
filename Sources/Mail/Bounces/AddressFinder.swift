/// Mail addresses in running text. Linear, and no patterns that could run wild.
enum AddressFinder {
  private static let addressBytesMax = 320

  static func first(in text: String) -> String? { all(in: text).first }

  /// In order, without those that stand twice.
  static func all(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    var found: [String] = []
    var index = 0
    while let at = bytes[index...].firstIndex(of: UInt8(ascii: "@")) {
      var end = at + 1
      while end < bytes.count, isDomainByte(bytes[end]) { end += 1 }
      index = max(end, at + 1)
      var start = at
      if start > 0, bytes[start - 1] == UInt8(ascii: "\""),
        let open = bytes[max(0, start - 100)..<(start - 1)].lastIndex(of: UInt8(ascii: "\""))
      {
        start = open
      } else {
        while start > 0, at - start < addressBytesMax, isLocalByte(bytes[start - 1]) { start -= 1 }
      }
      while end > at + 1, bytes[end - 1] == 0x2E || bytes[end - 1] == 0x2D { end -= 1 }
      // `=<ana@…` and `'ana@…`: marks around, not letters of it.
      while start < at, [0x27, 0x3D, 0x2E, 0x2F, 0x7C, 0x60].contains(bytes[start]) { start += 1 }
      guard start < at, end > at + 1, end - start <= addressBytesMax else { continue }
      let address = String(decoding: bytes[start..<end], as: UTF8.self)
      if !found.contains(address), found.count < MailLimits.addressesMax { found.append(address) }
    }
    return found
  }

  private static func isDomainByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2E || byte == 0x2D || byte == 0x5F || byte >= 0x80 || byte == 0x2A
  }

  private static let marks = Set("!#$%&'*+-/=?^_`{|}~.".utf8)

  private static func isLocalByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || marks.contains(byte) || byte >= 0x80
  }
}
