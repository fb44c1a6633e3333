import Calendar
import PostgreSQL
import Report

/// How the columns of an answer become those that a report declares.
struct FieldPlan: Sendable {
  let columns: [ReportColumn]
  /// For each declared column: where it stands in the answer, and what its bytes need.
  private let fields: [(place: Int, change: FieldChange)]
  private let width: Int
  private let zone: Zone
  /// Nothing to change, nothing to move: batches go through as they came.
  private let isPlain: Bool

  /// - Parameter declared: nil takes what comes, each column by its own type.
  static func all(_ answer: [StreamColumn], declared: [ReportColumn]?, zone: Zone) throws(ReportFailure) -> FieldPlan {
    var columns: [ReportColumn] = []
    var fields: [(place: Int, change: FieldChange)] = []
    for column in declared ?? answer.map({ ReportColumn($0.name, FieldChange.natural($0.type)) }) {
      guard let place = answer.firstIndex(where: { $0.name.lowercased() == column.name.lowercased() }) else {
        let there = answer.map(\.name).joined(separator: ", ")
        throw ReportFailure(.refused, "the answer has no column \(column.name): it has \(there)")
      }
      guard let change = FieldChange(from: answer[place].type, to: column.type) else {
        guard declared != nil else {
          throw ReportFailure(
            .unfit, "column \(column.name) is of a type that cannot be shown", detail: "write \(column.name)::text in the statement")
        }
        throw ReportFailure(
          .unfit, "column \(column.name) is declared as \(column.type.rawValue), and the database answers with another type",
          detail: "type number \(answer[place].type); cast it in the report")
      }
      columns.append(column)
      fields.append((place, change))
    }
    if let declared, declared.count < answer.count {
      let more = answer.map(\.name).filter { name in !declared.contains { $0.name.lowercased() == name.lowercased() } }
      throw ReportFailure(.refused, "the answer has columns that the report does not declare: \(more.joined(separator: ", "))")
    }
    return FieldPlan(columns: columns, fields: fields, width: answer.count, zone: zone)
  }

  private init(columns: [ReportColumn], fields: [(place: Int, change: FieldChange)], width: Int, zone: Zone) {
    (self.columns, self.fields, self.width, self.zone) = (columns, fields, width, zone)
    isPlain = fields.enumerated().allSatisfy { $0.offset == $0.element.place && $0.element.change == .none } && fields.count == width
  }

  /// - Parameter firstRow: the number of the chunk's first row in the answer, from 1, for errors.
  func convert(_ chunk: RowChunk, firstRow: Int) throws(ReportFailure) -> RowBatch {
    if isPlain { return RowBatch(bytes: chunk.bytes, rows: chunk.rows) }
    var batch = RowBatch()
    batch.bytes.reserveCapacity(chunk.bytes.count + chunk.bytes.count / 8)
    var reader = FieldReader()
    var places = [UnsafeRawBufferPointer?](repeating: nil, count: width)
    let failure: ReportFailure? = chunk.bytes.withUnsafeBytes { memory in
      for row in 0..<chunk.rows {
        for place in 0..<width { places[place] = reader.next(in: memory) }
        for (number, field) in fields.enumerated() {
          guard let bytes = places[field.place] else {
            batch.append(.null)
            continue
          }
          if field.change == .none {
            batch.append(bytes: bytes)
          } else if !field.change.append(bytes, to: &batch, zone: zone) {
            let column = columns[number]
            return .unfit(row: firstRow + row, column: column.name, "the value is no \(column.type.rawValue)")
          }
        }
      }
      return nil
    }
    if let failure { throw failure }
    batch.rows = chunk.rows
    return batch
  }
}
