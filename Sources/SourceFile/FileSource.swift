import CEL
import Calendar
import Dispatch
package import Source

/// Rows from files, as they stood at the logical time of the question, so that a month in time-lapse sees bookings being fixed.
package struct FileSource: Source {
  package var name: String { configuration.name }
  private let configuration: FileSourceConfiguration
  private let queue = DispatchQueue(label: "tocsin.source.file")

  package init(_ configuration: FileSourceConfiguration) { self.configuration = configuration }

  package func ask(_ request: SourceRequest) async -> SourceOutcome {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: answer(request)) }
    }
  }

  private func answer(_ request: SourceRequest) -> SourceOutcome {
    do throws(SourceFailure) {
      let files = JSONFolder(configuration)
      let trouble = try files.script().first { $0.covers(request.askedAt) }
      if let failure = trouble?.failure { return .failed(failure) }
      let rows = try visible(try files.rows(), request)
      let kept = trouble?.keepsRows.map { Array(rows.prefix($0)) } ?? rows
      return .answered(
        SourceAnswer(
          data: try mapped(kept), complete: trouble?.keepsRows == nil, rows: kept.count, pages: 1,
          remarks: trouble?.keepsRows == nil ? [] : ["the script says: incomplete"]))
    } catch {
      return .failed(error)
    }
  }

  private func visible(_ rows: [Value], _ request: SourceRequest) throws(SourceFailure) -> [Value] {
    let wanted = request.input["ids"]?.list.map(Set.init)
    var visible: [Value] = []
    for var row in rows {
      let from = try time(row, configuration.seenFromField)
      let until = try time(row, configuration.seenUntilField)
      if let from, request.askedAt < from { continue }
      if let until, request.askedAt >= until { continue }
      if let wanted, !wanted.contains(row[configuration.idField] ?? .null) { continue }
      row[configuration.seenFromField] = nil
      row[configuration.seenUntilField] = nil
      if try belongs(row, request) { visible.append(row) }
    }
    return visible
  }

  private func time(_ row: Value, _ field: String) throws(SourceFailure) -> Instant? {
    guard let value = row[field], value != .null else { return nil }
    do throws(TimeTextError) {
      return try Instant(parsing: value.string ?? "")
    } catch {
      throw SourceFailure(text: "a row of \(name) has a “\(field)” that is no time", detail: "\(error)", retry: .never)
    }
  }

  private func belongs(_ row: Value, _ request: SourceRequest) throws(SourceFailure) -> Bool {
    do {
      return try configuration.filter(request, row)
    } catch {
      throw SourceFailure(text: "the filter of \(name) failed on a row", detail: "\(error)", retry: .never)
    }
  }

  private func mapped(_ rows: [Value]) throws(SourceFailure) -> Value {
    do {
      return try configuration.mapping(rows)
    } catch {
      throw SourceFailure(text: "the rows of \(name) do not have the form that was declared", detail: "\(error)", retry: .never)
    }
  }
}
