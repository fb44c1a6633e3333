package import CEL

/// What an expression can read of `event`: a timer's step knows name and time only, an answer also who gave it.
package struct EventShape: Hashable, Sendable {
  package enum Data: Hashable, Sendable {
    case none
    /// Declared nowhere: known when it is there.
    case any
    case fields([ObjectType.Field])
    /// Of a type that the file's scope knows: the rows of a report.
    case value(CELType)
  }

  package var data: Data
  /// Whether somebody caused it, whose name `event.by` tells.
  package var hasAuthor: Bool

  package init(data: Data, hasAuthor: Bool = false) {
    self.data = data
    self.hasAuthor = hasAuthor
  }

  /// A timer, a start, an `always`: name and time.
  package static let bare = EventShape(data: .none)

  /// What both have: an `entry` sees what all ways into its state have.
  package func common(with other: EventShape) -> EventShape {
    EventShape(data: data.common(with: other.data), hasAuthor: hasAuthor && other.hasAuthor)
  }

  /// The name under which CEL knows the type of `event`, and of its data.
  static let typeName = "event"
  static let dataTypeName = "event data"

  var types: [ObjectType] {
    var fields = [ObjectType.Field("name", .string)]
    var types: [ObjectType] = []
    switch data {
    case .none: break
    case .any: fields.append(.init("data", .dyn))
    case .value(let type): fields.append(.init("data", type))
    case .fields(let declared):
      fields.append(.init("data", .object(Self.dataTypeName)))
      types.append(ObjectType(Self.dataTypeName, declared))
    }
    fields.append(.init("at", .timestamp))
    if hasAuthor { fields.append(.init("by", .string)) }
    return [ObjectType(Self.typeName, fields)] + types
  }
}

extension EventShape.Data {
  fileprivate func common(with other: EventShape.Data) -> EventShape.Data {
    switch (self, other) {
    case (.none, _), (_, .none): return .none
    case (.any, _), (_, .any): return .any
    case (.value(let left), .value(let right)): return left == right ? self : .any
    case (.value, _), (_, .value): return .any
    case (.fields(let left), .fields(let right)):
      return .fields(
        left.compactMap { field in
          guard let same = right.first(where: { $0.name == field.name && $0.type == field.type }) else { return nil }
          return .init(field.name, field.type, isOptional: field.isOptional || same.isOptional)
        })
    }
  }
}
