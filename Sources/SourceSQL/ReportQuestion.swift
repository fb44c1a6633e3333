package import CEL
package import Report
package import Source

/// A report as workflows ask it: its parameters are the input, its rows the answer.
package struct ReportQuestion: Source {
  /// `running-batches`
  package let name: String
  private let report: Report
  private let rows: any RowSource
  private let limits: Limits

  package struct Limits: Hashable, Sendable {
    /// More rows are a table to be refreshed, not an answer to keep in an instance.
    package var rowsMax = 50_000

    package init() {}
  }

  package init(name: String, report: Report, rows: any RowSource, limits: Limits = Limits()) {
    (self.name, self.report, self.rows, self.limits) = (name, report, rows, limits)
  }

  package func ask(_ request: SourceRequest) async -> SourceOutcome {
    do {
      let limit = min(request.timeoutSeconds, report.timeoutSeconds ?? rows.timeoutSeconds)
      let query = try report.query(request.input, timeoutSeconds: limit)
      var values: [Value] = []
      let outcome = try await rows.run(query, limit: limits.rowsMax) { columns, batch in
        values += Self.values(batch, columns)
      }
      guard !outcome.isCut else {
        throw ReportFailure(.refused, "\(report.name) answers with more than \(limits.rowsMax) rows")
      }
      return .answered(SourceAnswer(data: .list(values), complete: true, rows: values.count, pages: 1))
    } catch let failure as ReportFailure {
      return .failed(SourceFailure(failure))
    } catch {
      return .failed(SourceFailure(text: "\(name) could not be asked", detail: "\(error)", retry: .later(afterSeconds: nil)))
    }
  }

  /// Rows as maps, columns in the declared order.
  package static func values(_ batch: RowBatch, _ columns: [ReportColumn]) -> [Value] {
    let keys = columns.map { MapKey.string($0.name) }
    return batch.cells(columns).map { .map(ValueMap(uniqueKeys: keys, values: $0.map(\.value))) }
  }
}

extension SourceFailure {
  package init(_ failure: ReportFailure) {
    self.init(text: failure.text, detail: failure.detail, retry: failure.mayPass ? .later(afterSeconds: nil) : .never)
  }
}
