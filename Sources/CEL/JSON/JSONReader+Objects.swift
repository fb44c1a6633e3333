/// A struct-like type as the reader uses it.
final class ObjectLayout {
  let type: ObjectType
  let names: [[UInt8]]
  /// Shared by all values that have every field.
  let keys: [MapKey]

  init(_ type: ObjectType) {
    self.type = type
    names = type.fields.map { Array($0.name.utf8) }
    keys = type.fields.map { .string($0.name) }
  }
}

extension JSONReader {
  /// A struct-like value; null for an optional field counts as absent.
  mutating func object(_ name: String) throws(JSONError) -> Value {
    guard let type = types[name] else { throw error("there is no type `\(name)`") }
    guard next == 0x7B else { throw expected(.object(name)) }
    let layout = layout(of: type)
    position += 1
    var values: [Value?] = Array(repeating: nil, count: type.fields.count)
    if try !skipEmptyObject() { try readFields(layout, &values) }
    return try assemble(layout, values)
  }

  /// Made once for a type; that of the object before is at hand.
  private mutating func layout(of type: ObjectType) -> ObjectLayout {
    if let last = lastLayout, last.type.name.isSame(as: type.name) { return last }
    let layout = layouts[type.name] ?? ObjectLayout(type)
    layouts[type.name] = layout
    lastLayout = layout
    return layout
  }

  private mutating func readFields(_ layout: ObjectLayout, _ values: inout [Value?]) throws(JSONError) {
    var expectedIndex = 0
    var seen = Array(repeating: false, count: values.count)
    while true {
      skipSpace()
      guard let index = try fieldIndex(layout, startingAt: expectedIndex) else {
        try skipUndeclared(layout)
        if try endsObject() { return }
        continue
      }
      expectedIndex = index + 1
      let field = layout.type.fields[index]
      try enter(.field(field.name))
      guard !seen[index] else { throw error("the field is there twice") }
      seen[index] = true
      skipSpace()
      if field.isOptional, next == 0x6E { try word("null") } else { values[index] = try value(field.type) }
      path.removeLast()
      if try endsObject() { return }
    }
  }

  /// Reads a key that is declared, and the colon behind it; nil, and nothing read, where it is not.
  private mutating func fieldIndex(_ layout: ObjectLayout, startingAt expected: Int) throws(JSONError) -> Int? {
    guard next == 0x22 else { throw error("expected a key in quotes") }
    for offset in layout.names.indices {
      let index = (expected + offset) % layout.names.count
      if try takeKey(layout.names[index]) { return index }
    }
    let start = position
    let name = try text()
    if let index = layout.type.fields.firstIndex(where: { $0.name.isSame(as: name) }) {
      try colon()
      return index
    }
    position = start
    return nil
  }

  /// Reads the key if it is written plainly and is this one.
  private mutating func takeKey(_ name: [UInt8]) throws(JSONError) -> Bool {
    let end = position + 1 + name.count
    guard end < bytes.count, bytes[end] == 0x22 else { return false }
    for index in name.indices where bytes[position + 1 + index] != name[index] { return false }
    position = end + 1
    try colon()
    return true
  }

  private mutating func skipUndeclared(_ layout: ObjectLayout) throws(JSONError) {
    let start = position
    let name = try key()
    if undeclared == .reject {
      position = start
      let hint = Spelling.hint(name, among: layout.type.fields.map(\.name)).map { "; \($0)" } ?? ""
      throw error("`\(layout.type.name)` has no field `\(name.shortened)`\(hint)")
    }
    try enter(.field(name))
    _ = try value(.dyn)
    path.removeLast()
  }

  private func assemble(_ layout: ObjectLayout, _ values: [Value?]) throws(JSONError) -> Value {
    var keys = layout.keys
    var present: [Value] = []
    present.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      if let value {
        present.append(value)
      } else if layout.type.fields[index].isOptional {
        keys.remove(at: present.count)
      } else {
        throw missing(layout.type.fields[index].name)
      }
    }
    return .map(ValueMap(uniqueKeys: keys, values: present))
  }

  private func missing(_ field: String) -> JSONError {
    var reader = self
    reader.path.append(.field(field))
    return reader.error("is missing")
  }

  /// What `groupBy` makes: `key` and `values`.
  mutating func group(_ parameters: [CELType], _ type: CELType) throws(JSONError) -> Value {
    let group = ObjectType("group", [.init("key", parameters[0]), .init("values", parameters[1])])
    guard next == 0x7B else { throw expected(type) }
    position += 1
    var values: [Value?] = [nil, nil]
    let layout = ObjectLayout(group)
    if try !skipEmptyObject() { try readFields(layout, &values) }
    return try assemble(layout, values)
  }
}
