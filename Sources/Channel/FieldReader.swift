import CEL

/// The fields of a JSON object, read with words for what is missing.
struct FieldReader {
  private let object: Value

  init(_ object: Value) { self.object = object }

  func value(_ name: String) -> Value? { object[name] }

  func text(_ name: String) throws(MessageBodyError) -> String {
    guard case .string(let text)? = value(name) else { throw MessageBodyError(description: "the kept message lacks the text “\(name)”") }
    return text
  }

  func optionalText(_ name: String) -> String? {
    guard case .string(let text)? = value(name) else { return nil }
    return text
  }

  /// Empty where there is none.
  func list(_ name: String) -> [Value] {
    guard case .list(let values)? = value(name) else { return [] }
    return values
  }
}
