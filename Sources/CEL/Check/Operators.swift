/// The types that operators take and give.
enum Operators {
  struct Signature {
    let parameters: [CELType]
    let result: CELType
    /// Whether no parameter is open.
    let isPlain: Bool

    init(_ parameters: [CELType], _ result: CELType) {
      self.parameters = parameters
      self.result = result
      isPlain = parameters.allSatisfy(\.isPlain)
    }
  }

  private static let a = CELType.parameter("A")
  private static let b = CELType.parameter("B")
  private static let numbers: [CELType] = [.int, .uint, .double]

  static func signatures(of operation: UnaryOperator) -> [Signature] {
    switch operation {
    case .not: negation
    case .minus: negative
    }
  }

  static func signatures(of operation: BinaryOperator) -> [Signature] {
    switch operation {
    case .equal, .notEqual: equality
    case .less, .lessOrEqual, .greater, .greaterOrEqual: comparison
    case .in: membership
    case .add: sum
    case .subtract: difference
    case .multiply, .divide: product
    case .remainder: remainder
    }
  }

  static let index: [Signature] = [
    Signature([.list(a), .int], a), Signature([.map(a, b), a], b),
    Signature([.optional(.list(a)), .int], .optional(a)), Signature([.optional(.map(a, b)), a], .optional(b)),
  ]

  static let optionalIndex: [Signature] = [
    Signature([.list(a), .int], .optional(a)), Signature([.map(a, b), a], .optional(b)),
    Signature([.optional(.list(a)), .int], .optional(a)), Signature([.optional(.map(a, b)), a], .optional(b)),
  ]

  static let conditional: [Signature] = [Signature([.bool, a, a], a)]

  private static let negation = [Signature([.bool], .bool)]
  private static let negative = [Signature([.int], .int), Signature([.double], .double)]
  private static let equality = [Signature([a, a], .bool)]
  private static let membership = [Signature([a, .list(a)], .bool), Signature([a, .map(a, b)], .bool)]
  private static let product = numbers.map { Signature([$0, $0], $0) }
  private static let remainder = [Signature([.int, .int], .int), Signature([.uint, .uint], .uint)]

  private static let comparison: [Signature] =
    [.bool, .string, .bytes, .timestamp, .duration].map { Signature([$0, $0], .bool) }
    + numbers.flatMap { left in numbers.map { right in Signature([left, right], .bool) } }

  private static let sum: [Signature] =
    (numbers + [.string, .bytes]).map { Signature([$0, $0], $0) } + [
      Signature([.list(a), .list(a)], .list(a)),
      Signature([.timestamp, .duration], .timestamp), Signature([.duration, .timestamp], .timestamp),
      Signature([.duration, .duration], .duration),
    ]

  private static let difference: [Signature] =
    numbers.map { Signature([$0, $0], $0) } + [
      Signature([.timestamp, .duration], .timestamp), Signature([.timestamp, .timestamp], .duration),
      Signature([.duration, .duration], .duration),
    ]
}
