import Workflow
import YAML

extension Reading {
  /// The file as a tree; nil, with all problems reported, where it is no YAML.
  func parse() -> YAML.Node? {
    do throws(YAMLProblems) {
      return try YAML.parse(source)
    } catch {
      for problem in error.problems {
        report(
          Diagnostic(
            Self.code(of: problem), place: Place(file: source.file, line: problem.line, column: problem.column), length: problem.length,
            message: problem.message, hint: problem.hint))
      }
      return nil
    }
  }

  private static func code(of problem: YAMLProblem) -> DiagnosticCode {
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
