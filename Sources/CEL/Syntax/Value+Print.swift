extension Value {
  /// The value as the language writes it; what has no literal is written as the call that makes it.
  package var literal: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .uint(let value): String(value) + "u"
    case .double(let value): value.literal
    case .string(let value): value.quoted
    case .bytes(let value): "b" + value.quoted
    case .list(let values): "[" + values.map(\.literal).joined(separator: ", ") + "]"
    case .map(let map): "{" + map.map { $0.key.value.literal + ": " + $0.value.literal }.joined(separator: ", ") + "}"
    case .timestamp(let value): "timestamp(\"\(value)\")"
    case .duration(let value): "duration(\"\(value)\")"
    case .type(let type): type.name
    case .optional(nil): "optional.none()"
    case .optional(let value?): "optional.of(\(value.literal))"
    }
  }
}

extension Value: CustomStringConvertible {
  package var description: String { literal }
}

extension Double {
  fileprivate var literal: String {
    if let name = nameIfNotFinite { return "double(\"\(name)\")" }
    return description
  }
}

extension String {
  /// The text between double quotes, escaped where needed.
  var quoted: String {
    var result = "\""
    for scalar in unicodeScalars { result += scalar.escaped }
    return result + "\""
  }

  /// The name behind a dot, in back ticks where it is no plain name.
  var asSelector: String {
    let isPlain = utf8.first.map { Lexer.isNameStart($0) } ?? false
    return isPlain && utf8.allSatisfy { Lexer.isNamePart($0) } && !Words.literals.contains(self) ? self : "`\(self)`"
  }
}

extension [UInt8] {
  fileprivate var quoted: String {
    var result = "\""
    for byte in self {
      result += byte < 0x80 ? Unicode.Scalar(byte).escaped : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return result + "\""
  }
}

extension Unicode.Scalar {
  fileprivate var escaped: String {
    switch value {
    case 0x22: "\\\""
    case 0x5C: "\\\\"
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case 0x09: "\\t"
    case ..<0x20, 0x7F: "\\x" + (value < 16 ? "0" : "") + String(value, radix: 16)
    default: String(Character(self))
    }
  }
}
