package import CEL

/// The declared fields of `input`, `data`, an item, an event's data, or a type of `types/`.
package struct RecordType: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var name: String
    package var type: CELType
    /// Written `end: timestamp?`: may be absent, and `has(…)` tells.
    package var isOptional: Bool
    /// What the field holds when nobody gives it a value: `records: int = 0`.
    package var initial: Expression?
    package var place: Place

    package init(name: String, type: CELType, isOptional: Bool = false, initial: Expression? = nil, place: Place) {
      self.name = name
      self.type = type
      self.isOptional = isOptional
      self.initial = initial
      self.place = place
    }
  }

  /// The name under which CEL knows it: `input`, `data`, `emsp-booking`, `event.acknowledged`.
  package var name: String
  package var fields: [Field] {
    didSet { keys = Self.keys(fields) }
  }
  /// The names of the fields, shared by all values that have every one of them.
  private(set) var keys: [MapKey]

  package init(name: String, fields: [Field]) {
    self.name = name
    self.fields = fields
    keys = Self.keys(fields)
  }

  private static func keys(_ fields: [Field]) -> [MapKey] { fields.map { .string($0.name) } }
}
