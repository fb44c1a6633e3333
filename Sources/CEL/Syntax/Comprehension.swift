/// A macro that evaluates an expression for elements of a list or map, or with a name bound to a value.
package struct Comprehension: Sendable {
  package enum Macro: String, Hashable, Sendable {
    case all, exists, existsOne
    /// `map(i, value)`, `map(i, condition, value)`.
    case map
    case filter
    case transformList, transformMap, transformMapEntry
    case sortBy, groupBy
    /// `cel.bind(name, value, result)`: the range is the value.
    case bind
    case optMap, optFlatMap

    /// Whether its body is a condition.
    var isTest: Bool { [.all, .exists, .existsOne, .filter].contains(self) }
  }

  package let macro: Macro
  /// The name as written, where there are two: `exists_one`.
  package let name: String
  package let range: Expression
  /// One name, or two (index or key, and value).
  package let variables: [String]
  /// Elements for which this is false are left out.
  package let condition: Expression?
  package let body: Expression
  /// Whether it is written after its range, `items.map(…)`, or around it, `groupBy(items, …)`.
  package let isReceiver: Bool
}
