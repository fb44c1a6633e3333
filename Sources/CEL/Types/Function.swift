/// How one overload of a function works out its result. The arguments fit the overload's parameters (the receiver first);
/// elements of lists and entries of maps are not looked at and may be anything.
package typealias Evaluate = @Sendable ([Value]) throws(EvaluationError) -> Value

/// One signature of a function, with what it does.
package struct Overload: Sendable {
  /// Unique within its function; for messages and listings.
  package let id: String
  /// The receiver first, if it takes one. `.parameter("T")` stands for any type, the same throughout the overload.
  package let parameters: [CELType]
  package let result: CELType
  /// Whether it is called on its first parameter: `text.startsWith("a")`.
  package let isReceiver: Bool
  package let evaluate: Evaluate
  /// Whether no parameter is open.
  let isPlain: Bool
  /// Whether it gives the same for the same arguments for ever, so that a call with literals is worked out while compiling.
  var isConstant = false

  package init(_ id: String, _ parameters: [CELType], _ result: CELType, isReceiver: Bool = false, evaluate: @escaping Evaluate) {
    self.id = id
    self.parameters = parameters
    self.result = result
    self.isReceiver = isReceiver
    self.evaluate = evaluate
    isPlain = parameters.allSatisfy(\.isPlain)
  }
}

/// A function as expressions know it: checker, evaluator, docs page and `tocsin functions` are made from this.
package struct Function: Sendable {
  /// May be qualified: `math.abs`, `contacts.of`.
  package let name: String
  package let overloads: [Overload]
  /// What it means, in a sentence or two.
  package let doc: String
  /// An expression that calls it, with its result: `round(2.5) == 3.0`.
  package let example: String

  package init(_ name: String, doc: String, example: String, _ overloads: [Overload]) {
    self.name = name
    self.overloads = overloads
    self.doc = doc
    self.example = example
  }
}

/// Functions that belong together, handed to an environment as a value.
package struct FunctionTable: Sendable {
  package let name: String
  package let functions: [Function]
  /// Whether the functions depend on their arguments alone, for ever: then calls with literals are worked out while compiling.
  package let isConstant: Bool

  package init(_ name: String, isConstant: Bool = false, _ functions: [Function]) {
    self.name = name
    self.isConstant = isConstant
    self.functions = functions
  }
}
