/// A piece of a page. What is interpolated is text and is escaped; only another piece goes in as it is, so no value can break out of
/// its place.
package struct HTMLText: ExpressibleByStringInterpolation, Sendable {
  package let text: String

  package init(stringLiteral value: String) { text = value }

  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  private init(pieces: [HTMLText]) { text = pieces.map(\.text).joined(separator: "\n") }

  package static func joined(_ pieces: [HTMLText]) -> HTMLText { HTMLText(pieces: pieces) }

  package static let nothing: HTMLText = ""

  package struct StringInterpolation: StringInterpolationProtocol {
    var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + 16 * interpolationCount) }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) { text += HTMLText.escaped(value.description) }

    package mutating func appendInterpolation(_ piece: HTMLText) { text += piece.text }
  }

  /// Good in text and in attributes that stand in double quotes.
  static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // Marks that turn the direction of reading could make a text show what it does not say.
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
      default:
        guard scalar.value >= 0x20 || scalar == "\n" || scalar == "\t" else { continue }
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
