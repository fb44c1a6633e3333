import Calendar
import Report

/// How a report's value goes into a table's column, and what does not fit.
enum FieldFit: Hashable, Sendable {
  case asItIs
  /// Text of at most so many characters.
  case text(max: Int)
  case smallInt, integer
  case numeric(whole: Int), numericOfInt(whole: Int), numericOfDouble, doubleOfDecimal, doubleOfInt
  /// A time without a zone: the refresh's zone is meant.
  case localTime

  /// Built-in types' numbers (`pg_type.dat`).
  private static let texts: Set<Int> = [25, 1042, 1043]

  init?(_ type: ColumnType, into column: TargetTable.Column) {
    // numeric(p,s): p in the upper half, s in the lower, four added; varchar(n): n and four.
    let whole = column.modifier < 4 ? Int.max : ((column.modifier - 4) >> 16) - ((column.modifier - 4) & 0x7FF)
    switch (type, column.type) {
    case (.string, let number) where Self.texts.contains(number):
      self = column.modifier < 4 ? .asItIs : .text(max: column.modifier - 4)
    case (.int, 20), (.double, 701), (.bool, 16), (.date, 1082), (.timestamp, 1184): self = .asItIs
    case (.int, 23): self = .integer
    case (.int, 21): self = .smallInt
    case (.decimal, 1700): self = .numeric(whole: whole)
    case (.int, 1700): self = .numericOfInt(whole: whole)
    case (.double, 1700): self = .numericOfDouble
    case (.decimal, 701): self = .doubleOfDecimal
    case (.int, 701): self = .doubleOfInt
    case (.timestamp, 1114): self = .localTime
    default: return nil
    }
  }

  /// - Returns: what is wrong with the value; nil where it fits and was appended.
  func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8], _ zone: Zone) -> String? {
    switch self {
    case .asItIs: Self.copy(bytes, to: &output)
    case .text(let max):
      // So many bytes are never more characters.
      if bytes.count > max {
        let count = bytes.count { $0 & 0xC0 != 0x80 }
        if count > max { return "\(count) characters, the table keeps \(max)" }
      }
      Self.copy(bytes, to: &output)
    case .smallInt, .integer: return appendInt(bytes, to: &output)
    case .numeric(let whole): return Self.append(DecimalValue(bytes: bytes), whole: whole, to: &output)
    case .numericOfInt(let whole):
      return Self.append(bytes.word(Int64.self).map { DecimalValue($0) }, whole: whole, to: &output)
    case .numericOfDouble:
      return Self.append(bytes.word(UInt64.self).flatMap { DecimalValue("\(Double(bitPattern: $0))") }, whole: .max, to: &output)
    case .doubleOfDecimal: Self.append(DecimalValue(bytes: bytes)?.double ?? .nan, to: &output)
    case .doubleOfInt: Self.append(Double(bytes.word(Int64.self) ?? 0), to: &output)
    case .localTime:
      guard let micros = bytes.word(Int64.self) else { return "no time" }
      let local = zone.local(Instant(microsecondsSinceEpoch: micros &+ RowBatch.epochMicroseconds))
      output.appendWord(Int32(8))
      output.appendWord(Zone.utc.instant(of: local).microsecondsSinceEpoch - RowBatch.epochMicroseconds)
    }
    return nil
  }

  private static func copy(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    output.appendWord(Int32(clamping: bytes.count))
    output.append(contentsOf: bytes)
  }

  private static func append(_ value: Double, to output: inout [UInt8]) {
    output.appendWord(Int32(8))
    output.appendWord(value.bitPattern)
  }

  private func appendInt(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) -> String? {
    guard let number = bytes.word(Int64.self) else { return "no whole number" }
    if self == .integer {
      guard let small = Int32(exactly: number) else { return "\(number) is beyond what the table keeps" }
      output.appendWord(Int32(4))
      output.appendWord(small)
    } else {
      guard let small = Int16(exactly: number) else { return "\(number) is beyond what the table keeps" }
      output.appendWord(Int32(2))
      output.appendWord(small)
    }
    return nil
  }

  /// - Parameter whole: digits before the point that the table keeps.
  private static func append(_ number: DecimalValue?, whole: Int, to output: inout [UInt8]) -> String? {
    guard let number else { return "no number" }
    if whole != .max, number.wholeDigits > whole { return "\(number.text) has more than \(whole) digits before the point" }
    output.appendWord(Int32(clamping: number.bytes.count))
    output.append(contentsOf: number.bytes)
    return nil
  }
}
