import Calendar
import Workflow
import YAML

// CEL has types of these names as well: parts of one expression, where these are parts of a file.
typealias Place = Workflow.Place
typealias Expression = Workflow.Expression
typealias Definition = Workflow.Definition

/// One file being read: its text, and what was found wrong with it so far.
///
/// Readers report and go on, so that an author sees everything at once.
final class Reading {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []
  /// What a change of clocks means for the file's schedules.
  var clockChanges = ClockChanges.usual
  private var told: Set<Diagnostic> = []

  init(_ source: SourceText) {
    self.source = source
  }

  /// A thing is told once, however often the action that it stands in is used.
  func report(_ diagnostic: Diagnostic) {
    if told.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
  }

  func report(
    _ code: DiagnosticCode, severity: Diagnostic.Severity = .error, at node: YAML.Node, _ message: String, hint: String? = nil
  ) {
    report(code, severity: severity, at: node.range, _: message, hint: hint)
  }

  func report(
    _ code: DiagnosticCode, severity: Diagnostic.Severity = .error, at range: SourceRange, _ message: String, hint: String? = nil
  ) {
    let isOneLine = range.start.line == range.end.line
    report(
      Diagnostic(
        code, severity: severity, place: place(range.start), length: isOneLine ? range.end.column - range.start.column : 1,
        message: message, hint: hint))
  }

  func place(_ node: YAML.Node) -> Place { place(node.start) }

  func place(_ position: SourcePosition) -> Place {
    Place(file: source.file, line: position.line, column: position.column)
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
