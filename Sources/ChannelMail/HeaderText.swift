import CEL
import Channel

/// Header lines: folding (RFC 5322), encoded words (RFC 2047), and the refusal of anything that could end a line early.
enum HeaderText {
  /// Lines are folded to this where they can be.
  static let lineCharactersMax = 78
  /// No line may be longer (RFC 5322, 2.1.1).
  static let lineCharactersLimit = 998
  private static let encodedWordCharactersMax = 75

  /// - Throws: where the text holds a line break, a tab, or any other control character.
  static func checked(_ text: String, _ field: String) throws(CompositionError) -> String {
    for scalar in text.unicodeScalars where scalar.value < 0x20 || scalar.value == 0x7F {
      throw CompositionError(field: field, text: "holds a line break or another control character")
    }
    return text
  }

  /// `Name: token token`, broken between tokens only.
  static func folded(_ name: String, _ tokens: [String]) -> String {
    var result = name + ":"
    var length = result.utf8.count
    for (index, token) in tokens.enumerated() {
      let grown = length + 1 + token.utf8.count
      if grown > lineCharactersMax && index > 0 || grown > lineCharactersLimit {
        result += "\r\n"
        length = 0
      }
      result += " " + token
      length += 1 + token.utf8.count
    }
    return result
  }

  /// Free text (a subject): as it is where ASCII can say it unchanged, else in encoded words.
  static func unstructured(_ name: String, _ text: String) -> String {
    guard isPlain(text) else { return folded(name, encodedWords(text, firstLineUsed: name.utf8.count + 2)) }
    return folded(name, text.split(separator: " ").map(String.init))
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?") && !text.contains("  ") && !text.hasPrefix(" ")
      && !text.hasSuffix(" ") && text.split(separator: " ").allSatisfy { $0.utf8.count <= 300 }
  }

  /// The text in words of at most 75 characters, each whole in itself; readers join them again without the space between.
  static func encodedWords(_ text: String, firstLineUsed: Int = 0) -> [String] {
    let pieces = pieces(text)
    let quotedLength = pieces.reduce(0) { $0 + quotedCharacters($1) }
    let base64Length = (text.utf8.count + 2) / 3 * 4
    let useBase64 = base64Length < quotedLength
    let opening = useBase64 ? "=?utf-8?B?" : "=?utf-8?Q?"
    let room = encodedWordCharactersMax - opening.utf8.count - 2
    var words: [String] = []
    var held: [UInt8] = []
    var heldCharacters = 0
    func flush() {
      guard !held.isEmpty else { return }
      words.append(opening + (useBase64 ? Base64.encode(held) : quoted(held)) + "?=")
      (held, heldCharacters) = ([], 0)
    }
    for bytes in pieces {
      let grown = useBase64 ? (held.count + bytes.count + 2) / 3 * 4 : heldCharacters + quotedCharacters(bytes)
      if grown > (words.isEmpty ? min(room, max(20, lineCharactersMax - firstLineUsed - opening.utf8.count - 2)) : room) { flush() }
      held += bytes
      heldCharacters += quotedCharacters(bytes)
    }
    flush()
    return words.isEmpty ? [""] : words
  }

  /// Characters as people see them, which stay whole; only monstrous ones are cut between their scalars.
  private static func pieces(_ text: String) -> [[UInt8]] {
    text.flatMap { character in
      character.utf8.count <= pieceBytesMax ? [Array(character.utf8)] : character.unicodeScalars.map { Array(String($0).utf8) }
    }
  }

  private static let pieceBytesMax = 16

  private static func quotedCharacters(_ bytes: [UInt8]) -> Int {
    bytes.reduce(0) { $0 + (isQuotedAsItself($1) || $1 == UInt8(ascii: " ") ? 1 : 3) }
  }

  /// The narrow set that is allowed even inside a name (RFC 2047, 5 (3)).
  private static func isQuotedAsItself(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"):
      true
    default: false
    }
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    var result = ""
    for byte in bytes {
      if isQuotedAsItself(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += byte == UInt8(ascii: " ") ? "_" : "=" + Hex.upper(byte)
      }
    }
    return result
  }
}

/// Two hexadecimal digits.
enum Hex {
  static func upper(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.count == 1 ? "0" + text : text
  }
}
