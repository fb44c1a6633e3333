/// Reads JSON (RFC 8259) into values of a declared type.
struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  /// Where in the value the reader stands.
  var path: [Step] = []
  var layouts: [String: ObjectLayout] = [:]
  var lastLayout: ObjectLayout?
  let types: ObjectTypes
  let undeclared: JSON.UndeclaredFields

  enum Step {
    case field(String)
    case element(Int)
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, types: ObjectTypes, undeclared: JSON.UndeclaredFields) {
    self.bytes = bytes
    self.types = types
    self.undeclared = undeclared
  }

  mutating func read(_ type: CELType) throws(JSONError) -> Value {
    guard bytes.count <= Limits.jsonBytesMax else { throw error("the text is longer than \(Limits.jsonBytesMax) bytes") }
    let result = try value(type)
    skipSpace()
    guard position == bytes.count else { throw error("something follows behind the value") }
    return result
  }

  /// The next byte; 0 at the end, which no value starts with.
  @inline(__always)
  var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  @inline(__always)
  mutating func skipSpace() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  func error(_ message: String) -> JSONError {
    var text = ""
    for step in path {
      switch step {
      case .field(let name): text += text.isEmpty ? name : "." + name
      case .element(let index): text += "[\(index)]"
      }
    }
    return JSONError(message: message, path: text, offset: position)
  }

  func expected(_ type: CELType) -> JSONError {
    let found: String =
      switch next {
      case 0x7B: "an object"
      case 0x5B: "a list"
      case 0x22: "a text"
      case 0x74, 0x66: "true or false"
      case 0x6E: "null"
      case 0x2D, 0x30...0x39: "a number"
      default: "no value"
      }
    return error("expected \(type.description.withArticle), found \(found)")
  }

  mutating func value(_ type: CELType) throws(JSONError) -> Value {
    skipSpace()
    switch type {
    case .dyn, .parameter, .error: return try anyValue()
    case .object(let name): return try object(name)
    case .list(let element): return try list(of: element, type)
    case .map(let key, let value): return try map(key, value, type)
    case .opaque("group", let parameters) where parameters.count == 2: return try group(parameters, type)
    case .optional(let inner): return try optional(inner)
    default: return try scalar(type)
    }
  }

  private mutating func anyValue() throws(JSONError) -> Value {
    switch next {
    case 0x7B: return try map(.string, .dyn, .dyn)
    case 0x5B: return try list(of: .dyn, .dyn)
    case 0x22: return .string(try text())
    case 0x74, 0x66: return .bool(try bool())
    case 0x6E:
      try word("null")
      return .null
    case 0x2D, 0x30...0x39: return try number()
    default: throw error(position == bytes.count ? "the text ends where a value is expected" : "a value is expected here")
    }
  }

  private mutating func optional(_ inner: CELType) throws(JSONError) -> Value {
    guard next == 0x6E else { return .optional(try value(inner)) }
    try word("null")
    return .optional(nil)
  }

  mutating func word(_ word: StaticString) throws(JSONError) {
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.count else { throw error("a value is expected here") }
    for index in 0..<length where bytes[position + index] != word.utf8Start[index] { throw error("a value is expected here") }
    position += length
  }

  mutating func bool() throws(JSONError) -> Bool {
    let isTrue = next == 0x74
    try word(isTrue ? "true" : "false")
    return isTrue
  }

  /// Lists and maps within each other.
  mutating func enter(_ step: Step) throws(JSONError) {
    guard path.count < Limits.jsonDepthMax else { throw error("the value is nested deeper than \(Limits.jsonDepthMax) levels") }
    path.append(step)
  }

  private mutating func list(of element: CELType, _ type: CELType) throws(JSONError) -> Value {
    guard next == 0x5B else { throw expected(type) }
    position += 1
    var elements: [Value] = []
    skipSpace()
    if next == 0x5D {
      position += 1
      return .list([])
    }
    try enter(.element(0))
    while true {
      elements.append(try value(element))
      skipSpace()
      if next == 0x2C {
        position += 1
        path[path.count - 1] = .element(elements.count)
      } else if next == 0x5D {
        position += 1
        path.removeLast()
        return .list(elements)
      } else {
        throw error("expected `,` or `]`")
      }
    }
  }

  private mutating func map(_ keyType: CELType, _ valueType: CELType, _ type: CELType) throws(JSONError) -> Value {
    guard next == 0x7B else { throw expected(type) }
    position += 1
    guard try !skipEmptyObject() else { return .map(ValueMap()) }
    var keys: [MapKey] = []
    var values: [Value] = []
    while true {
      let name = try key()
      guard let key = Self.key(name, keyType) else { throw error("\(name.shortened.quoted) is no key of a \(type)") }
      try enter(.field(name))
      keys.append(key)
      values.append(try value(valueType))
      path.removeLast()
      if try endsObject() { break }
    }
    if let map = ValueMap(keys: keys, values: values) { return .map(map) }
    throw error("a key is there twice")
  }

  /// A key as its type has it; JSON knows texts only.
  private static func key(_ text: String, _ type: CELType) -> MapKey? {
    switch type {
    case .int: Int64(text).map { .int($0) }
    case .uint: UInt64(text).map { .uint($0) }
    case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
    default: .string(text)
    }
  }

  mutating func skipEmptyObject() throws(JSONError) -> Bool {
    skipSpace()
    guard next == 0x7D else { return false }
    position += 1
    return true
  }

  mutating func key() throws(JSONError) -> String {
    skipSpace()
    guard next == 0x22 else { throw error("expected a key in quotes") }
    let name = try text()
    try colon()
    return name
  }

  @inline(__always)
  mutating func colon() throws(JSONError) {
    skipSpace()
    guard next == 0x3A else { throw error("expected `:`") }
    position += 1
  }

  /// Behind an entry: whether the object ends.
  @inline(__always)
  mutating func endsObject() throws(JSONError) -> Bool {
    skipSpace()
    let byte = next
    guard byte == 0x2C || byte == 0x7D else { throw error("expected `,` or `}`") }
    position += 1
    return byte == 0x7D
  }
}
