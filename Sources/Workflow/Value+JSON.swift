package import CEL

extension Value {
  /// The same as JSON can hold it: timestamps as RFC 3339, durations as text, bytes as base64, unsigned numbers as ints, map keys
  /// as text; an empty optional is null.
  package func heldByJSON() throws(CoercionError) -> Value {
    switch self {
    case .null, .bool, .int, .string: return self
    case .uint(let number):
      guard let int = Int64(exactly: number) else { throw CoercionError(expected: "a number up to 2^63", found: "a greater one") }
      return .int(int)
    case .double(let number):
      guard number.isFinite else { throw CoercionError(expected: "a finite number", found: "\(number)") }
      return self
    case .bytes(let bytes): return .string(Base64.encode(bytes))
    case .timestamp(let timestamp): return .string(timestamp.description)
    case .duration(let span): return .string(span.description)
    case .type(let type): return .string(type.name)
    case .optional(let value): return try value?.heldByJSON() ?? .null
    case .list(let values): return .list(try Self.heldByJSON(values))
    case .map(let map): return .map(try Self.heldByJSON(map))
    }
  }

  private static func heldByJSON(_ values: [Value]) throws(CoercionError) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      do { result.append(try value.heldByJSON()) } catch { throw error.within(index: index) }
    }
    return result
  }

  private static func heldByJSON(_ map: ValueMap) throws(CoercionError) -> ValueMap {
    var result = ValueMap(minimumCapacity: map.count)
    for (key, value) in map {
      do { result[key.text] = try value.heldByJSON() } catch { throw error.within(field: key.text) }
    }
    return result
  }

  /// What it is, for a message that must not quote it: `a string`.
  package var kindWithArticle: String {
    switch self {
    case .null: "null"
    case .list: "a list"
    case .map: "a map"
    default: type.withArticle
    }
  }
}

extension CELType {
  /// `a timestamp`, `an int`, `a list(string)`.
  package var withArticle: String {
    let text = description
    switch self {
    case .null, .dyn: return text
    default: return ("aeio".contains(text.first ?? "x") ? "an " : "a ") + text
    }
  }
}
