/// A page before it is parsed: expressions and directives are taken out of the raw text, so that no HTML rule touches a `<`, `&` or
/// quotation mark inside them and each keeps its exact place. A marker stands where each was.
struct PageScan {
  enum Kind { case expression, directive }

  struct Piece {
    let kind: Kind
    let source: ExpressionSource
  }

  /// The page with markers.
  private(set) var text = ""
  private(set) var pieces: [Piece] = []
  private(set) var problems: [TemplateProblem] = []
  /// It has an `<html>` of its own and is no part of a page.
  private(set) var isDocument = false

  let lines: LineIndex
  private let bytes: [UInt8]
  private var output: [UInt8] = []
  private var index = 0
  private var open: [(name: String, offset: Int)] = []

  /// Private-use characters around a number: the marker of a piece.
  static let markerStart: Unicode.Scalar = "\u{E000}"
  static let markerEnd: Unicode.Scalar = "\u{E001}"
  static let directives: Set<String> = ["data-if", "data-each", "data-with", "data-include"]
  /// End tags that HTML lets one leave out.
  private static let optionalEnds: Set<String> = [
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "html", "head", "body", "colgroup",
  ]
  private static let voids: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
  ]

  init(file: String, text: String) {
    bytes = Array(text.utf8)
    lines = LineIndex(file: file, bytes: bytes)
    if let offset = Self.offsetOfMarker(text) {
      problems.append(TemplateProblem(.syntax, "the characters U+E000 and U+E001 cannot stand in a template", at: lines.place(offset)))
      return
    }
    while index < bytes.count { content() }
    for element in open where !Self.optionalEnds.contains(element.name) {
      problems.append(TemplateProblem(.syntax, "`<\(element.name)>` is never closed", at: lines.place(element.offset)))
    }
    self.text = String(decoding: output, as: UTF8.self)
  }

  private static func offsetOfMarker(_ text: String) -> Int? {
    text.unicodeScalars.firstIndex { $0 == markerStart || $0 == markerEnd }.map { text.utf8.distance(from: text.startIndex, to: $0) }
  }

  private mutating func content() {
    if takeExpression() { return }
    guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count else { return copy() }
    if starts("<!--") { return copyComment() }
    if starts("<!") || starts("<?") { return copy(through: ">") }
    if starts("</"), isLetter(index + 2) { return endTag() }
    if isLetter(index + 1) { return startTag() }
    copy()
  }

  private mutating func startTag() {
    let start = index
    copy()
    let name = copyName().lowercased()
    if name == "html" { isDocument = true }
    var selfClosing = false
    while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
      selfClosing = bytes[index] == UInt8(ascii: "/")
      if isNameEnd(bytes[index]) { copy() } else { attribute(of: name) }
    }
    if index < bytes.count { copy() }
    if name == "script" || name == "style" { return rawText(name) }
    if !Self.voids.contains(name), !selfClosing || name == "slot" { open.append((name, start)) }
    if selfClosing, !Self.voids.contains(name) {
      problems.append(
        TemplateProblem(.syntax, "HTML knows no `<\(name)/>`", hint: "write `<\(name)></\(name)>`", at: lines.place(start)))
    }
  }

  private mutating func endTag() {
    let start = index
    index += 2
    output += [0x3C, 0x2F]
    let name = copyName().lowercased()
    copy(through: ">")
    if let match = open.lastIndex(where: { $0.name == name }) {
      for skipped in open[(match + 1)...] where !Self.optionalEnds.contains(skipped.name) {
        problems.append(
          TemplateProblem(
            .syntax, "`<\(skipped.name)>` is not closed before `</\(name)>` on line \(lines.place(start).line)",
            at: lines.place(skipped.offset)))
      }
      open.removeSubrange(match...)
    } else {
      problems.append(TemplateProblem(.syntax, "`</\(name)>` closes nothing", at: lines.place(start), length: name.utf8.count + 3))
    }
  }

  private mutating func attribute(of element: String) {
    let start = index
    if ExpressionScan.isStart(bytes, index) {
      refuse("an expression can stand in text and in the value of an attribute only")
      return
    }
    let name = copyName().lowercased()
    guard index > start else { return copy() }
    var look = index
    while look < bytes.count, isSpace(bytes[look]) { look += 1 }
    guard look < bytes.count, bytes[look] == UInt8(ascii: "=") else { return }
    output.append(UInt8(ascii: "="))
    index = look + 1
    while index < bytes.count, isSpace(bytes[index]) { index += 1 }
    guard index < bytes.count else { return }
    let quote = bytes[index]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return unquotedValue() }
    copy()
    if Self.directives.contains(name) { directiveValue(quote) } else { value(quote, name: name, element: element) }
  }

  private mutating func value(_ quote: UInt8, name: String, element: String) {
    while index < bytes.count, bytes[index] != quote {
      if ExpressionScan.isStart(bytes, index), let reason = Self.refusal(name: name, element: element) {
        refuse(reason)
      } else if !takeExpression() {
        copy()
      }
    }
    if index < bytes.count { copy() }
  }

  /// Why a value can stand in an attribute of this name under no circumstances.
  private static func refusal(name: String, element: String) -> String? {
    if name.hasPrefix("on") { return "an expression in a script could run what a value says" }
    if ["srcdoc", "srcset", "http-equiv", "ping"].contains(name) || element == "meta" && name == "content" || element == "base" {
      return "an expression cannot stand in `\(name)` of `<\(element)>`"
    }
    return nil
  }

  private mutating func unquotedValue() {
    while index < bytes.count, bytes[index] != UInt8(ascii: ">"), !isSpace(bytes[index]) {
      if ExpressionScan.isStart(bytes, index) {
        refuse("the value of an attribute with an expression needs quotation marks")
      } else {
        copy()
      }
    }
  }

  private mutating func directiveValue(_ quote: UInt8) {
    let start = index
    while index < bytes.count, bytes[index] != quote { index += 1 }
    let written = String(decoding: bytes[start..<index], as: UTF8.self)
    add(.directive, Self.decoded(written), at: start)
    if index < bytes.count { copy() }
  }

  /// Inside a directive the few entities that an attribute needs.
  private static func decoded(_ text: String) -> String {
    let entities = [("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    guard text.contains("&") else { return text }
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      if first == "&", let entity = entities.first(where: { rest.hasPrefix($0.0) }) {
        result += entity.1
        rest = rest.dropFirst(entity.0.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private mutating func takeExpression() -> Bool {
    if ExpressionScan.isEscape(bytes, index) {
      output += [0x24, 0x7B]
      index += 3
      return true
    }
    guard ExpressionScan.isStart(bytes, index) else { return false }
    guard let end = ExpressionScan.end(of: bytes, from: index + 2) else {
      problems.append(
        TemplateProblem(
          .syntax, "`${` is never closed", hint: "write `}` after the expression, `$${` for the characters themselves",
          at: lines.place(index), length: 2))
      index += 2
      return true
    }
    add(.expression, String(decoding: bytes[(index + 2)..<end], as: UTF8.self), at: index + 2)
    index = end + 1
    return true
  }

  private mutating func add(_ kind: Kind, _ text: String, at offset: Int) {
    output += Array("\(Self.markerStart)\(pieces.count)\(Self.markerEnd)".utf8)
    pieces.append(Piece(kind: kind, source: ExpressionSource(text: text, place: lines.place(offset), start: offset)))
  }

  private mutating func refuse(_ reason: String) {
    problems.append(TemplateProblem(.place, reason, at: lines.place(index), length: 2))
    index = (ExpressionScan.end(of: bytes, from: index + 2) ?? index + 1) + 1
  }

  private mutating func copyComment() {
    let isConditional = starts("<!--[")
    while index < bytes.count, !starts("-->") {
      if ExpressionScan.isStart(bytes, index) {
        if isConditional {
          refuse("an expression cannot stand in a conditional comment")
        } else {
          refuse("an expression cannot stand in a comment")
        }
      } else {
        copy()
      }
    }
    for _ in 0..<3 where index < bytes.count { copy() }
  }

  private mutating func rawText(_ name: String) {
    let end = Array("</\(name)".utf8)
    while index < bytes.count {
      if ExpressionScan.isStart(bytes, index) {
        refuse("an expression cannot stand in `<\(name)>`")
      } else if bytes[index...].prefix(end.count).elementsEqual(end, by: { ($0 | 0x20) == ($1 | 0x20) }) {
        return copy(through: ">")
      } else {
        copy()
      }
    }
    problems.append(TemplateProblem(.syntax, "`<\(name)>` is never closed", at: lines.place(bytes.count)))
  }

  private mutating func copy() {
    output.append(bytes[index])
    index += 1
  }

  private mutating func copy(through end: Unicode.Scalar) {
    while index < bytes.count, bytes[index] != UInt8(ascii: end) { copy() }
    if index < bytes.count { copy() }
  }

  private mutating func copyName() -> String {
    let start = index
    while index < bytes.count, !isNameEnd(bytes[index]), bytes[index] != UInt8(ascii: "="), !ExpressionScan.isStart(bytes, index) { copy() }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private func starts(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
  }

  private func isLetter(_ index: Int) -> Bool { index < bytes.count && (0x61...0x7A).contains(bytes[index] | 0x20) }
  private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains(byte) }
  private func isNameEnd(_ byte: UInt8) -> Bool { isSpace(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") }
}
