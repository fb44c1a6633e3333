/// A mail without a template: the words that its workflow says, and below them the ways to answer. Text only.
package struct WrittenText: Hashable, Sendable {
  /// One line, without control characters.
  package let subject: String
  package let text: String

  /// - Parameter body: worked out already; its lines stay as they are.
  package init(subject: String, body: String, for reader: TemplateReader = TemplateReader()) throws(RenderError) {
    guard body.utf8.count <= TemplateLimit.outputBytes else {
      throw RenderError.limit("larger than \(TemplateLimit.outputBytes / 1024) KiB", nil)
    }
    self.subject = MailTemplate.line(subject, lengthMax: TemplateLimit.subjectLength)
    text = Self.readable(body) + Self.answers(reader)
  }

  /// Without control characters but line ends, which are all `\n`; the last line ends with one.
  private static func readable(_ body: String) -> String {
    var result = ""
    result.reserveCapacity(body.utf8.count + 1)
    for character in body {
      if character.isNewline {
        result.append("\n")
      } else {
        result.unicodeScalars.append(
          contentsOf: character.unicodeScalars.filter { $0 == "\t" || $0.properties.generalCategory != .control })
      }
    }
    while result.last == "\n" { result.removeLast() }
    return result + "\n"
  }

  /// A line for each answer that has a page; without pages a reply is the way.
  private static func answers(_ reader: TemplateReader) -> String {
    let linked = reader.answers.filter { !$0.link.isEmpty }
    guard let first = linked.first else { return "" }
    let words = AnswerLines.of(reader.language)
    var lines = linked.map { "\($0.label):\n\($0.link)" }
    lines.append("\(words.code) \(first.code)")
    if !reader.notMe.isEmpty { lines.append("\(words.notMe):\n\(reader.notMe)") }
    return "\n" + lines.joined(separator: "\n\n") + "\n"
  }
}

/// What is said around the ways to answer, in the languages that are shipped.
private struct AnswerLines {
  var code: String
  var notMe: String

  static func of(_ language: String) -> AnswerLines {
    switch language {
    case "de": AnswerLines(code: "Die Seite fragt nach diesen drei Zeichen:", notMe: "Ich bin nicht zuständig")
    case "bn": AnswerLines(code: "পাতাটি এই তিনটি অক্ষর চাইবে:", notMe: "আমি সঠিক ব্যক্তি নই")
    default: AnswerLines(code: "The page asks for these three characters:", notMe: "I am not the right person")
    }
  }
}
