/// Something in a template that a person must mend before it is used.
package struct TemplateProblem: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    case missing = "template-missing"
    case syntax = "template-syntax"
    case expression = "template-expression"
    case place = "template-place"
    case directive = "template-directive"
    case include = "template-include"
    case address = "template-address"
    case limit = "template-limit"
  }

  package let code: Code
  package let place: TemplatePlace
  /// Unicode scalars to underline; at least 1.
  package let length: Int
  package let message: String
  package let hint: String?

  init(_ code: Code, _ message: String, hint: String? = nil, at place: TemplatePlace, length: Int = 1) {
    self.code = code
    self.place = place
    self.length = max(length, 1)
    self.message = message
    self.hint = hint
  }
}

extension TemplateProblem: CustomStringConvertible {
  package var description: String {
    "\(place.file):\(place.line):\(place.column): \(message)" + (hint.map { " (\($0))" } ?? "")
  }
}

/// All that is wrong with a template and what it includes.
package struct TemplateProblems: Error, Hashable, Sendable, CustomStringConvertible {
  package let problems: [TemplateProblem]

  init(_ problems: [TemplateProblem]) {
    self.problems = problems.sorted { ($0.place.file, $0.place.line, $0.place.column) < ($1.place.file, $1.place.line, $1.place.column) }
  }

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
