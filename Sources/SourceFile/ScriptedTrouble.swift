import CEL
import Calendar
import Source

/// A stretch of time in which a source of files is in trouble, one entry of `script.json`:
/// `{"from": "2026-03-01T06:00:00Z", "until": "…", "answer": "fail", "text": "…", "retry": "later", "afterSeconds": 60}`, or
/// `{"answer": "incomplete", "rows": 10}`.
struct ScriptedTrouble {
  let from: Instant?
  let until: Instant?
  let failure: SourceFailure?
  /// Of an incomplete answer: so many rows are given.
  let keepsRows: Int?

  func covers(_ instant: Instant) -> Bool {
    if let from, instant < from { return false }
    if let until, instant >= until { return false }
    return true
  }

  init(_ value: Value, source: String) throws(SourceFailure) {
    func broken(_ what: String) -> SourceFailure {
      SourceFailure(text: "script.json of \(source) \(what)", retry: .never)
    }
    do {
      from = try value["from"]?.string.map { try Instant(parsing: $0) }
      until = try value["until"]?.string.map { try Instant(parsing: $0) }
    } catch {
      throw broken("has a time that is none")
    }
    switch value["answer"]?.string {
    case "fail":
      keepsRows = nil
      let after = value["afterSeconds"].flatMap { $0.int.map(Double.init) ?? $0.double }
      failure = SourceFailure(
        text: value["text"]?.string ?? "\(source) is in trouble",
        retry: value["retry"]?.string == "never" ? .never : .later(afterSeconds: after))
    case "incomplete":
      failure = nil
      keepsRows = value["rows"]?.int.flatMap { Int(exactly: $0) } ?? 0
    default: throw broken("has an entry whose “answer” is neither “fail” nor “incomplete”")
    }
  }
}
