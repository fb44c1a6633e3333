/// A password, a token or an address that is itself a key. It goes where `reveal()` is called and nowhere else: printed,
/// dumped, interpolated or mirrored it shows as `‹secret›`.
package struct Secret: Hashable, Sendable {
  private let value: String

  package init(_ value: String) { self.value = value }

  package var isEmpty: Bool { value.isEmpty }

  /// The secret itself, for the one call that hands it to the wire.
  package func reveal() -> String { value }

  /// The text with every occurrence of this secret taken out, for what others (a library, a server) say about a transfer.
  package func removed(from text: String) -> String {
    guard value.utf8.count >= Self.charactersMin else { return text }
    var left = text[...]
    var result = ""
    while let found = Self.firstRange(of: value, in: left) {
      result += left[..<found.lowerBound]
      result += Self.mask
      left = left[found.upperBound...]
    }
    return result + left
  }

  private static let mask = "‹secret›"

  /// Shorter secrets would take ordinary words out of a text.
  private static let charactersMin = 4

  private static func firstRange(of needle: String, in text: Substring) -> Range<String.Index>? {
    let wanted = Array(needle.utf8)
    var start = text.utf8.startIndex
    while let end = text.utf8.index(start, offsetBy: wanted.count, limitedBy: text.utf8.endIndex) {
      if text.utf8[start..<end].elementsEqual(wanted) { return start..<end }
      start = text.utf8.index(after: start)
    }
    return nil
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { Self.mask }
  package var debugDescription: String { Self.mask }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
