import CEL

/// For whom a template is filled in. Beside the workflow's names it can name `language`, `answers` and
/// `notMe`.
package struct TemplateReader: Hashable, Sendable {
  /// A way to answer, as a button, a link or a line of text shows it.
  package struct Answer: Hashable, Sendable {
    package var event: String
    /// In the reader's language.
    package var label: String
    /// The address of its page; empty where pages are not served.
    package var link: String
    /// The characters that its page asks for; empty where pages are not served.
    package var code: String

    package init(event: String, label: String, link: String = "", code: String = "") {
      self.event = event
      self.label = label
      self.link = link
      self.code = code
    }
  }

  /// The language of the template that is filled in, for `format(t, pattern, language)`.
  package var language: String
  package var answers: [Answer]
  /// The page on which somebody says that they are the wrong person; empty where pages are not served.
  package var notMe: String

  package init(language: String = Self.languageDefault, answers: [Answer] = [], notMe: String = "") {
    self.language = language
    self.answers = answers
    self.notMe = notMe
  }

  /// Of templates that name none.
  package static let languageDefault = "en"

  /// The first part of a language that somebody prefers: `de` of `de-AT`.
  package static func language(for preferred: String?) -> String {
    preferred.map { $0.prefix { $0 != "-" }.lowercased() } ?? languageDefault
  }

  static let types = [
    ObjectType("answer", [.init("event", .string), .init("label", .string), .init("link", .string), .init("code", .string)])
  ]

  static let variables: [(String, CELType)] = [("language", .string), ("answers", .list(.object("answer"))), ("notMe", .string)]

  var values: [(String, Value)] {
    let answers = answers.map { answer -> Value in
      [
        "event": .string(answer.event), "label": .string(answer.label), "link": .string(answer.link), "code": .string(answer.code),
      ]
    }
    return [("language", .string(language)), ("answers", .list(answers)), ("notMe", .string(notMe))]
  }
}
