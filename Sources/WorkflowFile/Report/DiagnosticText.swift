package import Workflow
package import YAML

/// Diagnostics as a person reads them: each with its place, code, line and way out.
package struct DiagnosticText: Sendable {
  /// The texts of the files by name; a diagnostic of another file is shown without its line.
  let sources: [String: SourceText]
  let colour: Bool

  package init(sources: [SourceText], colour: Bool = false) {
    self.sources = Dictionary(sources.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    self.colour = colour
  }

  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined(separator: "\n\n")
  }

  /// `workflows/a.yaml:3:5: error T0301: there is no state …`, the line with a caret, the hint.
  package func render(_ diagnostic: Diagnostic) -> String {
    let isError = diagnostic.severity == .error
    let kind = painted("\(diagnostic.severity.rawValue) \(diagnostic.code)", isError ? .red : .yellow)
    var lines = ["\(painted("\(diagnostic.place)", .bold)): \(kind): \(diagnostic.message)"]
    if let source = sources[diagnostic.place.file] {
      lines.append(source.excerpt(line: diagnostic.place.line, column: diagnostic.place.column, length: diagnostic.length))
    }
    if let hint = diagnostic.hint { lines.append(painted("hint: ", .green) + hint) }
    return lines.joined(separator: "\n")
  }

  /// "2 errors, 1 warning".
  package static func summary(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return parts.isEmpty ? "nothing wrong" : parts.joined(separator: ", ")
  }

  private enum Paint: String {
    case bold = "1"
    case red = "1;31"
    case yellow = "1;33"
    case green = "32"
  }

  private func painted(_ text: String, _ paint: Paint) -> String {
    colour ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}
