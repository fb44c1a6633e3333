import Calendar
import PostgreSQL
import Report

/// What the bytes of a PostgreSQL value need to become a declared type's.
enum FieldChange: Hashable {
  case none
  /// A CHAR's padding is no part of its value.
  case trimmed
  case widened
  case textOfInt, textOfNumeric, textOfUUID, textOfJSONB
  case intOfNumeric, decimalOfInt, decimalOfDouble, doubleOfInt, doubleOfNumeric, doubleOfFloat
  case localTime, dateOfLocalTime, dateOfInstant, timeOfDate

  /// Built-in types' numbers (`pg_type.dat`).
  private enum Number {
    static let bool: UInt32 = 16
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let json: UInt32 = 114
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let bpchar: UInt32 = 1042
    static let date: UInt32 = 1082
    static let timestamp: UInt32 = 1114
    static let timestamptz: UInt32 = 1184
    static let numeric: UInt32 = 1700
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802
    /// text, varchar, name, unknown.
    static let texts: Set<UInt32> = [25, 1043, 19, 705]
    static let ints: Set<UInt32> = [int2, int4, int8, 26]
  }

  /// The type of a column that nobody declared.
  static func natural(_ number: UInt32) -> ColumnType {
    switch number {
    case let number where Number.ints.contains(number): .int
    case Number.numeric: .decimal
    case Number.float4, Number.float8: .double
    case Number.bool: .bool
    case Number.date: .date
    case Number.timestamp, Number.timestamptz: .timestamp
    default: .string
    }
  }

  init?(from number: UInt32, to type: ColumnType) {
    let isText = Number.texts.contains(number)
    let isInt = Number.ints.contains(number)
    switch type {
    case .string where isText || number == Number.json || number >= 16_384: self = .none
    case .string where number == Number.bpchar: self = .trimmed
    case .string where isInt: self = .textOfInt
    case .string where number == Number.numeric: self = .textOfNumeric
    case .string where number == Number.uuid: self = .textOfUUID
    case .string where number == Number.jsonb: self = .textOfJSONB
    case .int where number == Number.int8: self = .none
    case .int where isInt: self = .widened
    case .int where number == Number.numeric: self = .intOfNumeric
    case .decimal where number == Number.numeric: self = .none
    case .decimal where isInt: self = .decimalOfInt
    case .decimal where number == Number.float8: self = .decimalOfDouble
    case .double where number == Number.float8: self = .none
    case .double where number == Number.float4: self = .doubleOfFloat
    case .double where isInt: self = .doubleOfInt
    case .double where number == Number.numeric: self = .doubleOfNumeric
    case .bool where number == Number.bool: self = .none
    case .date where number == Number.date: self = .none
    case .date where number == Number.timestamp: self = .dateOfLocalTime
    case .date where number == Number.timestamptz: self = .dateOfInstant
    case .timestamp where number == Number.timestamptz: self = .none
    case .timestamp where number == Number.timestamp: self = .localTime
    case .timestamp where number == Number.date: self = .timeOfDate
    default: return nil
    }
  }

  /// - Returns: false where the value does not fit.
  func append(_ bytes: UnsafeRawBufferPointer, to batch: inout RowBatch, zone: Zone) -> Bool {
    switch self {
    case .none: batch.append(bytes: bytes)
    case .trimmed:
      let end = bytes.lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? 0
      batch.append(bytes: bytes[..<end])
    case .widened, .textOfInt, .decimalOfInt, .doubleOfInt: return appendInt(bytes, to: &batch)
    case .textOfNumeric, .intOfNumeric, .doubleOfNumeric: return appendNumeric(bytes, to: &batch)
    case .textOfUUID: batch.append(.string(Self.uuid(bytes)))
    case .textOfJSONB: batch.append(bytes: bytes.dropFirst())
    case .decimalOfDouble:
      guard let word = bytes.word(UInt64.self), let exact = DecimalValue("\(Double(bitPattern: word))") else { return false }
      batch.append(.decimal(exact))
    case .doubleOfFloat:
      guard let word = bytes.word(UInt32.self) else { return false }
      batch.append(.double(Double(Float(bitPattern: word))))
    case .localTime, .dateOfLocalTime, .dateOfInstant, .timeOfDate: return appendTime(bytes, to: &batch, zone)
    }
    return true
  }

  private func appendInt(_ bytes: UnsafeRawBufferPointer, to batch: inout RowBatch) -> Bool {
    guard let number = bytes.word(Int64.self) ?? bytes.word(Int32.self).map({ Int64($0) }) ?? bytes.word(Int16.self).map({ Int64($0) })
    else { return false }
    switch self {
    case .textOfInt: batch.append(.string(String(number)))
    case .decimalOfInt: batch.append(.decimal(DecimalValue(number)))
    case .doubleOfInt: batch.append(.double(Double(number)))
    default: batch.append(number)
    }
    return true
  }

  private func appendNumeric(_ bytes: UnsafeRawBufferPointer, to batch: inout RowBatch) -> Bool {
    guard let number = DecimalValue(bytes: bytes) else { return false }
    switch self {
    case .textOfNumeric: batch.append(.string(number.text))
    case .doubleOfNumeric: batch.append(.double(number.double))
    default:
      guard let int = number.int else { return false }
      batch.append(int)
    }
    return true
  }

  /// PostgreSQL keeps the infinities at both ends of the range; they are no times.
  private func appendTime(_ bytes: UnsafeRawBufferPointer, to batch: inout RowBatch, _ zone: Zone) -> Bool {
    if self == .timeOfDate {
      guard let days = bytes.word(Int32.self), days != .max, days != .min else { return false }
      let date = LocalDate(daysSinceEpoch: Int(days) + RowBatch.epochDays)
      batch.append(.timestamp(zone.instant(of: date, at: .midnight)))
      return true
    }
    guard let micros = bytes.word(Int64.self), micros != .max, micros != .min else { return false }
    let since1970 = Instant(microsecondsSinceEpoch: micros &+ RowBatch.epochMicroseconds)
    switch self {
    case .localTime: batch.append(.timestamp(zone.instant(of: Zone.utc.local(since1970))))
    case .dateOfLocalTime: batch.append(.date(Zone.utc.local(since1970).date))
    default: batch.append(.date(zone.local(since1970).date))
    }
    return true
  }

  private static func uuid(_ bytes: UnsafeRawBufferPointer) -> String {
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      let digits = String(byte, radix: 16)
      text += digits.count == 1 ? "0" + digits : digits
    }
    return text
  }
}
