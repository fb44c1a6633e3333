package import CEL

/// Texts that are taken out of values, wherever they stand.
package struct Forgetting: Hashable, Sendable {
  private let texts: [String]

  /// Shorter ones would take letters out of every word.
  package static let lengthMin = 3

  /// - Parameter texts: shorter ones than `lengthMin` are left out.
  package init(texts: some Sequence<String>) {
    // Longer ones first: a name within an address.
    self.texts = Set(texts).filter { $0.count >= Self.lengthMin }.sorted { ($1.count, $0) < ($0.count, $1) }
  }

  package func without(_ value: Value) -> Value {
    switch value {
    case .string(let text): return .string(without(text))
    case .list(let values): return .list(values.map { without($0) })
    case .map(let map):
      var after = ValueMap(minimumCapacity: map.count)
      for (key, value) in map { after[key] = without(value) }
      return .map(after)
    default: return value
    }
  }

  private func without(_ text: String) -> String { texts.reduce(text) { $0.replacing($1, with: UpkeepLimits.forgotten) } }

  /// As it stands somewhere. What names are in it (of an event, of a state that was left) is what the record is found by, and stays.
  package func without(_ value: Value, at place: KeptPlace) -> Value {
    switch place {
    case .event: return value.withFields { name, field in name == "name" ? field : without(field) }
    case .changes:
      return value.withFields { name, field in
        guard name == "changes", case .list(let changes) = field else { return field }
        return .list(changes.map { $0.withFields { $0 == "logged" || $0 == "passedOver" ? without($1) : $1 } })
      }
    case .item, .input, .data, .message, .answer, .recipient, .incident, .appended: return without(value)
    }
  }
}

extension Value {
  /// Its fields made anew, where it has any.
  package func withFields(_ change: (String, Value) -> Value) -> Value {
    guard case .map(let map) = self else { return self }
    var after = ValueMap(minimumCapacity: map.count)
    for (key, value) in map { after[key] = change(key.text, value) }
    return .map(after)
  }
}
