package import CEL

/// A line or a paragraph with `${ … }` in it: the text of an incident, a description.
package struct TextTemplate: Sendable {
  /// The text as it was written.
  package let source: String
  private let segments: [Segment]
  private let variableCount: Int

  /// Problems have the places of the text itself (`offset` in UTF-8 bytes), under the name `file`; who took it out of a larger file
  /// maps them.
  package static func compile(_ text: String, _ environment: Environment, file: String = "") throws(TemplateProblems) -> TextTemplate {
    let lines = LineIndex(file: file, bytes: Array(text.utf8))
    let raw: [RawSegment]
    do throws(TemplateProblem) {
      raw = try ExpressionScan.segments(text, places: lines.place)
    } catch {
      throw TemplateProblems([error])
    }
    var compiler = SegmentCompiler(names: Names(environment))
    let segments = compiler.compile(raw, places: lines.place)
    guard compiler.problems.isEmpty else { throw TemplateProblems(compiler.problems) }
    return TextTemplate(source: text, segments: segments, variableCount: environment.variables.count)
  }

  /// The variables of the environment that it reads.
  package var variables: Set<String> { segments.variables }

  package func render(_ scope: any Scope) throws(RenderError) -> String {
    let frame = Frame(scope, outerCount: variableCount)
    var result = ""
    for segment in segments { result += try segment.text(frame) }
    guard result.utf8.count <= TemplateLimit.outputBytes else {
      throw RenderError.limit("larger than \(TemplateLimit.outputBytes / 1024) KiB", nil)
    }
    return result
  }
}

/// Segments of texts that are no page.
struct SegmentCompiler {
  let names: Names
  private(set) var problems: [TemplateProblem] = []

  init(names: Names) { self.names = names }

  mutating func compile(_ raw: [RawSegment], places: (Int) -> TemplatePlace) -> [Segment] {
    raw.compactMap { segment in
      switch segment {
      case .literal(let words): return .literal(words)
      case .expression(let source):
        guard let expression = compile(source, expecting: nil, places: places) else { return nil }
        if let problem = expression.problemAsText { problems.append(problem) }
        return .expression(expression)
      }
    }
  }

  mutating func compile(_ source: ExpressionSource, expecting type: CELType?, places: (Int) -> TemplatePlace) -> CompiledExpression? {
    do throws(TemplateProblems) {
      return try names.compile(source, expecting: type, places: places)
    } catch {
      problems += error.problems
      return nil
    }
  }
}

extension Segment {
  func text(_ frame: Frame) throws(RenderError) -> String {
    switch self {
    case .literal(let words): words
    case .expression(let expression): try expression.text(frame)
    }
  }
}

extension [Segment] {
  var variables: Set<String> {
    reduce(into: []) { if case .expression(let expression) = $1 { $0.formUnion(expression.variables) } }
  }
}
