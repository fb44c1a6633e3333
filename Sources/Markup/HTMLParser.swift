import CLibXML

/// libxml2's HTML parser, as a function from text to values: it loads nothing, knows no entities but HTML's characters, and tells of
/// tags that do not fit together.
package enum HTMLParser {
  package enum Limit {
    /// A page that a person writes; libxml2 itself would take 10 MB in one text.
    package static let bytes = 512 * 1024
    /// libxml2 stops at 256 open elements; a mail of nested tables needs 30.
    package static let depth = 200
    /// Problems told of one page.
    package static let problems = 50
  }

  /// A whole page; `html`, `head` and `body` are there even if they were not written.
  package static func parseDocument(_ text: String) throws(MarkupProblems) -> [Markup] {
    try parse(text)
  }

  /// A part of a page: what would stand inside `body`.
  package static func parseFragment(_ text: String) throws(MarkupProblems) -> [Markup] {
    try parse("<html><body>" + text + "</body></html>").first("body")?.children ?? []
  }

  private static let initialised: Void = xmlInitParser()

  private static func parse(_ text: String) throws(MarkupProblems) -> [Markup] {
    guard text.utf8.count <= Limit.bytes else {
      throw MarkupProblems(problems: [.init(message: "the page is larger than \(Limit.bytes / 1024) KiB", line: 1, column: 1)])
    }
    if let line = lineOfNull(text) {
      throw MarkupProblems(problems: [.init(message: "a NUL character stands here", line: line, column: 1)])
    }
    _ = initialised
    let complaints = Complaints()
    guard let document = complaints.collect({ read(text) }) else {
      throw MarkupProblems(problems: complaints.problems + [.init(message: "the page cannot be read", line: 1, column: 1)])
    }
    defer { xmlFreeDoc(document) }
    var reader = TreeReader()
    let nodes = reader.siblings(document.pointee.children, depth: 0)
    let problems = complaints.problems + reader.problems
    guard problems.isEmpty else { throw MarkupProblems(problems: Array(problems.prefix(Limit.problems))) }
    return nodes
  }

  private static func read(_ text: String) -> htmlDocPtr? {
    let options =
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_NODEFDTD.rawValue | HTML_PARSE_NOERROR.rawValue
      | HTML_PARSE_NOWARNING.rawValue
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { htmlReadMemory($0.baseAddress, Int32($0.count), nil, "UTF-8", Int32(options)) }
    }
  }

  /// libxml2 takes NUL for the end of the page.
  private static func lineOfNull(_ text: String) -> Int? {
    guard let end = text.utf8.firstIndex(of: 0) else { return nil }
    return text.utf8[..<end].count { $0 == 0x0A } + 1
  }
}
