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
    types = Array(repeating: .dyn, count: nodeCount)
    references = Array(repeating: nil, count: nodeCount)
    localSlots = Array(repeating: 0, count: nodeCount)
  }
}
