package import CEL

/// Reads a value as its declared type: what came as JSON (or from an undeclared expression) becomes what expressions were
/// checked against.
///
/// Timestamps from RFC 3339, durations from `1h30m`, doubles from ints, bytes from base64. Of an object, undeclared fields are
/// dropped and optional ones may be absent or null. What has no declared type stays, as far as JSON can hold it.
/// - Parameter types: the struct-like types by name.
package func coerced(_ value: Value, to type: CELType, types: [String: ObjectType]) throws(CoercionError) -> Value {
  if value.isScalar(of: type) { return value }
  switch (type, value) {
  case (.dyn, _), (.parameter, _), (.error, _), (.type, _):
    return try value.heldByJSON()
  case (.list(let element), .list(let values)):
    return .list(try coercedElements(values, to: element, types: types))
  case (.map(let key, let element), .map(let map)):
    return .map(try coercedEntries(map, keys: key, values: element, types: types))
  case (.object(let name), .map(let map)):
    guard let object = types[name] else { return try value.heldByJSON() }
    return .map(try coercedFields(map, to: object.fields, types: types))
  case (.opaque(_, let parameters), .map(let map)):
    return .map(try coercedGroup(map, to: parameters, types: types))
  case (.optional(let wrapped), _):
    return try coercedOptional(value, to: wrapped, types: types)
  default:
    guard let converted = converted(value, to: type) else {
      throw CoercionError(expected: type.withArticle, found: value.kindWithArticle)
    }
    return converted
  }
}

/// Reads a value as a record with declared fields; see `coerced(_:to:types:)`.
package func coerced(_ value: Value, to record: RecordType, types: [String: ObjectType]) throws(CoercionError) -> Value {
  guard case .map(let map) = value else { throw CoercionError(expected: "the fields of \(record.name)", found: value.kindWithArticle) }
  return .map(try coercedFields(map, to: record.fields, keys: record.keys, types: types))
}

/// Nil where an optional field is absent or null.
package func coercedField(
  _ value: Value?, named name: String, to type: CELType, isOptional: Bool, types: [String: ObjectType]
) throws(CoercionError) -> Value? {
  if let value, !(isOptional && value.isNull) {
    do { return try coerced(value, to: type, types: types) } catch { throw error.within(field: name) }
  }
  guard isOptional else { throw CoercionError(path: name, expected: type.withArticle, found: "nothing") }
  return nil
}

private func coercedElements(_ values: [Value], to type: CELType, types: [String: ObjectType]) throws(CoercionError) -> [Value] {
  var result: [Value] = []
  result.reserveCapacity(values.count)
  for (index, value) in values.enumerated() {
    do { result.append(try coerced(value, to: type, types: types)) } catch { throw error.within(index: index) }
  }
  return result
}

private func coercedEntries(
  _ map: ValueMap, keys: CELType, values: CELType, types: [String: ObjectType]
) throws(CoercionError) -> ValueMap {
  var result = ValueMap(minimumCapacity: map.count)
  for (key, value) in map {
    guard let typedKey = coercedKey(key, to: keys) else {
      throw CoercionError(path: key.text, expected: "\(keys.withArticle) as key", found: key.value.kindWithArticle)
    }
    do { result[typedKey] = try coerced(value, to: values, types: types) } catch { throw error.within(field: key.text) }
  }
  return result
}

/// JSON writes every key as text.
private func coercedKey(_ key: MapKey, to type: CELType) -> MapKey? {
  switch (type, key) {
  case (.int, .string(let text)): Int64(text).map { .int($0) }
  case (.uint, .string(let text)): UInt64(text).map { .uint($0) }
  case (.bool, .string(let text)): Bool(text).map { .bool($0) }
  case (.string, _), (.dyn, _): .string(key.text)
  case (.int, .int), (.int, .uint), (.uint, .int), (.uint, .uint), (.bool, .bool): key
  default: nil
  }
}

/// A field as an object type or a record type declares it.
private protocol DeclaredField {
  var name: String { get }
  var type: CELType { get }
  var isOptional: Bool { get }
}

