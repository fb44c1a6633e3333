/// A struct-like type that a workflow declares: `input`, the rows of `items`, an event's data.
///
/// At run time its values are maps whose keys stand in the order of the fields.
package struct ObjectType: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package let name: String
    package let type: CELType
    /// Whether it may be absent; an expression asks with `has()` or reads it with `.?`.
    package let isOptional: Bool

    package init(_ name: String, _ type: CELType, isOptional: Bool = false) {
      self.name = name
      self.type = type
      self.isOptional = isOptional
    }
  }

  package let name: String
  package let fields: [Field]

  package init(_ name: String, _ fields: [Field]) {
    self.name = name
    self.fields = fields
  }

  package func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

/// The struct-like types of an environment by their names.
package struct ObjectTypes: Hashable, Sendable, ExpressibleByArrayLiteral {
  private let byName: [String: ObjectType]
  /// In the order given; of two with one name the first counts.
  package let all: [ObjectType]

  package init(_ types: [ObjectType]) {
    all = types
    byName = Dictionary(types.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package init(arrayLiteral elements: ObjectType...) { self.init(elements) }

  package subscript(name: String) -> ObjectType? { byName[name] }
}
