/// Runs all ways through an automaton side by side, one code point after another (Thompson, Pike).
struct RegexMatcher {
  private let program: RegexProgram
  /// States to enter at the present place.
  private var pending: [Int] = []
  /// States that wait for a code point.
  private var waiting: [Int] = []
  /// At which place a state was last entered, so that each is entered once.
  private var visited: [Int]
  private var stack: [Int] = []

  init(_ program: RegexProgram) {
    self.program = program
    visited = Array(repeating: -1, count: program.instructions.count)
  }

  mutating func matches(_ text: String) -> Bool {
    var before: UInt32?
    var place = 0
    for scalar in text.unicodeScalars {
      if enter(at: place, before: before, after: scalar.value) { return true }
      step(scalar)
      if program.isAnchored, pending.isEmpty { return false }
      before = scalar.value
      place += 1
    }
    return enter(at: place, before: before, after: nil)
  }

  /// Follows what consumes nothing from all pending states, and from the start; whether the end is reached.
  private mutating func enter(at place: Int, before: UInt32?, after: UInt32?) -> Bool {
    waiting.removeAll(keepingCapacity: true)
    if place == 0 || !program.isAnchored { pending.append(0) }
    for state in pending {
      stack.append(state)
      while let state = stack.popLast() {
        if visited[state] == place { continue }
        visited[state] = place
        switch program.instructions[state] {
        case .match:
          stack.removeAll(keepingCapacity: true)
          return true
        case .jump(let target): stack.append(target)
        case .split(let first, let second):
          stack.append(second)
          stack.append(first)
        case .assertion(let assertion): if assertion.holds(before: before, after: after) { stack.append(state + 1) }
        case .literal, .folded, .set: waiting.append(state)
        }
      }
    }
    return false
  }

  /// Moves the waiting states that take the code point.
  private mutating func step(_ scalar: Unicode.Scalar) {
    pending.removeAll(keepingCapacity: true)
    var folded: UInt32?
    for state in waiting {
      let takes: Bool
      switch program.instructions[state] {
      case .literal(let code): takes = code == scalar.value
      case .folded(let code):
        if folded == nil { folded = scalar.caseFolded }
        takes = code == folded
      case .set(let index): takes = program.sets[index].contains(scalar.value)
      default: takes = false
      }
      if takes { pending.append(state + 1) }
    }
  }
}
