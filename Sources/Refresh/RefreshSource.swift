package import CEL
import Calendar
import Report
package import Source

/// A refresh as workflows ask for it: `src: refresh/bill-stop`. The answer tells what came of it; the rows are in their table.
package struct RefreshSource: Source {
  package let name: String
  private let refresher: Refresher

  package init(_ refresher: Refresher) {
    name = refresher.plan.sourceName
    self.refresher = refresher
  }

  package func ask(_ request: SourceRequest) async -> SourceOutcome {
    do throws(RefreshFailure) {
      let isWhole = request.input["whole"]?.bool ?? false
      let run = try await Self.limited(request.timeoutSeconds, refresher) { () throws(RefreshFailure) in
        try await refresher.run(asker: request.asker, askedAt: request.askedAt, isWhole: isWhole)
      }
      return .answered(SourceAnswer(data: run.value, complete: true, rows: run.rows, pages: 1))
    } catch {
      return .failed(
        SourceFailure(text: error.text, detail: error.detail, retry: error.mayPass ? .later(afterSeconds: nil) : .never))
    }
  }

  /// The whole of it, source and table, within the question's time.
  private static func limited(
    _ seconds: Double, _ refresher: Refresher, _ body: @escaping @Sendable () async throws(RefreshFailure) -> RefreshRun
  ) async throws(RefreshFailure) -> RefreshRun {
    let outcome = await withTaskGroup(of: Result<RefreshRun, RefreshFailure>?.self) { group in
      group.addTask {
        do throws(RefreshFailure) { return .success(try await body()) } catch { return .failure(error) }
      }
      group.addTask {
        await refresher.pause(seconds)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      // Stopped or finished in the last moment: its own word counts.
      if let first { return first }
      let own = await group.next() ?? nil
      if case .success(let run)? = own { return .success(run) }
      return .failure(RefreshFailure(.source(.timeout), "the refresh \(refresher.plan.name) took longer than \(Int(seconds)) s"))
    }
    return try outcome.get()
  }
}

extension RefreshRun {
  /// What a workflow sees as `event.data`.
  package var value: Value {
    var fields: ValueMap = [
      "refresh": .string(refresh), "batch_date": .string(day.description), "rows": .int(Int64(rows)), "seconds": .double(seconds),
      "incremental": .bool(isIncremental),
    ]
    fields["summary_rows"] = .int(Int64(summaryRows ?? 0))
    return .map(fields)
  }
}

extension Refresher {
  func pause(_ seconds: Double) async { await timing.pause(seconds) }
}