extension ObjectType.Field: DeclaredField {}
extension RecordType.Field: DeclaredField {}

/// The declared fields in their declared order. Where all are there the values share `all`; a map that has just these in just this
/// order, as what was kept has, lends its keys.
private func coercedFields(
  _ map: ValueMap, to fields: [some DeclaredField], keys all: [MapKey] = [], types: [String: ObjectType]
) throws(CoercionError) -> ValueMap {
  let given = map.keys
  var keys: [MapKey] = []
  var values: [Value] = []
  values.reserveCapacity(fields.count)
  var isInOrder = true
  for (position, field) in fields.enumerated() {
    let isHere = isInOrder && position < given.count && given[position].isName(field.name)
    let value = isHere ? map[position].value : map[field.name]
    let typed = try coercedField(value, named: field.name, to: field.type, isOptional: field.isOptional, types: types)
    if isInOrder, !isHere || typed == nil {
      isInOrder = false
      keys = Array(given.prefix(position))
    }
    guard let typed else { continue }
    values.append(typed)
    if !isInOrder { keys.append(.string(field.name)) }
  }
  if values.count == all.count { return ValueMap(uniqueKeys: all, values: values) }
  if isInOrder { keys = given.count == values.count ? given : Array(given.prefix(values.count)) }
  return ValueMap(uniqueKeys: keys, values: values)
}

/// What `groupBy` makes: `key` and `values`.
private func coercedGroup(_ map: ValueMap, to parameters: [CELType], types: [String: ObjectType]) throws(CoercionError) -> ValueMap {
  var result = ValueMap(minimumCapacity: map.count)
  for (position, entry) in map.enumerated() {
    let type = position < parameters.count ? parameters[position] : .dyn
    do { result[entry.key] = try coerced(entry.value, to: type, types: types) } catch { throw error.within(field: entry.key.text) }
  }
  return result
}

private func coercedOptional(_ value: Value, to wrapped: CELType, types: [String: ObjectType]) throws(CoercionError) -> Value {
  switch value {
  case .null, .optional(nil): .optional(nil)
  case .optional(let inner?): .optional(try coerced(inner, to: wrapped, types: types))
  default: .optional(try coerced(value, to: wrapped, types: types))
  }
}

/// A scalar of another kind that means the same; nil where none does.
private func converted(_ value: Value, to type: CELType) -> Value? {
  switch (type, value) {
  case (.timestamp, .string(let text)): Timestamp(text).map { .timestamp($0) }
  case (.duration, .string(let text)): Span(text).map { .duration($0) }
  case (.double, .int(let number)): .double(Double(number))
  case (.double, .uint(let number)): .double(Double(number))
  case (.int, .double(let number)): Int64(exactly: number).map { .int($0) }
  case (.int, .uint(let number)): Int64(exactly: number).map { .int($0) }
  case (.uint, .int(let number)): UInt64(exactly: number).map { .uint($0) }
  case (.uint, .double(let number)): UInt64(exactly: number).map { .uint($0) }
  case (.bytes, .string(let text)): Base64.decode(text).map { .bytes($0) }
  default: nil
  }
}

extension Value {
  /// Whether it is of that type already, where that is to be seen at a glance: most values are.
  fileprivate func isScalar(of type: CELType) -> Bool {
    switch self {
    case .string: if case .string = type { true } else { false }
    case .int: if case .int = type { true } else { false }
    case .double: if case .double = type { true } else { false }
    case .timestamp: if case .timestamp = type { true } else { false }
    case .bool: if case .bool = type { true } else { false }
    case .duration: if case .duration = type { true } else { false }
    case .uint: if case .uint = type { true } else { false }
    case .bytes: if case .bytes = type { true } else { false }
    case .null: if case .null = type { true } else { false }
    case .list, .map, .type, .optional: false
    }
  }
}

extension MapKey {
  fileprivate func isName(_ name: String) -> Bool {
    if case .string(let text) = self { text.utf8.elementsEqual(name.utf8) } else { false }
  }
}
