import CEL
import Calendar
import Testing
import Workflow
import WorkflowFile

/// `watch`, `append` and the types of what sources answer with.
@Suite struct `Watches and typed answers` {
  private static let batches = AnswerType.row(
    of: "running-batches", [.init("batch_code", .string), .init("started_at", .timestamp), .init("records", .int)])

  private func read(_ text: String) throws -> Workflow.Definition {
    let known = KnownNames(sources: ["running-batches"], rows: ["running-batches": Self.batches])
    do throws(Diagnostics) {
      let read = try WorkflowReader(known: known).read(path: "w.yaml", text: text)
      #expect(read.warnings.all.isEmpty, "\(read.warnings.text(["w.yaml": text]))")
      return read.definition
    } catch {
      Issue.record("\(error.text(["w.yaml": text]))")
      throw error
    }
  }

  private static let stuck = """
    workflow: stuck
    start:
      - every: 30m
        watch: {src: running-batches, input: {leave_out: '"F1-FLUSH"'}, empty: confirm, timeout: 2m, retry: {attempts: 3, delay: 1m}}
        key: row.batch_code + "@" + format(row.started_at, "yyyy-MM-dd'T'HH:mm")
        again: always
        input: {batch: row.batch_code, startedAt: row.started_at}
    input: {batch: string, startedAt: timestamp}
    data: {records: int = 0}
    initial: open
    states:
      open:
        on:
          checked: {actions: [{assign: {records: event.data.records}}, {append: {table: log, row: {code: input.batch, at: now}}}]}
          gone: closed
      closed: {type: final}
    """

  @Test func `a watch is read with its source's types`() throws {
    let definition = try read(Self.stuck)
    let start = try #require(definition.starts.first)
    let watch = try #require(start.watch)
    #expect(start.trigger == .every(.seconds(1800)) && start.again == .always)
    #expect(watch.source == "running-batches" && watch.empty == .confirm && watch.timeoutSeconds == 120)
    #expect(watch.retry == RetryPolicy(attempts: 3, delay: .seconds(60)))
    #expect(watch.row == .object(Self.batches.name) && definition.watchedRow == watch.row)
    guard case .append(let table, let row) = definition[StateID(1)].on[0].transitions[0].actions[1].kind else {
      Issue.record("no append")
      return
    }
    #expect(table == "log" && row.map(\.name) == ["code", "at"])
  }

  @Test func `a column of the rows that is not there is told, in key, input and where checked is handled`() throws {
    let known = KnownNames(rows: ["running-batches": Self.batches])
    for (right, wrong) in [
      ("row.batch_code +", "row.batch_cod +"), ("startedAt: row.started_at", "startedAt: row.records"),
      ("event.data.records}", "event.data.record}"),
    ] {
      #expect(throws: Diagnostics.self) {
        _ = try WorkflowReader(known: known).read(path: "w.yaml", text: Self.stuck.replacing(right, with: wrong))
      }
    }
  }

  @Test func `an answer has the types of its report, and its rows may become records with those fields`() throws {
    let definition = try read(
      """
      workflow: look
      types: {batch: {batch_code: string, started_at: timestamp, records: int}}
      data: {batches: 'list(batch) = []', first: timestamp?}
      initial: asking
      states:
        asking:
          invoke:
            src: running-batches
            onDone:
              - guard: size(event.data) > 0 && event.data[0].started_at < now
                target: done
                actions: [{assign: {batches: event.data, first: 'event.data[0].started_at'}}]
              - done
            onError: done
        done: {type: final}
      """)
    #expect(definition[StateID(1)].invocations[0].answer == .list(.object(Self.batches.name)))
  }

  @Test func `spacing of the whole file holds where an at does not say its own`() throws {
    let definition = try read(
      """
      workflow: rungs
      spacing: 20m
      initial: open
      states:
        open: {at: {'startOfMonth(now)': closed, 'addMonths(now, 1)': {target: closed, spacing: 2h}}}
        closed: {type: final}
      """)
    #expect(definition[StateID(1)].timers.map(\.spacingSeconds) == [1200, 7200])
  }
}
