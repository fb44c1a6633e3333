import CEL
import Executor
import Machine
import Source
import Store
import Workflow
import WorkflowFile

/// A workflow that watches rows, and a source that has them at once. A round takes so many rows at most; more of them are watched by
/// several starts.
struct WatchSample: DefinitionLoader {
  let rows: Int

  private static let rowsPerStart = 5_000

  var starts: Int { (rows + Self.rowsPerStart - 1) / Self.rowsPerStart }

  private var yaml: String {
    let starts = (0..<starts).map { number in
      """
        - every: 30m
          watch: {src: books/part-\(number), rows: event.data.rows}
          key: row.code
          input: {partner: row.partner}
      """
    }
    return """
      workflow: rows
      owner: '"miriam@tocsin.example"'
      timezone: UTC
      start:
      \(starts.joined(separator: "\n"))
      input: {partner: string}
      data: {count: int = 0}
      events: {checked: {count: int}}
      initial: watching
      states:
        watching: {on: {checked: {actions: [{assign: {count: event.data.count}}]}, gone: over}, after: {30d: over}}
        over: {type: final}
      """
  }

  var couriers: [any Courier] {
    let sources = (0..<starts).map { number in
      PresentRows(name: "books/part-\(number)", numbers: number * Self.rowsPerStart..<min(rows, (number + 1) * Self.rowsPerStart))
    }
    let named: [String: any Source] = Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0 as any Source) })
    return [AskCourier(channel: "source/books", concurrency: 2, sources: named), StartCourier(installation: Sample.installation)]
  }

  private func read(_ text: String) throws -> ReadWorkflow {
    try WorkflowReader(known: KnownNames()).read(path: "workflow.yaml", text: text, types: [:])
  }

  func closure() throws -> DefinitionClosure {
    let read = try read(yaml)
    return DefinitionClosure(
      hash: read.definition.hash, workflow: read.definition.name,
      files: read.files.map { DefinitionClosure.File(path: $0.path, text: $0.text) }, reads: read.definition.reads)
  }

  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition {
    do {
      return LoadedDefinition(definition: try read(closure.files[0].text).definition, mails: [:], cards: [:])
    } catch {
      throw StepAbandoned(reason: "\(error)")
    }
  }
}

/// A source whose rows are there at once.
private struct PresentRows: Source {
  let name: String
  let numbers: Range<Int>

  func ask(_ request: SourceRequest) async -> SourceOutcome {
    let rows = numbers.map { number -> Value in
      ["code": .string("row-\(number)"), "partner": "AmpereGo", "count": .int(Int64(number % 100))]
    }
    return .answered(SourceAnswer(data: ["rows": .list(rows)], complete: true, rows: rows.count, pages: 1))
  }
}
