/// What one evaluation keeps: the values of comprehension variables, of named expressions, and what it may still cost.
struct Frame {
  let scope: any Scope
  var locals: [Value]
  /// Outcomes of the named expressions evaluated so far.
  var definitions: [Outcome?]
  /// Slots of values of `cel.bind` and `cel.block` that failed; reading one throws.
  var failures: [Int: EvaluationError] = [:]
  private var budget: Int
  /// Variables whose sizes have been counted into the budget, a bit each.
  private var countedSlots: UInt64 = 0

  typealias Outcome = Result<Value, EvaluationError>

  init(scope: any Scope, localCount: Int, definitionCount: Int, budget: Int) {
    self.scope = scope
    locals = localCount == 0 ? [] : Array(repeating: .null, count: localCount)
    definitions = definitionCount == 0 ? [] : Array(repeating: nil, count: definitionCount)
    self.budget = budget
  }

  /// Sets a local to a node's value; a failure is kept until it is read.
  mutating func set(_ slot: Int, _ node: any Node) throws(EvaluationError) {
    do {
      locals[slot] = try node.value(&self)
    } catch {
      if error.isLimit { throw error }
      failures[slot] = error
    }
  }

  /// Takes `units` off what the evaluation may cost.
  @inline(__always)
  mutating func spend(_ units: Int) throws(EvaluationError) {
    budget -= units
    if budget < 0 { throw CostLimit.reached }
  }

  /// A list that is read for the first time adds to what the evaluation may cost.
  @inline(__always)
  mutating func count(_ value: Value, ofSlot slot: Int) {
    if case .list(let elements) = value { grow(by: elements.count, slot) }
  }

  private mutating func grow(by count: Int, _ slot: Int) {
    let bit: UInt64 = slot < 64 ? 1 << UInt64(slot) : 0
    guard bit != 0, countedSlots & bit == 0 else { return }
    countedSlots |= bit
    budget += count * CostLimit.perElement
  }
}

/// How much work one evaluation may do, in units of about a node's evaluation (10 to 50 ns). The numbers belong to the
/// engine's version: raising them is harmless, lowering them can break a workflow.
enum CostLimit {
  /// For any expression: some hundred milliseconds, or a pass over 250,000 rows of an answer with a condition of twenty nodes.
  static let base = 5_000_000
  /// More for each element of each list variable that is read: hundred passes over it with a condition of ten nodes.
  static let perElement = 1_000

  static var reached: EvaluationError {
    .limit("the expression costs too much: it goes through its lists too often or makes too large values")
  }
}

extension Value {
  /// What looking at all of the value costs, in the units of `CostLimit`.
  var weight: Int {
    switch self {
    case .string(let text): text.utf8.count / 16
    case .bytes(let bytes): bytes.count / 16
    case .list(let elements): elements.count
    case .map(let map): map.count
    default: 0
    }
  }
}
