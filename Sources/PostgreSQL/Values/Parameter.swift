/// A value for `$n`, sent in binary with its type.
///
/// Instants are microseconds since 1970-01-01T00:00Z; uuids are their 128 bits, most significant first. Arrays have one
/// dimension, and an element may be NULL.
package enum Parameter: Hashable, Sendable {
  case null(PostgresType)
  case nullArray(PostgresType)

  case bool(Bool)
  case bytes([UInt8])
  case int2(Int16)
  case int4(Int32)
  case int8(Int64)
  case double(Double)
  case text(String)
  case uuid(UInt128)
  case instant(Int64)
  /// JSON text, for `jsonb`.
  case json(String)
  /// JSON text in UTF-8, for `jsonb`.
  case jsonBytes([UInt8])

  case bools([Bool?])
  case bytesArray([[UInt8]?])
  case int2s([Int16?])
  case int4s([Int32?])
  case int8s([Int64?])
  case doubles([Double?])
  case texts([String?])
  case uuids([UInt128?])
  case instants([Int64?])
  case jsons([String?])
  case jsonBytesArray([[UInt8]?])

  /// `text[]`, for batches.
  case textColumn(TextColumn)
}

/// Values that may be missing.
extension Parameter {
  package static func nullable(bool value: Bool?) -> Parameter { value.map(Parameter.bool) ?? .null(.bool) }
  package static func nullable(bytes value: [UInt8]?) -> Parameter { value.map(Parameter.bytes) ?? .null(.bytes) }
  package static func nullable(int4 value: Int32?) -> Parameter { value.map(Parameter.int4) ?? .null(.int4) }
  package static func nullable(int8 value: Int64?) -> Parameter { value.map(Parameter.int8) ?? .null(.int8) }
  package static func nullable(double value: Double?) -> Parameter { value.map(Parameter.double) ?? .null(.double) }
  package static func nullable(text value: String?) -> Parameter { value.map(Parameter.text) ?? .null(.text) }
  package static func nullable(uuid value: UInt128?) -> Parameter { value.map(Parameter.uuid) ?? .null(.uuid) }
  package static func nullable(instant value: Int64?) -> Parameter { value.map(Parameter.instant) ?? .null(.instant) }
  package static func nullable(json value: String?) -> Parameter { value.map(Parameter.json) ?? .null(.json) }
}

extension Parameter {
  /// How much room it is worth to make for it at once.
  var bytesAbout: Int {
    switch self {
    case .textColumn(let column): column.elements.count + 20
    case .uuids(let values): values.count * 20 + 20
    case .instants(let values): values.count * 12 + 20
    case .int4s(let values): values.count * 8 + 20
    case .int2s(let values): values.count * 6 + 20
    default: 20
    }
  }
}
