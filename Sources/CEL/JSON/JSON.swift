/// JSON in and out.
///
/// Reading follows a declared type: int, double, timestamp from RFC 3339, duration from `1h30m`, bytes from base64, fields of a
/// struct-like type in their declared order. Undeclared, a whole number is an int and any other a double. Writing keeps the order
/// of entries and gives a double always a point or an exponent, so that reading gives the same value again.
package enum JSON {
  /// What becomes of fields that a struct-like type does not declare.
  package enum UndeclaredFields: Sendable {
    /// Left out: nothing can read them.
    case drop
    case reject
  }

  package static func parse(
    _ bytes: [UInt8], as type: CELType = .dyn, types: ObjectTypes = [], undeclared: UndeclaredFields = .drop
  ) throws(JSONError) -> Value {
    do { _ = try UTF8Span(validating: bytes.span) } catch {
      throw JSONError(message: "the text is no UTF-8", path: "", offset: error.byteOffsets.lowerBound)
    }
    let result: Result<Value, JSONError> = bytes.withUnsafeBufferPointer { buffer in
      parse(buffer, as: type, types: types, undeclared: undeclared)
    }
    return try result.get()
  }

  package static func parse(
    _ text: String, as type: CELType = .dyn, types: ObjectTypes = [], undeclared: UndeclaredFields = .drop
  ) throws(JSONError) -> Value {
    var text = text
    let result: Result<Value, JSONError> = text.withUTF8 { buffer in
      parse(buffer, as: type, types: types, undeclared: undeclared)
    }
    return try result.get()
  }

  /// The bytes are known to be UTF-8.
  private static func parse(
    _ buffer: UnsafeBufferPointer<UInt8>, as type: CELType, types: ObjectTypes, undeclared: UndeclaredFields
  ) -> Result<Value, JSONError> {
    var reader = JSONReader(buffer, types: types, undeclared: undeclared)
    do {
      return .success(try reader.read(type))
    } catch {
      return .failure(error)
    }
  }

  /// In one line.
  package static func write(_ value: Value) -> String { String(decoding: bytes(value), as: UTF8.self) }

  /// In one line, as UTF-8.
  package static func bytes(_ value: Value) -> [UInt8] {
    var bytes: [UInt8] = []
    write(value, onto: &bytes)
    return bytes
  }

  /// In one line, as UTF-8 behind what is there.
  package static func write(_ value: Value, onto bytes: inout [UInt8]) {
    var writer = JSONWriter(isPretty: false)
    // Exchanged, not assigned: with two owners the first byte would copy all.
    swap(&writer.bytes, &bytes)
    writer.write(value)
    swap(&writer.bytes, &bytes)
  }

  /// Over several lines, two spaces for each level.
  package static func pretty(_ value: Value) -> String {
    var writer = JSONWriter(isPretty: true)
    writer.write(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Why a text is not the JSON that is wanted.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  package let message: String
  /// Where in the value: `bookings[3].openedAt`; empty for the whole.
  package let path: String
  /// Bytes from the start of the text.
  package let offset: Int

  package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
