import Workflow
import YAML

/// One scenario file being read: its text, and what was found wrong with it so far. Readers report and go on, so that an author
/// sees everything at once.
final class ScenarioReading {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []
  private var told: Set<Diagnostic> = []

  init(_ source: SourceText) { self.source = source }

  /// A thing is told once, however many scenarios share it.
  func report(_ diagnostic: Diagnostic) {
    if told.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
  }

  func report(
    _ code: DiagnosticCode, _ severity: Diagnostic.Severity = .error, at node: YAML.Node, _ message: String, hint: String? = nil
  ) {
    report(code, severity, at: node.mapping == nil ? node.range : start(of: node), message, hint: hint)
  }

  func report(
    _ code: DiagnosticCode, _ severity: Diagnostic.Severity = .error, at range: SourceRange, _ message: String, hint: String? = nil
  ) {
    let isOneLine = range.start.line == range.end.line
    report(
      Diagnostic(
        code, severity: severity, place: place(range.start), length: isOneLine ? range.end.column - range.start.column : 1,
        message: message, hint: hint))
  }

  func place(_ position: SourcePosition) -> Workflow.Place {
    Workflow.Place(file: source.file, line: position.line, column: position.column)
  }

  /// The first key, or the brace: a whole mapping is too much to underline.
  func start(of node: YAML.Node) -> SourceRange {
    if let first = node.mapping?.entries.first, !node.isFlow { return first.key.range }
    let start = node.start
    return SourceRange(start: start, end: SourcePosition(line: start.line, column: start.column + 1, offset: start.offset + 1))
  }

  /// The file as a tree; nil, with all problems reported, where it is no YAML.
  func parse() -> YAML.Node? {
    do throws(YAMLProblems) {
      return try YAML.parse(source)
    } catch {
      for problem in error.problems {
        let place = Workflow.Place(file: source.file, line: problem.line, column: problem.column)
        report(
          Diagnostic(code(of: problem), place: place, length: problem.length, message: problem.message, hint: problem.hint))
      }
      return nil
    }
  }

  private func code(of problem: YAMLProblem) -> DiagnosticCode {
    switch problem.code {
    case .syntax, .content: .yamlSyntax
    case .quoting: .yamlQuoting
    case .duplicateKey: .duplicateKey
    case .alias: .yamlAlias
    case .tag: .yamlTag
    case .document: .yamlDocument
    case .limit: .yamlLimit
    }
  }
}
