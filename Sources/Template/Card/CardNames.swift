/// The names of Adaptive Cards Templating that the expression language cannot spell: `$data` and `$index` become names of the same
/// length, and `$root.` goes, so that places stay what they were.
enum CardNames {
  static let data = "_data"
  static let index = "_index"
  private static let replacements: [(written: [UInt8], becomes: [UInt8])] = [
    (Array("$data".utf8), Array("_data".utf8)), (Array("$index".utf8), Array("_index".utf8)), (Array("$root.".utf8), Array("      ".utf8)),
  ]

  static func rewritten(_ segment: RawSegment) -> RawSegment {
    if case .expression(let source) = segment { .expression(rewritten(source)) } else { segment }
  }

  static func rewritten(_ source: ExpressionSource) -> ExpressionSource {
    guard source.text.contains("$") else { return source }
    var bytes = Array(source.text.utf8)
    var quotation: UInt8?
    for index in bytes.indices {
      if let open = quotation {
        if bytes[index] == open, bytes[index - 1] != UInt8(ascii: "\\") { quotation = nil }
      } else if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
        quotation = bytes[index]
      } else if let found = replacements.first(where: { bytes[index...].starts(with: $0.written) }) {
        bytes.replaceSubrange(index..<(index + found.written.count), with: found.becomes)
      }
    }
    return ExpressionSource(text: String(decoding: bytes, as: UTF8.self), place: source.place, start: source.start)
  }
}
