/// How a time is written out: the letters of CLDR's date patterns that this project knows, `yyyy-MM-dd'T'HH:mm`.
///
/// A letter that is not known is an error when the pattern is read, so that no mail goes out with half a date.
package struct DatePattern: Hashable, Sendable {
  /// As written.
  package let source: String
  let parts: [DatePatternPart]

  /// Longer patterns format novels.
  private static let lengthMax = 200

  package init(parsing text: String) throws(TimeTextError) {
    guard text.utf8.count <= DatePattern.lengthMax else {
      throw TimeTextError(text, "is too long for a date pattern", hint: "at most \(DatePattern.lengthMax) characters")
    }
    source = text
    parts = try DatePattern.parts(text)
  }

  package func format(_ instant: Instant, in zone: Zone, language: Language = .english) -> String {
    let moment = DatePatternMoment(instant: instant, zone: zone, language: language)
    return parts.map { part in
      switch part {
      case .text(let text): text
      case .field(let field): moment.text(field)
      }
    }.joined()
  }

  private static func parts(_ text: String) throws(TimeTextError) -> [DatePatternPart] {
    var parts: [DatePatternPart] = []
    var rest = Substring(text)
    while let first = rest.first {
      let start = text.utf8.distance(from: text.startIndex, to: rest.startIndex)
      if first == "'" {
        guard let literal = quoted(&rest) else {
          throw TimeTextError(text, at: start..<text.utf8.count, "has a quotation that does not end", hint: "close it with '")
        }
        parts.append(.text(literal))
      } else if first.isASCII, first.isLetter {
        let letters = rest.prefix { $0 == first }
        rest = rest.dropFirst(letters.count)
        guard let field = DatePatternField(rawValue: String(letters)) else {
          throw TimeTextError(
            text, at: start..<start + letters.utf8.count, "has `\(letters)`, which means nothing in a date pattern",
            hint: DatePatternField.hint(letters))
        }
        parts.append(.field(field))
      } else {
        parts.append(.text(String(first)))
        rest = rest.dropFirst()
      }
    }
    return parts
  }

  /// The text between two quotation marks; two in a row are one that is meant. Nil if it does not end.
  private static func quoted(_ rest: inout Substring) -> String? {
    rest = rest.dropFirst()
    if rest.first == "'" {
      rest = rest.dropFirst()
      return "'"
    }
    var literal = ""
    while let character = rest.popFirst() {
      guard character == "'" else {
        literal.append(character)
        continue
      }
      guard rest.first == "'" else { return literal }
      literal.append("'")
      rest = rest.dropFirst()
    }
    return nil
  }
}

enum DatePatternPart: Hashable {
  case text(String)
  case field(DatePatternField)
}
