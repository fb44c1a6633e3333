import CEL
import Calendar
import Workflow
import YAML

extension Compilation {
  /// An expression that a scalar holds.
  func expression(_ node: YAML.Node, _ expected: Expected, _ what: String, _ scope: NameScope) -> Expression? {
    guard let text = node.text, !node.isNull else {
      let quoted = node.isFlow && node.mapping != nil ? "; a map is quoted: '{\"a\": 1}'" : ""
      reading.report(.wrongShape, at: node, "\(what) is an expression, not \(node.kindName)\(quoted)")
      return nil
    }
    return expression(text, at: 0, in: node, expected, what, scope)
  }

  /// An expression that is a part of a scalar's text, from a UTF-8 offset on.
  func expression(
    _ source: String, at offset: Int, in node: YAML.Node, _ expected: Expected, _ what: String, _ scope: NameScope
  ) -> Expression? {
    do throws(CompileErrors) {
      let program = try compile(source, expected, scope)
      for warning in program.warnings { report(warning, .absentField, severity: .warning, at: offset, in: node) }
      note(program)
      guard expected.accepts(program.type) else {
        let whole = reading.range(of: offset..<(offset + max(source.utf8.count, 1)), in: node)
        reading.report(.wrongType, at: whole, "\(what) takes \(expected.words), and this is \(program.type)")
        return nil
      }
      for finding in ConstantArguments(contacts: known.contacts).findings(in: program.syntax) {
        let start = offset + finding.problem.offset
        reading.report(
          finding.code, at: reading.range(of: start..<(start + max(finding.problem.length, 1)), in: node), finding.problem.message,
          hint: finding.problem.hint)
      }
      return expression(program, at: offset, in: node)
    } catch {
      let hints = ScopeHints(scope: scope)
      report(CompileErrors(error.problems.map(hints.improved)), source, at: offset, in: node, expected, what)
      return nil
    }
  }

  private func compile(_ source: String, _ expected: Expected, _ scope: NameScope) throws(CompileErrors) -> Program {
    let environment = environment(scope)
    guard let type = expected.type else { return try environment.compile(source) }
    do throws(CompileErrors) {
      return try environment.compile(source, expecting: type)
    } catch {
      // An optional field also takes null and an optional value, which are no values of its type.
      // Rows of a source stand for records with fitting fields.
      guard let program = try? environment.compile(source), expected.accepts(program.type),
        expected.isOptional || AnswerType.holdsRows(program.type)
      else { throw error }
      return program
    }
  }

  private func expression(_ program: Program, at offset: Int, in node: YAML.Node) -> Expression {
    let (file, start, scalar) = (reading.source.file, node.start, node.scalar)
    let place: @Sendable (Int) -> Place = { inner in
      let position = scalar?.position(atTextOffset: offset + inner) ?? start
      return Place(file: file, line: position.line, column: position.column)
    }
    return Expression(program: program, place: place(0), placeOfOffset: place)
  }

  private func range(_ place: CEL.Place, at offset: Int, in node: YAML.Node) -> SourceRange {
    reading.range(of: (offset + place.offset)..<(offset + max(place.end, place.offset + 1)), in: node)
  }

  func report(_ problem: Problem, _ code: DiagnosticCode, severity: Diagnostic.Severity = .error, at offset: Int, in node: YAML.Node) {
    reading.report(code, severity: severity, at: range(problem.place, at: offset, in: node), problem.message, hint: problem.hint)
  }

  private func report(_ error: CompileErrors, _ source: String, at offset: Int, in node: YAML.Node, _ expected: Expected, _ what: String) {
    let isSyntax = (try? Environment.parse(source)) == nil
    if expected.takesText, PlainText.isLikely(source), isSyntax || error.problems.allSatisfy({ $0.hint == nil }) {
      let whole = reading.range(of: offset..<(offset + max(source.utf8.count, 1)), in: node)
      reading.report(
        .textForExpression, at: whole, "\(what) is an expression, and nothing is called `\(source)`",
        hint: "is this text? write `'\"\(source)\"'`")
      return
    }
    for problem in error.problems {
      let isMismatch = problem.message.hasPrefix("expected ")
      let told = isMismatch ? Problem("\(what): \(problem.message)", hint: problem.hint, at: problem.place) : problem
      report(told, isSyntax ? .expressionSyntax : isMismatch ? .wrongType : .expressionMeaning, at: offset, in: node)
    }
  }
}

/// Tells words that were meant as text from an expression with a slip in it.
enum PlainText {
  /// Letters, digits and what stands between words; no brackets, quotes or operators that an expression would have.
  static func isLikely(_ source: String) -> Bool {
    guard source.unicodeScalars.contains(where: \.properties.isAlphabetic) else { return false }
    return source.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || " -_,;.!/@0123456789’".unicodeScalars.contains(scalar)
    } && !source.hasPrefix("!") && !hasKnownRoot(source)
  }

  /// `input.partnr` is an expression with a slip in it, not a text.
  private static func hasKnownRoot(_ source: String) -> Bool {
    let root = source.prefix { $0 != "." && $0 != " " }
    return root.count < source.count && source.dropFirst(root.count).first == "."
      && ScopeSlot.allCases.contains { "\($0)" == root }
  }
}
