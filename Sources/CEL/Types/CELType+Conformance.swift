extension CELType {
  /// Why a value, looked at all the way down, is not of this type; nil if it is.
  package func mismatch(with value: Value, types: ObjectTypes) -> String? {
    Conformance(types: types, allowsNull: false).problem(value, self)
  }

  /// Whether null may stand in its place.
  var takesNull: Bool {
    switch self {
    case .null, .object, .timestamp, .duration, .optional, .opaque: true
    default: false
    }
  }
}

/// Looks whether values are of the types that they are said to be.
struct Conformance {
  let types: ObjectTypes
  /// Whether null goes where the checker lets it go: for a record, an instant, a length of time, an optional.
  let allowsNull: Bool

  /// Why a value, looked at all the way down, is not of a type; nil if it is. `path` is where it stands in the whole.
  func problem(_ value: Value, _ type: CELType, path: String = "") -> String? {
    switch (type, value) {
    case (.dyn, _), (.parameter, _), (.error, _): return nil
    case (_, .null) where allowsNull && type.takesNull: return nil
    case (.list(let element), .list(let values)):
      for (index, value) in values.enumerated() {
        if let problem = problem(value, element, path: "\(path)[\(index)]") { return problem }
      }
      return nil
    case (.map(let keyType, let valueType), .map(let map)):
      for (key, value) in map {
        if let problem = problem(key.value, keyType, path: path) { return problem }
        if let problem = problem(value, valueType, path: "\(path).\(key.text)") { return problem }
      }
      return nil
    case (.object(let name), .map(let map)): return problem(fields: name, map, path: path)
    case (.optional(let inner), .optional(let value)): return value.flatMap { problem($0, inner, path: path) }
    case (.opaque("group", let parameters), .map(let map)) where parameters.count == 2:
      for (field, type) in [("key", parameters[0]), ("values", parameters[1])] {
        if let problem = problem(map[field] ?? .null, type, path: "\(path).\(field)") { return problem }
      }
      return nil
    default:
      if type.accepts(value) { return nil }
      return
        "\(path.isEmpty ? "" : "\(path.trimmingDot): ")expected \(type.description.withArticle), found \(value.type.description.withArticle)"
    }
  }

  private func problem(fields name: String, _ map: ValueMap, path: String) -> String? {
    for field in types[name]?.fields ?? [] {
      guard let value = map[field.name] else {
        if field.isOptional { continue }
        return "\("\(path).\(field.name)".trimmingDot) is missing"
      }
      if let problem = problem(value, field.type, path: "\(path).\(field.name)") { return problem }
    }
    return nil
  }
}

extension String {
  fileprivate var trimmingDot: String { hasPrefix(".") ? String(dropFirst()) : self }
}
