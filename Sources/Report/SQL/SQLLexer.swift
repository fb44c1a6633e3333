/// Goes through SQL byte by byte and tells binds from everything that only looks like one.
struct SQLLexer {
  private(set) var pieces: [ReportSQL.Piece] = []
  private(set) var firstWord = ""
  private(set) var hasSecondStatement = false

  private let bytes: [UInt8]
  private var at = 0
  /// Where the text that is not yet a piece begins.
  private var kept = 0
  private var isBehindSemicolon = false

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func run() throws(ReportProblem) {
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): try skipComment()
      case UInt8(ascii: "'"): try skipString()
      case UInt8(ascii: "\""): try skipQuoted(UInt8(ascii: "\""), "a quoted name", escapes: false)
      case UInt8(ascii: "$"): try skipDollar()
      case UInt8(ascii: ":"): takeColon()
      case UInt8(ascii: ";"):
        isBehindSemicolon = true
        // Servers that take one statement take no semicolon behind it either.
        keep(upTo: at)
        at += 1
        kept = at
      case let byte where Self.isBlank(byte): at += 1
      default: takeWord()
      }
    }
    keep(upTo: bytes.count)
  }

  private func peek(_ offset: Int) -> UInt8? { at + offset < bytes.count ? bytes[at + offset] : nil }

  private func line(at place: Int) -> Int { 1 + bytes[..<place].count { $0 == UInt8(ascii: "\n") } }

  private mutating func keep(upTo end: Int) {
    guard end > kept else { return }
    pieces.append(.text(String(decoding: bytes[kept..<end], as: UTF8.self)))
    kept = end
  }

  private mutating func noteContent() { if isBehindSemicolon { hasSecondStatement = true } }

  private mutating func skipLine() {
    while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
  }

  /// Comments nest, as in the standard and PostgreSQL.
  private mutating func skipComment() throws(ReportProblem) {
    let start = at
    var depth = 0
    repeat {
      if at + 1 >= bytes.count { throw ReportProblem("a comment does not end", line: line(at: start)) }
      switch (bytes[at], bytes[at + 1]) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        depth += 1
        at += 2
      case (UInt8(ascii: "*"), UInt8(ascii: "/")):
        depth -= 1
        at += 2
      default: at += 1
      }
    } while depth > 0
  }

  /// `'it''s'`, `E'it\'s'`, and Oracle's `q'[it's]'`.
  private mutating func skipString() throws(ReportProblem) {
    noteContent()
    let prefix = at > 0 ? bytes[at - 1] | 0x20 : 0
    let isPrefixAlone = at < 2 || !Self.isWord(bytes[at - 2])
    if prefix == UInt8(ascii: "q"), isPrefixAlone, let open = peek(1), open != UInt8(ascii: "'") {
      let start = at
      let close =
        [
          UInt8(ascii: "["): UInt8(ascii: "]"), UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "{"): UInt8(ascii: "}"),
          UInt8(ascii: "<"): UInt8(ascii: ">"),
        ][open] ?? open
      at += 2
      while at + 1 < bytes.count, !(bytes[at] == close && bytes[at + 1] == UInt8(ascii: "'")) { at += 1 }
      if at + 1 >= bytes.count { throw ReportProblem("a string does not end", line: line(at: start)) }
      at += 2
      return
    }
    try skipQuoted(UInt8(ascii: "'"), "a string", escapes: prefix == UInt8(ascii: "e") && isPrefixAlone)
  }

  private mutating func skipQuoted(_ quote: UInt8, _ what: String, escapes: Bool) throws(ReportProblem) {
    noteContent()
    let start = at
    at += 1
    while at < bytes.count {
      if escapes, bytes[at] == UInt8(ascii: "\\") {
        at += 2
      } else if bytes[at] == quote {
        at += 1
        // A doubled quote is one within; otherwise this was the end.
        guard at < bytes.count, bytes[at] == quote else { return }
        at += 1
      } else {
        at += 1
      }
    }
    throw ReportProblem("\(what) does not end", line: line(at: start))
  }

  /// `$$ … $$` and `$tag$ … $tag$`; `$1` and a dollar within a name are neither.
  private mutating func skipDollar() throws(ReportProblem) {
    noteContent()
    let start = at
    var end = at + 1
    if let next = peek(1), !(0x30...0x39).contains(next) {
      while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$"), start == 0 || !Self.isWord(bytes[start - 1]) else {
      at += 1
      return
    }
    let tag = bytes[start...end]
    at = end + 1
    while at + tag.count <= bytes.count {
      if bytes[at] == UInt8(ascii: "$"), bytes[at..<(at + tag.count)].elementsEqual(tag) {
        at += tag.count
        return
      }
      at += 1
    }
    throw ReportProblem("a dollar quote does not end", line: line(at: start))
  }

  /// A bind, unless it is the second half of a cast (`::int`), an assignment (`:=`), or the bound of a slice (`a[1:n]`).
  private mutating func takeColon() {
    noteContent()
    if peek(1) == UInt8(ascii: ":") {
      at += 2
      return
    }
    let isSlice = at > 0 && (Self.isWord(bytes[at - 1]) || [UInt8(ascii: "]"), UInt8(ascii: ")")].contains(bytes[at - 1]))
    guard let first = peek(1), Self.isLetter(first), !isSlice else {
      at += 1
      return
    }
    keep(upTo: at)
    var end = at + 1
    while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
    pieces.append(.bind(String(decoding: bytes[(at + 1)..<end], as: UTF8.self)))
    (at, kept) = (end, end)
  }

  private mutating func takeWord() {
    noteContent()
    let start = at
    at += 1
    guard Self.isLetter(bytes[start]) else {
      if firstWord.isEmpty { firstWord = String(UnicodeScalar(bytes[start])) }
      return
    }
    while at < bytes.count, Self.isWord(bytes[at]) { at += 1 }
    if firstWord.isEmpty { firstWord = String(decoding: bytes[start..<at], as: UTF8.self) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80 }
  private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || (0x30...0x39).contains(byte) }
}
