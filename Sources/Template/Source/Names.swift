package import CEL

/// What else is wrong with an expression that compiles, in the eyes of who knows the installation.
package typealias ExpressionReview = @Sendable (CEL.Expression) -> [Problem]

/// What expressions at one place of a template may name: the workflow's variables and, after them, what loops and `data-with`
/// around the place bind.
struct Names: Sendable {
  private var environment: Environment
  /// How many of the variables are the workflow's own.
  private let outerCount: Int
  /// Conditions (`data-if`, `$when`) that hold at this place.
  private var conditions: [String] = []
  private let review: ExpressionReview?

  init(_ environment: Environment, review: ExpressionReview? = nil) {
    self.environment = environment
    self.review = review
    outerCount = environment.variables.count
  }

  func adding(_ variables: [(String, CELType)], types: [ObjectType] = []) -> Names {
    var names = self
    names.environment = environment.adding(variables.map { Variable($0.0, $0.1) }, types: types)
    return names
  }

  func assuming(_ condition: CompiledExpression?) -> Names {
    var names = self
    if let condition { names.conditions.append(condition.source.text) }
    return names
  }

  /// Fields that every value of a struct-like type has.
  func requiredFields(of type: CELType) -> [(String, CELType)] {
    guard case .object(let name) = type, let object = environment.types[name] else { return [] }
    return object.fields.filter { !$0.isOptional }.map { ($0.name, $0.type) }
  }

  func compile(_ source: ExpressionSource, expecting type: CELType?, places: (Int) -> TemplatePlace) throws(TemplateProblems)
    -> CompiledExpression
  {
    do throws(CompileErrors) {
      let program = try environment.compile(source.text, expecting: type)
      let doubts = program.warnings.filter { !isAnswered($0) } + (review?(program.syntax) ?? [])
      guard doubts.isEmpty else { throw CompileErrors(doubts) }
      let locals = Set(environment.variables[outerCount...].map(\.name))
      return CompiledExpression(program: program, source: source, variables: program.reads.subtracting(locals))
    } catch {
      throw TemplateProblems(
        error.problems.map { problem in
          TemplateProblem(
            .expression, problem.message, hint: problem.hint, at: places(source.start + problem.offset), length: problem.length)
        })
    }
  }
}

extension Names {
  /// A field that may be absent would end the mail in the night; here it is a problem unless a condition around the place asks for it.
  private func isAnswered(_ doubt: Problem) -> Bool {
    guard let hint = doubt.hint, let start = hint.firstRange(of: "has("), let end = hint[start.upperBound...].firstIndex(of: ")") else {
      return false
    }
    let question = hint[start.lowerBound...end]
    return conditions.contains { $0.contains(question) && !$0.contains("!" + question) }
  }
}

/// Values at one place of a template while it is filled in: the workflow's, and after them those of the loops around.
struct Frame: Scope {
  private let outer: any Scope
  private let outerCount: Int
  private var locals: [Value] = []

  init(_ scope: any Scope, outerCount: Int) {
    outer = scope
    self.outerCount = outerCount
  }

  func adding(_ values: [(String, Value)]) -> Frame {
    var frame = self
    frame.locals += values.map(\.1)
    return frame
  }

  func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    guard slot >= outerCount else { return try outer.value(ofSlot: slot) }
    guard slot - outerCount < locals.count else { throw EvaluationError("a name of the template has no value here") }
    return locals[slot - outerCount]
  }
}
