import Calendar

/// Some rows on their way: one piece of memory, so that a million of them cost no million objects.
///
/// Value after value: its length in four bytes, most significant first (−1 is NULL), then its bytes as PostgreSQL's binary format
/// has them: UTF-8; eight bytes of a whole number or a double; `numeric`; a byte of truth; days since 2000 in four bytes;
/// microseconds since 2000 (UTC) in eight.
package struct RowBatch: Hashable, Sendable {
  package var bytes: [UInt8] = []
  package var rows = 0

  package init() {}

  package init(bytes: [UInt8], rows: Int) { (self.bytes, self.rows) = (bytes, rows) }

  /// From 1970 to 2000.
  package static let epochDays = 10_957
  package static let epochMicroseconds: Int64 = 10_957 * 86_400 * 1_000_000

  package mutating func append(_ cell: Cell) {
    switch cell {
    case .null: bytes.appendWord(Int32(-1))
    case .string(let text): append(bytes: text.utf8)
    case .int(let number): append(number)
    case .decimal(let number): append(bytes: number.bytes)
    case .double(let number): append(number.bitPattern)
    case .bool(let flag): append(bytes: CollectionOfOne(flag ? 1 : 0))
    case .date(let date): append(Int32(clamping: date.daysSinceEpoch - Self.epochDays))
    case .timestamp(let instant): append(instant.microsecondsSinceEpoch - Self.epochMicroseconds)
    }
  }

  package mutating func append(bytes value: some Collection<UInt8>) {
    bytes.appendWord(Int32(clamping: value.count))
    bytes.append(contentsOf: value)
  }

  package mutating func append(_ word: some FixedWidthInteger) {
    bytes.appendWord(Int32(word.bitWidth / 8))
    bytes.appendWord(word)
  }

  /// The rows as cells, for those who look at each anyway.
  package func cells(_ columns: [ReportColumn]) -> [[Cell]] {
    var reader = FieldReader()
    return bytes.withUnsafeBytes { memory in
      (0..<rows).map { _ in columns.map { column in Cell(reader.next(in: memory), as: column.type) } }
    }
  }
}

/// Goes from value to value.
package struct FieldReader {
  private var at = 0

  package init() {}

  /// The bytes of the next value; nil is NULL.
  package mutating func next(in memory: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard at + 4 <= memory.count else { return nil }
    let length = Int(Int32(bigEndian: memory.loadUnaligned(fromByteOffset: at, as: Int32.self)))
    at += 4
    guard length >= 0, at + length <= memory.count else { return nil }
    defer { at += length }
    return UnsafeRawBufferPointer(rebasing: memory[at..<(at + length)])
  }
}

extension [UInt8] {
  package mutating func appendWord(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}

extension UnsafeRawBufferPointer {
  package func word<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    count == MemoryLayout<T>.size ? T(bigEndian: loadUnaligned(as: type)) : nil
  }
}

extension Cell {
  /// A value of a batch; what does not have the type's length is shown as missing.
  init(_ field: UnsafeRawBufferPointer?, as type: ColumnType) {
    guard let field else {
      self = .null
      return
    }
    let cell: Cell? =
      switch type {
      case .string: .string(String(decoding: field, as: UTF8.self))
      case .int: field.word(Int64.self).map { .int($0) }
      case .decimal: DecimalValue(bytes: field).map { .decimal($0) }
      case .double: field.word(UInt64.self).map { .double(Double(bitPattern: $0)) }
      case .bool: field.first.map { .bool($0 != 0) }
      case .date: field.word(Int32.self).map { .date(LocalDate(daysSinceEpoch: Int($0) + RowBatch.epochDays)) }
      case .timestamp:
        field.word(Int64.self).map { .timestamp(Instant(microsecondsSinceEpoch: $0 &+ RowBatch.epochMicroseconds)) }
      }
    self = cell ?? .null
  }
}
