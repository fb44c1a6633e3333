extension CELType {
  /// Why a value, looked at all the way down, is not of this type; nil if it is.
  package func mismatch(with value: Value, types: ObjectTypes) -> String? {
    mismatch(value, types, path: "")
  }

  private func mismatch(_ value: Value, _ types: ObjectTypes, path: String) -> String? {
    switch (self, value) {
    case (.dyn, _), (.parameter, _), (.error, _): return nil
    case (.list(let element), .list(let values)):
      for (index, value) in values.enumerated() {
        if let problem = element.mismatch(value, types, path: "\(path)[\(index)]") { return problem }
      }
      return nil
    case (.map(let keyType, let valueType), .map(let map)):
      for (key, value) in map {
        if let problem = keyType.mismatch(key.value, types, path: path) { return problem }
        if let problem = valueType.mismatch(value, types, path: "\(path).\(key.text)") { return problem }
      }
      return nil
    case (.object(let name), .map(let map)): return mismatch(fields: name, map, types, path: path)
    case (.optional(let inner), .optional(let value)): return value.flatMap { inner.mismatch($0, types, path: path) }
    case (.opaque("group", let parameters), .map(let map)) where parameters.count == 2:
      for (field, type) in [("key", parameters[0]), ("values", parameters[1])] {
        if let problem = type.mismatch(map[field] ?? .null, types, path: "\(path).\(field)") { return problem }
      }
      return nil
    default:
      if accepts(value) { return nil }
      return
        "\(path.isEmpty ? "" : "\(path.trimmingDot): ")expected \(description.withArticle), found \(value.type.description.withArticle)"
    }
  }

  private func mismatch(fields name: String, _ map: ValueMap, _ types: ObjectTypes, path: String) -> String? {
    guard let type = types[name] else { return nil }
    for field in type.fields {
      guard let value = map[field.name] else {
        if field.isOptional { continue }
        return "\("\(path).\(field.name)".trimmingDot) is missing"
      }
      if let problem = field.type.mismatch(value, types, path: "\(path).\(field.name)") { return problem }
    }
    return nil
  }
}

extension String {
  fileprivate var trimmingDot: String { hasPrefix(".") ? String(dropFirst()) : self }
}
