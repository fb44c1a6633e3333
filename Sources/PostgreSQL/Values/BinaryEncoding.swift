/// PostgreSQL's binary formats, written.
extension [UInt8] {
  mutating func appendBigEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  /// Appends a parameter's value and tells the number of its type.
  mutating func appendBinary(_ parameter: Parameter) throws(PostgresError) -> (oid: UInt32, isNull: Bool) {
    switch parameter {
    case .null(let type): return (type.oid, true)
    case .nullArray(let type): return (type.arrayOid, true)
    case .textColumn(let column):
      appendArrayHeader(.text, count: column.count, hasNull: column.hasNull)
      append(contentsOf: column.elements)
      return (PostgresType.text.arrayOid, false)
    case .bool, .bytes, .int2, .int4, .int8, .double, .text, .uuid, .instant, .json, .jsonBytes:
      return (try appendScalar(parameter).oid, false)
    default:
      return (try appendArray(parameter).arrayOid, false)
    }
  }

  private mutating func appendScalar(_ parameter: Parameter) throws(PostgresError) -> PostgresType {
    switch parameter {
    case .bool(let value): append(value ? 1 : 0); return .bool
    case .bytes(let value): append(contentsOf: value); return .bytes
    case .int2(let value): appendBigEndian(value); return .int2
    case .int4(let value): appendBigEndian(value); return .int4
    case .int8(let value): appendBigEndian(value); return .int8
    case .double(let value): appendBigEndian(value.bitPattern); return .double
    case .text(let value): append(contentsOf: value.utf8); return .text
    case .uuid(let value): appendBigEndian(value); return .uuid
    case .instant(let value): try appendInstant(value); return .instant
    case .json(let value): appendJSON(value.utf8); return .json
    case .jsonBytes(let value): appendJSON(value); return .json
    default: throw .misuse("an array was given as a single value")
    }
  }

  private mutating func appendArray(_ parameter: Parameter) throws(PostgresError) -> PostgresType {
    switch parameter {
    case .bools(let values): return try appendElements(values, .bool) { $0.append($1 ? 1 : 0) }
    case .bytesArray(let values): return try appendElements(values, .bytes) { $0.append(contentsOf: $1) }
    case .int2s(let values): return try appendElements(values, .int2) { $0.appendBigEndian($1) }
    case .int4s(let values): return try appendElements(values, .int4) { $0.appendBigEndian($1) }
    case .int8s(let values): return try appendElements(values, .int8) { $0.appendBigEndian($1) }
    case .doubles(let values): return try appendElements(values, .double) { $0.appendBigEndian($1.bitPattern) }
    case .texts(let values): return try appendElements(values, .text) { $0.append(contentsOf: $1.utf8) }
    case .uuids(let values): return try appendElements(values, .uuid) { $0.appendBigEndian($1) }
    case .instants(let values):
      return try appendElements(values, .instant) { (bytes, value) throws(PostgresError) in try bytes.appendInstant(value) }
    case .jsons(let values): return try appendElements(values, .json) { $0.appendJSON($1.utf8) }
    case .jsonBytesArray(let values): return try appendElements(values, .json) { $0.appendJSON($1) }
    default: throw .misuse("a single value was given as an array")
    }
  }

  /// `array_recv`: dimensions, whether NULLs are there, the elements' type, length, lower bound; then each with its length.
  private mutating func appendElements<Value>(
    _ values: [Value?], _ type: PostgresType,
    _ encode: (inout [UInt8], Value) throws(PostgresError) -> Void
  ) throws(PostgresError) -> PostgresType {
    appendArrayHeader(type, count: values.count, hasNull: values.contains { $0 == nil })
    for value in values {
      guard let value else {
        appendBigEndian(Int32(-1))
        continue
      }
      try appendWithLength { (bytes) throws(PostgresError) in try encode(&bytes, value) }
    }
    return type
  }

  private mutating func appendArrayHeader(_ type: PostgresType, count: Int, hasNull: Bool) {
    appendBigEndian(Int32(count == 0 ? 0 : 1))
    appendBigEndian(Int32(hasNull ? 1 : 0))
    appendBigEndian(type.oid)
    guard count > 0 else { return }
    appendBigEndian(Int32(clamping: count))
    appendBigEndian(Int32(1))
  }

  /// An element of an array: its length, which is known once it is written, then its bytes.
  mutating func appendWithLength<E: Error>(_ write: (inout [UInt8]) throws(E) -> Void) throws(E) {
    let lengthAt = count
    appendBigEndian(Int32(0))
    try write(&self)
    let length = UInt32(clamping: count - lengthAt - 4)
    self[lengthAt] = UInt8(truncatingIfNeeded: length >> 24)
    self[lengthAt + 1] = UInt8(truncatingIfNeeded: length >> 16)
    self[lengthAt + 2] = UInt8(truncatingIfNeeded: length >> 8)
    self[lengthAt + 3] = UInt8(truncatingIfNeeded: length)
  }

  /// `jsonb_recv`: a version, then the text.
  private mutating func appendJSON(_ text: some Sequence<UInt8>) {
    append(1)
    append(contentsOf: text)
  }

  /// The server counts from 2000 and keeps the two ends of the range for the infinities, which are no instants.
  fileprivate mutating func appendInstant(_ microsecondsSince1970: Int64) throws(PostgresError) {
    let (value, overflow) = microsecondsSince1970.subtractingReportingOverflow(InstantEpoch.microseconds)
    guard !overflow, value != .min else { throw .misuse("an instant outside of what the database can keep") }
    appendBigEndian(value)
  }
}

/// Where PostgreSQL's instants begin: 2000-01-01T00:00Z.
enum InstantEpoch {
  /// From 1970 to 2000: 10,957 days.
  static let microseconds: Int64 = 10_957 * 86_400 * 1_000_000
}
