#if ODBC
  import Calendar
  import ODBC
  import Report

  /// From a driver's texts to a report's columns.
  struct ODBCPlan: Sendable {
    let columns: [ReportColumn]
    private let places: [Int]
    private let isPadded: [Bool]
    private let zone: Zone

    init(_ answer: [ODBCColumn], declared: [ReportColumn]?, zone: Zone) throws(ReportFailure) {
      var places: [Int] = []
      let wanted = declared ?? answer.map { ReportColumn($0.name, Self.natural($0.kind)) }
      for column in wanted {
        guard let place = answer.firstIndex(where: { $0.name.lowercased() == column.name.lowercased() }) else {
          let there = answer.map(\.name).joined(separator: ", ")
          throw ReportFailure(.refused, "the answer has no column \(column.name): it has \(there)")
        }
        places.append(place)
      }
      (columns, self.places, self.zone) = (wanted, places, zone)
      isPadded = places.map { answer[$0].kind == .paddedText }
    }

    private static func natural(_ kind: ODBCColumn.Kind) -> ColumnType {
      switch kind {
      case .paddedText, .text, .other: .string
      case .whole: .int
      case .exact: .decimal
      case .approximate: .double
      case .bool: .bool
      case .date: .date
      case .timestamp: .timestamp
      }
    }

    func convert(_ rows: [[String?]], firstRow: Int) throws(ReportFailure) -> RowBatch {
      var batch = RowBatch()
      for (number, row) in rows.enumerated() {
        for (index, column) in columns.enumerated() {
          guard let text = row[places[index]] else {
            batch.append(.null)
            continue
          }
          guard let cell = cell(text, column.type, isPadded: isPadded[index]) else {
            throw .unfit(row: firstRow + number, column: column.name, "“\(text.prefix(40))” is no \(column.type.rawValue)")
          }
          batch.append(cell)
        }
      }
      batch.rows = rows.count
      return batch
    }

    private func cell(_ text: String, _ type: ColumnType, isPadded: Bool) -> Cell? {
      switch type {
      case .string: return .string(isPadded ? Self.withoutPadding(text) : text)
      case .int: return (Int64(text) ?? DecimalValue(text)?.int).map { .int($0) }
      case .decimal: return Self.decimal(text).map { .decimal($0) }
      case .double: return Double(text).map { .double($0) }
      case .bool:
        return ["1": true, "0": false, "t": true, "f": false, "true": true, "false": false, "Y": true, "N": false][text].map { .bool($0) }
      // Both throw what is the same as nil here: it is no such value.
      case .date: return (try? LocalDate(parsing: String(text.prefix(10)))).map { .date($0) }
      case .timestamp:
        let wall = text.count == 10 ? "\(text)T00:00" : String(text.prefix(19)).replacing(" ", with: "T")
        return (try? LocalDateTime(parsing: wall)).map { .timestamp(zone.instant(of: $0)) }
      }
    }

    /// A driver may write a large or small number with an exponent.
    private static func decimal(_ text: String) -> DecimalValue? { DecimalValue(text) ?? Double(text).flatMap { DecimalValue("\($0)") } }

    private static func withoutPadding(_ text: String) -> String {
      var text = text[...]
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }
#endif
