/// A header value with parameters: `text/plain; charset=utf-8; name*0*=utf-8''%e2%82%ac; name*1=".csv"` (RFC 2045, RFC 2231).
package struct ParameterizedValue: Hashable, Sendable {
  /// Lower case.
  package let value: String
  /// Names in lower case.
  package let parameters: [String: String]

  private static let parametersMax = 100
  private static let sectionsMax = 100

  package init(_ text: String) {
    var pieces = Self.pieces(text)
    value = ASCII.lowered(Self.trimmed(pieces.isEmpty ? "" : pieces.removeFirst()))
    var plain: [String: String] = [:]
    var sections: [String: [Int: (text: String, isEscaped: Bool)]] = [:]
    for piece in pieces.prefix(Self.parametersMax) {
      guard let equals = piece.firstIndex(of: "=") else { continue }
      let name = ASCII.lowered(Self.trimmed(String(piece[..<equals])))
      let content = Self.unquoted(Self.trimmed(String(piece[piece.index(after: equals)...])))
      let marks = name.split(separator: "*", omittingEmptySubsequences: false)
      if marks.count == 1 {
        if plain[name] == nil { plain[name] = content }
      } else if marks.count == 2, marks[1].isEmpty {
        sections[String(marks[0]), default: [:]][0] = (content, true)
      } else if let number = Int(marks[1]), (0..<Self.sectionsMax).contains(number) {
        sections[String(marks[0]), default: [:]][number] = (content, marks.count == 3)
      }
    }
    // The extended form is the exact one where both are given.
    for (name, parts) in sections { plain[name] = Self.joined(parts) }
    parameters = plain.mapValues(EncodedWords.decoded)
  }

  package subscript(_ name: String) -> String? { parameters[name] }

  private static func joined(_ parts: [Int: (text: String, isEscaped: Bool)]) -> String {
    var bytes: [UInt8] = []
    var charset: String?
    var number = 0
    while let part = parts[number] {
      var text = part.text
      if number == 0, part.isEscaped {
        let marks = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        if marks.count == 3 { (charset, text) = (String(marks[0]), String(marks[2])) }
      }
      bytes += part.isEscaped ? percentDecoded(text) : Array(text.utf8)
      number += 1
    }
    return Charset.text(bytes, charset: charset)
  }

  private static func percentDecoded(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = TransferDecoding.hexValue(bytes[index + 1]),
        let low = TransferDecoding.hexValue(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// Split at semicolons outside of quotes; comments fall away.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var held: [UInt8] = []
    var (isQuoted, isEscaped, depth) = (false, false, 0)
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
        if depth == 0 { held.append(byte) }
        continue
      }
      switch byte {
      case UInt8(ascii: "\\") where isQuoted || depth > 0:
        isEscaped = true
        if isQuoted { held.append(byte) }
      case UInt8(ascii: "\"") where depth == 0:
        isQuoted.toggle()
        held.append(byte)
      case UInt8(ascii: "(") where !isQuoted: depth += 1
      case UInt8(ascii: ")") where !isQuoted && depth > 0: depth -= 1
      case UInt8(ascii: ";") where !isQuoted && depth == 0:
        pieces.append(String(decoding: held, as: UTF8.self))
        held = []
      default: if depth == 0 { held.append(byte) }
      }
    }
    return pieces + [String(decoding: held, as: UTF8.self)]
  }

  private static func trimmed(_ text: String) -> String {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, ASCII.isBlank(first) { bytes = bytes.dropFirst() }
    while let last = bytes.last, ASCII.isBlank(last) { bytes = bytes.dropLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func unquoted(_ text: String) -> String {
    guard text.hasPrefix("\""), text.utf8.count >= 2 else { return text }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8.dropFirst() {
      if isEscaped {
        result.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        break
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
