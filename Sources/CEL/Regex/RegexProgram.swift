/// The states of the automaton that a regular expression is made into.
struct RegexProgram: Sendable {
  enum Instruction: Sendable {
    case literal(UInt32)
    /// Compared in its folded case.
    case folded(UInt32)
    case set(Int)
    case split(Int, Int)
    case jump(Int)
    case assertion(RegexAssertion)
    case match
  }

  var instructions: [Instruction] = []
  var sets: [RegexSet] = []
  /// Whether it can match at the start of the text only.
  var isAnchored = false

  /// States of one expression; counted repeats unfold. Matching takes at most as many steps for each code point.
  static let instructionsMax = 10_000
}

struct RegexBuilder {
  private var program = RegexProgram()

  mutating func build(_ tree: RegexTree) throws(EvaluationError) -> RegexProgram {
    try append(tree)
    program.instructions.append(.match)
    if case .assertion(.textStart)? = program.instructions.first { program.isAnchored = true }
    return program
  }

  private mutating func emit(_ instruction: RegexProgram.Instruction) throws(EvaluationError) {
    guard program.instructions.count < RegexProgram.instructionsMax else {
      throw EvaluationError("the regular expression is too large")
    }
    program.instructions.append(instruction)
  }

  private mutating func append(_ tree: RegexTree) throws(EvaluationError) {
    switch tree {
    case .empty: break
    case .literal(let scalar, let foldsCase): try emit(foldsCase ? .folded(scalar.caseFolded) : .literal(scalar.value))
    case .set(let set):
      program.sets.append(set)
      try emit(.set(program.sets.count - 1))
    case .assertion(let assertion): try emit(.assertion(assertion))
    case .sequence(let parts): for part in parts { try append(part) }
    case .choice(let branches): try append(branches[...])
    case .repetition(let part, let minimum, let maximum): try append(part, minimum, maximum)
    }
  }

  private mutating func append(_ branches: ArraySlice<RegexTree>) throws(EvaluationError) {
    var ends: [Int] = []
    for branch in branches.dropLast() {
      let split = program.instructions.count
      try emit(.split(split + 1, 0))
      try append(branch)
      ends.append(program.instructions.count)
      try emit(.jump(0))
      program.instructions[split] = .split(split + 1, program.instructions.count)
    }
    if let last = branches.last { try append(last) }
    for end in ends { program.instructions[end] = .jump(program.instructions.count) }
  }

  private mutating func append(_ part: RegexTree, _ minimum: Int, _ maximum: Int?) throws(EvaluationError) {
    for _ in 0..<minimum { try append(part) }
    guard let maximum else {
      let split = program.instructions.count
      try emit(.split(split + 1, 0))
      try append(part)
      try emit(.jump(split))
      program.instructions[split] = .split(split + 1, program.instructions.count)
      return
    }
    var splits: [Int] = []
    for _ in minimum..<Swift.max(maximum, minimum) {
      splits.append(program.instructions.count)
      try emit(.split(program.instructions.count + 1, 0))
      try append(part)
    }
    for split in splits { program.instructions[split] = .split(split + 1, program.instructions.count) }
  }
}
