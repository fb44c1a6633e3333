import CEL

/// Values as people read them where an author gave no format.
enum ValueText {
  static func text(of value: Value) -> String {
    switch value {
    case .null, .optional(nil): ""
    case .optional(let inner?): text(of: inner)
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .double(let number): text(of: number)
    case .string(let words): words
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .timestamp(let instant): instant.description
    case .duration(let span): span.description
    case .list(let values): values.map(text(of:)).joined(separator: ", ")
    case .map(let map): map.map { "\($0.key.text): \(text(of: $0.value))" }.joined(separator: ", ")
    case .type(let type): type.name
    }
  }

  /// Shortest digits that read back; whole numbers without a fraction.
  private static func text(of number: Double) -> String {
    let digits = number.description
    return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
  }
}
