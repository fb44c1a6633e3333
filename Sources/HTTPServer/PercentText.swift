extension WebField {
  /// More fields than anybody's form has are not read.
  private static let countMax = 200

  /// The fields of a query or form: `a=1&b=2`, decoded. What is not UTF-8 becomes the replacement character.
  package static func fields(_ text: some StringProtocol) -> [WebField] {
    text.split(separator: "&", maxSplits: countMax).prefix(countMax).map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return WebField(percentDecoded(sides[0], plusIsSpace: true), sides.count > 1 ? percentDecoded(sides[1], plusIsSpace: true) : "")
    }
  }
}

/// `%41` is `A`; a lone `%` stands for itself.
package func percentDecoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
  var bytes: [UInt8] = []
  let source = Array(text.utf8)
  var at = 0
  while at < source.count {
    if source[at] == UInt8(ascii: "%"), at + 2 < source.count, let high = hexDigit(source[at + 1]), let low = hexDigit(source[at + 2]) {
      bytes.append(high << 4 | low)
      at += 3
    } else {
      bytes.append(plusIsSpace && source[at] == UInt8(ascii: "+") ? UInt8(ascii: " ") : source[at])
      at += 1
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// As a part of a path or query can hold it: only letters, digits and `-._~` stay as they are.
package func percentEncoded(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      bytes.append(byte)
    default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
