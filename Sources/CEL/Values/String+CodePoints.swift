/// CEL compares, orders and counts text by code points, Swift by canonical equivalence and grapheme clusters.
extension String {
  /// Whether both hold the same code points.
  @inline(__always)
  func isSame(as other: String) -> Bool {
    // Strings of equal bits are one text, held within them or in the same storage: true of nearly all field names that are equal.
    let left = unsafeBitCast(self, to: (UInt64, UInt64).self)
    let right = unsafeBitCast(other, to: (UInt64, UInt64).self)
    if left.0 == right.0, left.1 == right.1 { return true }
    return utf8.count == other.utf8.count && hasSameBytes(as: other)
  }

  @inline(never)
  private func hasSameBytes(as other: String) -> Bool {
    let left = utf8Span.span
    let right = other.utf8Span.span
    for index in left.indices where left[unchecked: index] != right[unchecked: index] { return false }
    return true
  }

  /// The order by code points, which is that of the UTF-8 bytes.
  func order(to other: String) -> Order {
    let left = utf8Span.span
    let right = other.utf8Span.span
    let common = Swift.min(left.count, right.count)
    for index in 0..<common {
      let (a, b) = (left[unchecked: index], right[unchecked: index])
      if a != b { return a < b ? .less : .greater }
    }
    return Order(left.count, right.count)
  }

  /// The number of code points.
  var codePointCount: Int {
    let bytes = utf8Span.span
    var count = 0
    for index in bytes.indices where bytes[unchecked: index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// Whether the code points of `other` occur in these one after another.
  func containsCodePoints(of other: String) -> Bool {
    let text = utf8Span.span
    let part = other.utf8Span.span
    guard part.count <= text.count else { return false }
    guard part.count > 0 else { return true }
    let first = part[unchecked: 0]
    for start in 0...(text.count - part.count) where text[unchecked: start] == first {
      var length = 1
      while length < part.count, text[unchecked: start + length] == part[unchecked: length] { length += 1 }
      if length == part.count { return true }
    }
    return false
  }

  func startsWithCodePoints(of other: String) -> Bool {
    utf8.count >= other.utf8.count && utf8.starts(with: other.utf8)
  }

  func endsWithCodePoints(of other: String) -> Bool {
    utf8.count >= other.utf8.count && utf8.suffix(other.utf8.count).elementsEqual(other.utf8)
  }

  init(codePoints: some Sequence<Unicode.Scalar>) {
    self.init(String.UnicodeScalarView(codePoints))
  }
}
