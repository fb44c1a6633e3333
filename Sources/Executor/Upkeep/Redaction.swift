package import CEL
package import Machine
package import Store
package import Workflow

/// Takes out of what is kept of an instance what its workflow's `retention` names: the fields themselves, and whatever stood in them,
/// wherever it is said: in events, messages and their answers.
package struct Redaction: Sendable {
  private let fields: [Retention.Field]
  private let texts: Forgetting

  /// - Parameter events: what its steps read, as the history keeps it: rows that came in once and look otherwise today.
  package init(_ fields: [Retention.Field], of instance: Instance, events: [Value]) {
    self.fields = fields
    var found: [Value] = []
    for field in fields {
      switch field.root {
      case .input: found += instance.input.values(at: field.path[...])
      case .data: found += instance.data.values(at: field.path[...])
      case .items:
        for item in instance.items { found += Value.map(item.fields).values(at: field.path[...]) }
        for event in events { found += event["data"]?.rows(with: field.path).flatMap { $0.values(at: field.path[...]) } ?? [] }
      }
    }
    texts = Forgetting(texts: found.flatMap(\.texts))
  }

  package func changed(_ place: KeptPlace, _ value: Value) -> Value {
    var after = value
    for field in fields {
      switch (place, field.root) {
      case (.item, .items), (.input, .input), (.data, .data): after = after.redacted(at: field.path[...])
      case (.event, .items):
        after = after.withFields { name, data in name == "data" ? data.redactedRows(at: field.path) : data }
      default: break
      }
    }
    return texts.without(after, at: place)
  }
}

extension Value {
  /// What stands at a path; a list on the way stands for each of its elements.
  fileprivate func values(at path: ArraySlice<String>) -> [Value] {
    guard let name = path.first else { return [self] }
    switch self {
    case .list(let elements): return elements.flatMap { $0.values(at: path) }
    case .map: return self[name].map { $0.values(at: path.dropFirst()) } ?? []
    default: return []
    }
  }

  /// Maps, at any depth, that look like rows with this field.
  fileprivate func rows(with path: [String]) -> [Value] {
    guard let name = path.first else { return [] }
    switch self {
    case .list(let elements): return elements.flatMap { $0.rows(with: path) }
    case .map(let map):
      if self[name] != nil { return [self] }
      return map.flatMap { $0.value.rows(with: path) }
    default: return []
    }
  }

  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .list(let elements): elements.flatMap(\.texts)
    case .map(let map): map.flatMap { $0.value.texts }
    default: []
    }
  }

  fileprivate func redacted(at path: ArraySlice<String>) -> Value {
    guard let name = path.first else { return emptied }
    switch self {
    case .list(let elements): return .list(elements.map { $0.redacted(at: path) })
    case .map: return withFields { $0 == name ? $1.redacted(at: path.dropFirst()) : $1 }
    default: return self
    }
  }

  fileprivate func redactedRows(at path: [String]) -> Value {
    guard let name = path.first else { return self }
    switch self {
    case .list(let elements): return .list(elements.map { $0.redactedRows(at: path) })
    case .map:
      if self[name] != nil { return redacted(at: path[...]) }
      return withFields { $1.redactedRows(at: path) }
    default: return self
    }
  }

  /// The same shape without what stood in it.
  private var emptied: Value {
    switch self {
    case .string: .string(UpkeepLimits.forgotten)
    case .list(let elements): .list(elements.map(\.emptied))
    case .map: withFields { $1.emptied }
    default: .null
    }
  }
}
