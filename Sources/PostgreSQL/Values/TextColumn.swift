/// The texts of many rows as one `text[]`, written once, in the form in which they are sent.
package struct TextColumn: Hashable, Sendable {
  package private(set) var count = 0
  private(set) var hasNull = false
  /// Each with its length before it, as `array_recv` reads them.
  private(set) var elements: [UInt8] = []

  package init() {}

  package mutating func append(_ text: String?) {
    guard let text else {
      count += 1
      hasNull = true
      return elements.appendBigEndian(Int32(-1))
    }
    append { $0.append(contentsOf: text.utf8) }
  }

  /// A text that is written here and nowhere else first.
  /// - Parameter write: appends UTF-8, and changes nothing of what is there.
  package mutating func append(_ write: (inout [UInt8]) -> Void) {
    count += 1
    elements.appendWithLength(write)
  }
}
