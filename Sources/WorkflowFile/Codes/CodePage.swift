package import Workflow

/// What there is to say about one code: why it is said, a file of which it is said, and the file put right.
package struct CodePage: Sendable {
  /// A file that a page shows.
  package enum Example: Hashable, Sendable {
    case workflow(String)
    case contacts(String)
    case calendar(String)
    /// A mail of the workflow in `CodeExamples.mailing`.
    case template(String)
    /// A scenario of the workflow in `CodeExamples.tried`.
    case scenario(String)

    package var text: String {
      switch self {
      case .workflow(let text), .contacts(let text), .calendar(let text), .template(let text), .scenario(let text): text
      }
    }

    /// As a fence in Markdown names it.
    var language: String { if case .template = self { "html" } else { "yaml" } }
  }

  package let code: DiagnosticCode
  package let text: String
  /// Nil of what no short file can show.
  package let bad: Example?
  package let good: Example?

  init(_ code: DiagnosticCode, _ text: String, bad: Example? = nil, good: Example? = nil) {
    (self.code, self.text, self.bad, self.good) = (code, text, bad, good)
  }

  init(_ code: DiagnosticCode, _ text: String, _ bad: String, _ good: String) {
    self.init(code, text, bad: .workflow(bad), good: .workflow(good))
  }

  /// All of them, by code.
  package static let all =
    (yaml + shape + expressions + states + times + things + templates + scenarios + limits + proofs + watches)
    .sorted { $0.code.rawValue < $1.code.rawValue }

  package static func page(of code: String) -> CodePage? { all.first { $0.code.rawValue == code } }

  /// The page as `docs/codes/` has it.
  package var markdown: String {
    "# \(code.rawValue): \(code.meaning)\n\n\(text)\n" + Self.fence("Said of:", bad) + Self.fence("Right:", good)
  }

  private static func fence(_ title: String, _ example: Example?) -> String {
    guard let example else { return "" }
    return "\n\(title)\n\n```\(example.language)\n\(example.text)\n```\n"
  }

  /// The list of all codes, for `docs/codes/README.md`.
  package static var index: String {
    let rows = DiagnosticCode.allCases.sorted { $0.rawValue < $1.rawValue }.map { code in
      let isTold = page(of: code.rawValue) != nil
      return "| \(isTold ? "[\(code.rawValue)](\(code.rawValue).md)" : code.rawValue) | \(code.meaning) |"
    }
    return """
      # What the checker says

      Each complaint has a code that keeps its meaning for ever; `tocsin explain T0102` prints its page.

      | code | meaning |
      | --- | --- |
      \(rows.joined(separator: "\n"))

      """
  }
}
