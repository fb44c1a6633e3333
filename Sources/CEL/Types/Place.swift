/// A stretch of an expression's source, in UTF-8 bytes.
package struct Place: Hashable, Sendable {
  package let offset: Int
  package let length: Int

  package init(offset: Int, length: Int) {
    self.offset = offset
    self.length = length
  }

  package var end: Int { offset + length }

  /// From the start of this to the end of `other`.
  func through(_ other: Place) -> Place { Place(offset: offset, length: Swift.max(other.end - offset, 0)) }
}
