/// `text.matches(pattern)`; a pattern that is written in the expression is compiled with it.
final class MatchesNode: TestNode {
  private let text: any Node
  private let pattern: any Node
  private let regex: Regex?
  private let place: Place

  init(_ text: any Node, pattern: any Node, regex: Regex?, place: Place) {
    self.text = text
    self.pattern = pattern
    self.regex = regex
    self.place = place
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let text = try text.value(&frame)
    let pattern = try pattern.value(&frame)
    guard case .string(let text) = text, case .string(let source) = pattern else {
      throw EvaluationError.noOverload("`matches`", [text, pattern]).at(place)
    }
    if let regex { return try match(text, regex, &frame) }
    return try match(text, try compile(source, &frame), &frame)
  }

  private func match(_ text: String, _ regex: Regex, _ frame: inout Frame) throws(EvaluationError) -> Bool {
    try frame.spend(regex.cost(text))
    return regex.matches(text)
  }

  private func compile(_ source: String, _ frame: inout Frame) throws(EvaluationError) -> Regex {
    do {
      let regex = try Regex.compiled(source)
      try frame.spend(regex.program.instructions.count)
      return regex
    } catch {
      throw error.at(place)
    }
  }
}
