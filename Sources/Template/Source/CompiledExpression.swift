import CEL

/// An expression of a template that fits its place.
struct CompiledExpression: Sendable {
  private let program: Program
  let source: ExpressionSource
  /// The variables of the workflow that it reads.
  let variables: Set<String>

  init(program: Program, source: ExpressionSource, variables: Set<String>) {
    self.program = program
    self.source = source
    self.variables = variables
  }

  var type: CELType { program.type }

  func evaluate(_ frame: Frame) throws(RenderError) -> Value {
    do throws(EvaluationError) {
      return try program.evaluate(frame)
    } catch {
      throw RenderError(error.message, at: source.place(of: error))
    }
  }

  func text(_ frame: Frame) throws(RenderError) -> String {
    ValueText.text(of: try evaluate(frame))
  }

  /// Why a value of this type cannot stand in a text.
  var problemAsText: TemplateProblem? {
    let length = source.text.unicodeScalars.count
    switch type {
    case .timestamp:
      let hint = "format(\(source.text.trimmed), \"d MMMM yyyy, HH:mm z\")"
      return TemplateProblem(.expression, "a time has many readings: say which", hint: hint, at: source.place, length: length)
    case .list, .map, .object, .opaque, .bytes:
      let hint = "go through it with data-each or join(), or name the field"
      return TemplateProblem(.expression, "\(type) cannot stand in a text", hint: hint, at: source.place, length: length)
    default: return nil
    }
  }

  /// Types of the names of a loop over this: an element or key; or position and element, key and value. Nil if it is nothing to go
  /// through.
  func elementTypes(count: Int) -> [CELType]? {
    switch type {
    case .list(let element): count == 1 ? [element] : [.int, element]
    case .map(let key, let value): count == 1 ? [key] : [key, value]
    case .dyn: Array(repeating: .dyn, count: count)
    default: nil
    }
  }

  struct LoopEntry {
    let key: Value
    let value: Value
    let isOfMap: Bool

    func bindings(_ names: [String]) -> [(String, Value)] {
      guard names.count == 2 else { return [(names[0], isOfMap ? key : value)] }
      return [(names[0], key), (names[1], value)]
    }
  }

  /// What a loop goes through, in its order.
  func entries(_ frame: Frame) throws(RenderError) -> [LoopEntry] {
    switch try evaluate(frame) {
    case .list(let values): return values.enumerated().map { LoopEntry(key: .int(Int64($0)), value: $1, isOfMap: false) }
    case .map(let map): return map.map { LoopEntry(key: $0.key.value, value: $0.value, isOfMap: true) }
    case .null, .optional(nil): return []
    default: throw RenderError("a list or a map is expected", at: source.place)
    }
  }
}
