package import CEL

/// What a source answers with, as it declares it: rows with named and typed columns.
package enum AnswerType {
  private static let prefix = "row of "

  /// The type of a row, under a name that no author can declare.
  package static func row(of source: String, _ fields: [ObjectType.Field]) -> ObjectType { ObjectType(prefix + source, fields) }

  /// Whether a type is that of such a row, which stands for any record with fitting fields.
  package static func isRow(_ type: CELType) -> Bool {
    guard case .object(let name) = type else { return false }
    return name.hasPrefix(prefix)
  }

  /// Whether a value holds such rows: what it is kept as is then looked at when it comes.
  package static func holdsRows(_ type: CELType) -> Bool {
    switch type {
    case .list(let element), .optional(let element): holdsRows(element)
    case .map(_, let value): holdsRows(value)
    default: isRow(type)
    }
  }

  /// The same with nothing required: a database may answer with nothing in any column.
  package static func relaxed(_ type: ObjectType) -> ObjectType {
    guard type.name.hasPrefix(prefix) else { return type }
    return ObjectType(type.name, type.fields.map { .init($0.name, $0.type, isOptional: true) })
  }
}
