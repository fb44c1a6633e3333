/// Bounds on what comes from outside; each error names its limit.
package enum Limits {
  /// Bytes of one expression; far beyond what a person writes.
  package static let sourceBytesMax = 100_000
  /// Parentheses, arguments, elements within each other; the parser's frames for these fit a 512 KB stack with room to spare.
  package static let nestingMax = 64
  /// Height of the tree, which long chains (`a + b + …`, `a.b.c…`) reach without nesting; evaluating it recurses.
  package static let treeHeightMax = 160
  /// Bytes of a text or of bytes that one function call makes.
  package static let textBytesMax = 16_777_216
  /// Digits after the point that `fixed`, `round` and `format` take.
  package static let fractionDigitsMax = 1000
  /// Nested lists and maps of a JSON text.
  package static let jsonDepthMax = 128
  /// Bytes of a JSON text.
  package static let jsonBytesMax = 268_435_456
}
