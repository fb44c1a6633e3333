package import CEL
import Markup

/// A mail that is ready to be filled in: its expressions fit the environment it was compiled against.
package struct MailTemplate: Sendable {
  package let name: String
  /// The template's file and all that it includes.
  package let files: [String]
  /// The variables of the environment that it reads: what must be loaded before it can be rendered.
  package let variables: Set<String>
  private let page: [PageNode]
  private let variableCount: Int
  /// The same mail in other languages, by ISO 639-1 code.
  private let translations: [String: [PageNode]]

  init(name: String, files: [String], page: [PageNode], translations: [String: [PageNode]] = [:], variableCount: Int) {
    self.variableCount = variableCount
    self.name = name
    self.files = files
    self.page = page
    self.translations = translations
    variables = translations.values.reduce(into: page.variables) { $0.formUnion($1.variables) }
      .subtracting(TemplateReader.variables.map(\.0))
  }

  /// The language in which somebody reads it who prefers this one (`de`, `de-AT`); that of the template itself where it has no
  /// such translation.
  package func language(for preferred: String?) -> String {
    let short = TemplateReader.language(for: preferred)
    return translations[short] == nil ? TemplateReader.languageDefault : short
  }

  /// Subject, HTML and text from one expanded tree.
  /// - Parameters:
  ///   - keepsSubject: the subject is that of the template itself, whatever language the rest is in: mail programs keep a conversation
  ///     together by it, and people of two languages are in one.
  ///   - isRead: whether anybody looks at more than its subject. Without, everything is worked out, and fails where it would; HTML and
  ///     text are not written, and empty.
  package func render(
    _ scope: any Scope, for reader: TemplateReader = TemplateReader(), keepsSubject: Bool = false, isRead: Bool = true
  ) throws(RenderError) -> RenderedMail {
    let frame = Frame(scope, outerCount: variableCount).adding(reader.values)
    let (tree, bytesMax) = try PageExpander.measured(translations[reader.language] ?? page, frame)
    let isWritten = isRead || bytesMax > TemplateLimit.outputBytes
    let html = isWritten ? tree.html : ""
    guard html.utf8.count <= TemplateLimit.outputBytes else {
      throw RenderError.limit("larger than \(TemplateLimit.outputBytes / 1024) KiB", nil)
    }
    let isTranslated = translations[reader.language] != nil
    let own = keepsSubject && isTranslated ? try PageExpander.expand(page, frame) : tree
    let title = own.first("title")?.children.textContent ?? ""
    return RenderedMail(
      subject: Self.line(title, lengthMax: TemplateLimit.subjectLength), html: html, text: isRead ? PlainText.text(of: tree) : "",
      preheader: isRead ? Self.line(Self.preheader(tree), lengthMax: TemplateLimit.preheaderLength) : "")
  }

  private static func preheader(_ nodes: [Markup]) -> String {
    for case .element(let element) in nodes {
      if element[attribute: "data-preheader"] != nil { return element.children.textContent }
      let inner = preheader(element.children)
      if !inner.isEmpty { return inner }
    }
    return ""
  }

  /// One line without control characters: what goes into a header field.
  static func line(_ text: String, lengthMax: Int) -> String {
    if text.utf8.count <= lengthMax, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      return text.utf8.split(separator: 0x20).map { String(Substring($0)) }.joined(separator: " ")
    }
    let shown = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
      .filter { $0.properties.generalCategory != .format || $0 == "\u{200D}" }
    let words = String(String.UnicodeScalarView(shown)).split(whereSeparator: \.isWhitespace)
    let line = words.joined(separator: " ").unicodeScalars
    guard line.count > lengthMax else { return String(line) }
    return String(String.UnicodeScalarView(line.prefix(lengthMax - 1))) + "…"
  }
}

/// A mail as it goes out, but for what the channel adds (addresses, ids, attachments).
package struct RenderedMail: Hashable, Sendable {
  /// One line, unencoded.
  package let subject: String
  /// A whole page.
  package let html: String
  /// Complete in itself; lines of at most 78 cells but for addresses.
  package let text: String
  /// What a list of mails shows beside the subject; hidden in the page, not in `text`.
  package let preheader: String
}

extension [PageNode] {
  /// Free variables: what loops and `data-with` bind is left out.
  var variables: Set<String> {
    reduce(into: []) { $0.formUnion($1.variables) }
  }
}

extension PageNode {
  fileprivate var variables: Set<String> {
    switch self {
    case .text(let segments): segments.variables
    case .element(let element):
      element.attributes.reduce(into: element.children.variables) { $0.formUnion($1.value?.variables ?? []) }
    case .each(let loop): loop.over.variables.union(loop.body.variables)
    case .conditional(let condition, let nodes): condition.variables.union(nodes.variables)
    case .with(let bindings, let nodes):
      bindings.reduce(into: nodes.variables) { $0.formUnion($1.expression.variables) }
    case .include(let nodes), .slot(let nodes): nodes.variables
    case .comment, .doctype: []
    }
  }
}
