/// Single values.
extension Row {
  /// `bigint`, `integer`, `smallint`.
  package func int(_ column: Column) throws(PostgresError) -> Int { try value(column, as: Int.self) }
  package func optionalInt(_ column: Column) throws(PostgresError) -> Int? { try optional(column, as: Int.self) }

  package func double(_ column: Column) throws(PostgresError) -> Double { try value(column, as: Double.self) }
  package func optionalDouble(_ column: Column) throws(PostgresError) -> Double? { try optional(column, as: Double.self) }

  package func bool(_ column: Column) throws(PostgresError) -> Bool { try value(column, as: Bool.self) }
  package func optionalBool(_ column: Column) throws(PostgresError) -> Bool? { try optional(column, as: Bool.self) }

  /// `text` and its kin, enumerations, and the text of `json` and `jsonb`.
  package func text(_ column: Column) throws(PostgresError) -> String { try value(column, as: String.self) }
  package func optionalText(_ column: Column) throws(PostgresError) -> String? { try optional(column, as: String.self) }

  /// `bytea`.
  package func bytes(_ column: Column) throws(PostgresError) -> [UInt8] { try value(column, as: ByteString.self).bytes }
  package func optionalBytes(_ column: Column) throws(PostgresError) -> [UInt8]? {
    try optional(column, as: ByteString.self)?.bytes
  }

  /// The text of `jsonb` or `json` in UTF-8.
  package func jsonBytes(_ column: Column) throws(PostgresError) -> [UInt8] { try value(column, as: JSONText.self).bytes }
  package func optionalJSONBytes(_ column: Column) throws(PostgresError) -> [UInt8]? {
    try optional(column, as: JSONText.self)?.bytes
  }

  package func uuid(_ column: Column) throws(PostgresError) -> UInt128 { try value(column, as: UInt128.self) }
  package func optionalUUID(_ column: Column) throws(PostgresError) -> UInt128? { try optional(column, as: UInt128.self) }

  /// `timestamptz` in microseconds since 1970-01-01T00:00Z; an infinity is no instant.
  package func instantMicroseconds(_ column: Column) throws(PostgresError) -> Int64 {
    try value(column, as: InstantValue.self).microseconds
  }
  package func optionalInstantMicroseconds(_ column: Column) throws(PostgresError) -> Int64? {
    try optional(column, as: InstantValue.self)?.microseconds
  }
}

/// One-dimensional arrays; the plain form refuses NULL elements, the optional form shows them.
extension Row {
  package func ints(_ column: Column) throws(PostgresError) -> [Int] { try elements(column, as: Int.self) }
  package func optionalInts(_ column: Column) throws(PostgresError) -> [Int?] { try optionalElements(column, as: Int.self) }

  package func doubles(_ column: Column) throws(PostgresError) -> [Double] { try elements(column, as: Double.self) }
  package func optionalDoubles(_ column: Column) throws(PostgresError) -> [Double?] {
    try optionalElements(column, as: Double.self)
  }

  package func bools(_ column: Column) throws(PostgresError) -> [Bool] { try elements(column, as: Bool.self) }
  package func optionalBools(_ column: Column) throws(PostgresError) -> [Bool?] {
    try optionalElements(column, as: Bool.self)
  }

  package func texts(_ column: Column) throws(PostgresError) -> [String] { try elements(column, as: String.self) }
  package func optionalTexts(_ column: Column) throws(PostgresError) -> [String?] {
    try optionalElements(column, as: String.self)
  }

  package func bytesArray(_ column: Column) throws(PostgresError) -> [[UInt8]] {
    try elements(column, as: ByteString.self).map(\.bytes)
  }
  package func optionalBytesArray(_ column: Column) throws(PostgresError) -> [[UInt8]?] {
    try optionalElements(column, as: ByteString.self).map { $0?.bytes }
  }

  package func uuids(_ column: Column) throws(PostgresError) -> [UInt128] { try elements(column, as: UInt128.self) }
  package func optionalUUIDs(_ column: Column) throws(PostgresError) -> [UInt128?] {
    try optionalElements(column, as: UInt128.self)
  }

  package func instantsMicroseconds(_ column: Column) throws(PostgresError) -> [Int64] {
    try elements(column, as: InstantValue.self).map(\.microseconds)
  }
  package func optionalInstantsMicroseconds(_ column: Column) throws(PostgresError) -> [Int64?] {
    try optionalElements(column, as: InstantValue.self).map { $0?.microseconds }
  }
}
