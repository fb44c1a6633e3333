/// What a name or a call in a tree stands for.
enum Reference {
  case variable(slot: Int)
  case local(slot: Int)
  /// A named expression, by its number in the environment.
  case definition(Int)
  case constant(Value)
  /// The forms of a function that fit; the receiver is an argument only if it is no namespace.
  case function([Overload], isNamespaced: Bool)
  /// Nothing known; evaluating it is an error.
  case unresolved(String)
}

/// What the checker found out about a tree's nodes, by their ids.
struct Annotations {
  var types: [CELType]
  var references: [Reference?]
  /// First slot of a comprehension's variables.
  var localSlots: [Int]
  var localCount = 0

  init(nodeCount: Int) {
    // Names of macros' variables and of namespaces are no values; whatever stands for their type must not say "known at run time only".
    types = Array(repeating: .bool, count: nodeCount)
    references = Array(repeating: nil, count: nodeCount)
    localSlots = Array(repeating: 0, count: nodeCount)
  }

  /// Whether a part is known at run time only: what comes out must then be looked at to keep what the type promises. (Such a part
  /// goes with everything, `dyn + list(int)` counts as a list(int).)
  func needsConformance(to type: CELType) -> Bool {
    type != .dyn && types.contains { $0.containsDyn || $0 == .null }
  }
}
