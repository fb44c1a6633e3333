import CEL
import Calendar
import Machine
import PostgreSQL
import Store

/// Reads a row's columns in the order in which the statement names them.
struct RowCursor {
  private let row: Row
  private var place = 0

  init(_ row: Row) { self.row = row }

  private mutating func next() -> Column {
    defer { place += 1 }
    return .index(place)
  }

  mutating func int() throws -> Int { try row.int(next()) }
  mutating func optionalInt() throws -> Int? { try row.optionalInt(next()) }
  mutating func bool() throws -> Bool { try row.bool(next()) }
  mutating func optionalBool() throws -> Bool? { try row.optionalBool(next()) }
  mutating func text() throws -> String { try row.text(next()) }
  mutating func optionalText() throws -> String? { try row.optionalText(next()) }
  mutating func texts() throws -> [String] { try row.texts(next()) }
  mutating func optionalBytes() throws -> [UInt8]? { try row.optionalBytes(next()) }

  mutating func instant() throws -> Instant {
    Instant(microsecondsSinceEpoch: try row.instantMicroseconds(next()))
  }

  mutating func optionalInstant() throws -> Instant? {
    try row.optionalInstantMicroseconds(next()).map { Instant(microsecondsSinceEpoch: $0) }
  }

  mutating func instanceID() throws -> InstanceID { InstanceID(uuid: try row.uuid(next())) }
  mutating func optionalInstanceID() throws -> InstanceID? { try row.optionalUUID(next()).map { InstanceID(uuid: $0) } }

  mutating func json() throws -> Value { try JSONText.value(try row.jsonBytes(next())) }
  mutating func optionalJSON() throws -> Value? {
    guard let bytes = try row.optionalJSONBytes(next()) else { return nil }
    return try JSONText.value(bytes)
  }

  /// A word of a closed list; one that is not in it was written by somebody else.
  mutating func word<Word: RawRepresentable<String>>(_ type: Word.Type) throws -> Word {
    let text = try text()
    guard let word = Word(rawValue: text) else {
      throw StoreError(retry: .never, message: "a stored row cannot be read: \(text) is no \(type)")
    }
    return word
  }
}

extension InstanceID {
  init(uuid: UInt128) {
    self.init(high: UInt64(truncatingIfNeeded: uuid >> 64), low: UInt64(truncatingIfNeeded: uuid))
  }

  var uuid: UInt128 { UInt128(high) << 64 | UInt128(low) }
}

extension PartID {
  /// `s, id, step, idx, part`, as every statement about a part begins.
  var parameters: [Parameter] {
    [
      .shard(effect.instance.shard), .id(effect.instance), .number(effect.step), .number(effect.index), .number(part),
    ]
  }
}
