/// The little languages of `data-each` and `data-with`.
enum DirectiveText {
  struct Loop {
    let names: [String]
    let over: ExpressionSource
  }

  struct Assignment {
    let name: String
    let expression: ExpressionSource
  }

  /// `b in items`, or `i, b in items`.
  static func loop(_ source: ExpressionSource, places: (Int) -> TemplatePlace) -> Loop? {
    let bytes = Array(source.text.utf8)
    let mark = Array(" in ".utf8)
    guard let at = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return nil }
    let names = String(decoding: bytes[..<at], as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    guard names.count <= 2, names.allSatisfy(isName), Set(names).count == names.count else { return nil }
    return Loop(names: names, over: part(of: source, bytes, (at + mark.count)..<bytes.count, places))
  }

  /// `name = expression; other = expression`; nil where a part has no such form.
  static func assignments(_ source: ExpressionSource, places: (Int) -> TemplatePlace) -> [Assignment]? {
    let bytes = Array(source.text.utf8)
    var assignments: [Assignment] = []
    for range in parts(bytes) {
      guard let equals = bytes[range].firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let name = String(decoding: bytes[range.lowerBound..<equals], as: UTF8.self).trimmed
      guard isName(name) else { return nil }
      assignments.append(.init(name: name, expression: part(of: source, bytes, (equals + 1)..<range.upperBound, places)))
    }
    return assignments
  }

  private static func part(of source: ExpressionSource, _ bytes: [UInt8], _ range: Range<Int>, _ places: (Int) -> TemplatePlace)
    -> ExpressionSource
  {
    let start = bytes[range].firstIndex { $0 != 0x20 && $0 != 0x0A } ?? range.lowerBound
    let text = String(decoding: bytes[start..<range.upperBound], as: UTF8.self)
    return ExpressionSource(text: text, place: places(source.start + start), start: source.start + start)
  }

  /// Ranges between semicolons, those of string literals not counted; empty ones left out.
  private static func parts(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var quotation: UInt8?
    for index in bytes.indices {
      if let open = quotation {
        if bytes[index] == open, bytes[index - 1] != UInt8(ascii: "\\") { quotation = nil }
      } else if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
        quotation = bytes[index]
      } else if bytes[index] == UInt8(ascii: ";") {
        ranges.append(start..<index)
        start = index + 1
      }
    }
    return (ranges + [start..<bytes.count]).filter { range in bytes[range].contains { $0 > 0x20 } }
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, first == UInt8(ascii: "_") || (0x61...0x7A).contains(first | 0x20) else { return false }
    return text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
  }
}
