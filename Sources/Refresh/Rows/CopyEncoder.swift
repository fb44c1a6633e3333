import Calendar
import PostgreSQL
import Report

/// Turns rows of a report into rows of a binary COPY, and refuses what the table could not keep, by row and column.
struct CopyEncoder: Sendable {
  private struct Field {
    var column: TargetTable.Column
    var fit: FieldFit
    /// Which of the report's columns.
    var place: Int
  }

  /// In the order in which COPY names them; the day of the batch last, where there is one.
  let columnNames: [String]
  private let fields: [Field]
  private let width: Int
  private let day: [UInt8]?
  private let zone: Zone
  private var row = 0

  /// - Parameter day: goes into the plan's column for it, in each row.
  init(_ table: TargetTable, _ answer: [ReportColumn], day: (column: String, date: LocalDate)?, zone: Zone) throws(RefreshFailure) {
    var fields: [Field] = []
    for (place, column) in answer.enumerated() {
      guard let target = table.column(column.name) else {
        throw RefreshFailure(.plan, "the table \(table.name) has no column \(column.name), which the report answers with")
      }
      guard let fit = FieldFit(column.type, into: target) else {
        throw RefreshFailure(
          .plan, "column \(column.name): the report says \(column.type.rawValue), the table \(table.name) keeps \(target.typeText)")
      }
      fields.append(Field(column: target, fit: fit, place: place))
    }
    let filled = Set(answer.map(\.name) + (day.map { [$0.column] } ?? []))
    if let missing = table.columns.first(where: { $0.isRequired && !$0.hasDefault && !filled.contains($0.name) }) {
      throw RefreshFailure(.plan, "the table \(table.name) needs \(missing.name), which the report does not answer with")
    }
    self.fields = fields
    self.zone = zone
    width = answer.count
    columnNames = fields.map(\.column.name) + (day.map { [$0.column] } ?? [])
    self.day = day.map { day in
      var bytes: [UInt8] = []
      bytes.appendWord(Int32(4))
      bytes.appendWord(Int32(clamping: day.date.daysSinceEpoch - RowBatch.epochDays))
      return bytes
    }
  }

  /// What a binary COPY begins with: signature, no flags, no extension.
  static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
  static let trailer: [UInt8] = [0xFF, 0xFF]

  /// Appends the batch's rows.
  mutating func encode(_ batch: RowBatch, to output: inout [UInt8]) throws(RefreshFailure) {
    var reader = FieldReader()
    var places = [UnsafeRawBufferPointer?](repeating: nil, count: width)
    var row = row
    let failure: RefreshFailure? = batch.bytes.withUnsafeBytes { memory in
      for _ in 0..<batch.rows {
        row += 1
        for place in 0..<width { places[place] = reader.next(in: memory) }
        output.appendWord(Int16(clamping: columnNames.count))
        for field in fields {
          if let wrong = Self.append(places[field.place], field, to: &output, zone) {
            return RefreshFailure(.unfit(row: row, column: field.column.name, wrong))
          }
        }
        if let day { output.append(contentsOf: day) }
      }
      return nil
    }
    self.row = row
    if let failure { throw failure }
  }

  /// - Returns: what is wrong with the value.
  private static func append(_ bytes: UnsafeRawBufferPointer?, _ field: Field, to output: inout [UInt8], _ zone: Zone) -> String? {
    guard let bytes else {
      output.appendWord(Int32(-1))
      return field.column.isRequired ? "a value is missing" : nil
    }
    return field.fit.append(bytes, to: &output, zone)
  }
}
