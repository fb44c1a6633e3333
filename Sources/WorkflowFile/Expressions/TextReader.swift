import Workflow
import YAML

extension Compilation {
  /// Text with `${ expression }` in it; `$${` is a `${` that is meant as such.
  func text(_ node: YAML.Node, _ what: String, _ scope: NameScope) -> Text? {
    guard let text = reading.text(node, what) else { return nil }
    var parts: [Text.Part] = []
    for piece in TextPiece.split(text) {
      switch piece {
      case .literal(let words): parts.append(.literal(words))
      case .expression(let source, let offset):
        guard let value = expression(source, at: offset, in: node, .any, what, scope) else { continue }
        parts.append(.value(value))
      case .unclosed(let offset):
        reading.report(
          .expressionSyntax, at: reading.range(of: offset..<offset + 2, in: node), "`${` is never closed",
          hint: "write `}` after the expression")
      }
    }
    return Text(parts: parts)
  }
}

/// A stretch of a text: words, or the inside of `${ … }` with its UTF-8 offset.
enum TextPiece: Equatable {
  case literal(String)
  case expression(String, offset: Int)
  case unclosed(offset: Int)

  static func split(_ text: String) -> [TextPiece] {
    let bytes = Array(text.utf8)
    var pieces: [TextPiece] = []
    var words: [UInt8] = []
    func flush() {
      if !words.isEmpty { pieces.append(.literal(String(decoding: words, as: UTF8.self))) }
      words = []
    }
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
        words.append(bytes[index])
        index += 1
        continue
      }
      if bytes[index + 1] == UInt8(ascii: "$"), index + 2 < bytes.count, bytes[index + 2] == UInt8(ascii: "{") {
        words += [UInt8(ascii: "$"), UInt8(ascii: "{")]
        index += 3
      } else if bytes[index + 1] == UInt8(ascii: "{") {
        flush()
        guard let end = end(of: bytes, from: index + 2) else { return pieces + [.unclosed(offset: index)] }
        pieces.append(.expression(String(decoding: bytes[(index + 2)..<end], as: UTF8.self), offset: index + 2))
        index = end + 1
      } else {
        words.append(bytes[index])
        index += 1
      }
    }
    flush()
    return pieces
  }

  /// The brace that closes an expression: braces within it and those in its texts are passed over.
  private static func end(of bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var quotation: UInt8?
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if let open = quotation {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == open { quotation = nil }
      } else {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quotation = byte
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"):
          if depth == 0 { return index }
          depth -= 1
        default: break
        }
      }
      index += 1
    }
    return nil
  }
}
