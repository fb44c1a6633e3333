import CEL
import Workflow

/// The type of a field as an author writes it: `string`, `list(contact)`, `timestamp?`, `sample = {"records": 0}`.
struct TypeSyntax {
  struct Field: Equatable {
    let type: CELType
    let isOptional: Bool
    /// The default's expression and where it begins, in UTF-8 bytes.
    let initial: (text: String, offset: Int)?

    static func == (left: Field, right: Field) -> Bool {
      left.type == right.type && left.isOptional == right.isOptional && left.initial?.text == right.initial?.text
    }
  }

  enum Failure: Error, Equatable {
    case unknown(String, Range<Int>)
    case malformed(String, Range<Int>)
  }

  private let bytes: [UInt8]
  private var position = 0
  /// Whether a name is a declared type.
  private let isDeclared: (String) -> Bool

  private init(_ text: String, isDeclared: @escaping (String) -> Bool) {
    bytes = Array(text.utf8)
    self.isDeclared = isDeclared
  }

  static func field(_ text: String, isDeclared: @escaping (String) -> Bool) throws(Failure) -> Field {
    var syntax = TypeSyntax(text, isDeclared: isDeclared)
    let type = try syntax.type(depth: 0)
    let isOptional = syntax.take("?")
    var initial: (String, Int)?
    if syntax.take("=") {
      syntax.skipBlanks()
      initial = (String(decoding: syntax.bytes[syntax.position...], as: UTF8.self), syntax.position)
    } else if syntax.position < syntax.bytes.count {
      throw .malformed("nothing can follow the type but `?` and `= default`", syntax.position..<syntax.bytes.count)
    }
    return Field(type: type, isOptional: isOptional, initial: initial)
  }

  static let primitives: [String: CELType] = [
    "string": .string, "int": .int, "uint": .uint, "double": .double, "bool": .bool, "bytes": .bytes, "timestamp": .timestamp,
    "duration": .duration, "dyn": .dyn,
  ]

  /// `list(list(…))`: nobody nests deeper.
  private static let depthMax = 8

  private mutating func type(depth: Int) throws(Failure) -> CELType {
    skipBlanks()
    let start = position
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    let name = String(decoding: bytes[start..<position], as: UTF8.self)
    guard !name.isEmpty else { throw .malformed("a type is expected here", start..<min(start + 1, max(bytes.count, start))) }
    guard depth <= Self.depthMax else { throw .malformed("nested too deep", start..<position) }
    if name == "list" || name == "map" {
      guard take("(") else {
        throw .malformed("`\(name)` needs what it holds: `\(name == "list" ? "list(string)" : "map(string, int)")`", start..<position)
      }
      let first = try type(depth: depth + 1)
      if name == "list" {
        try close()
        return .list(first)
      }
      guard take(",") else { throw .malformed("a map has the types of key and value: `map(string, int)`", start..<position) }
      let value = try type(depth: depth + 1)
      try close()
      return .map(first, value)
    }
    if let primitive = Self.primitives[name] { return primitive }
    guard isDeclared(name) else { throw .unknown(name, start..<position) }
    return .object(name)
  }

  private mutating func close() throws(Failure) {
    guard take(")") else { throw .malformed("a `)` is missing", position..<min(position + 1, bytes.count)) }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x0A { position += 1 }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
  }
}
