import CEL
import Calendar
import Foundation
import Rules
import Testing

@Suite(.enabled(if: Anomalies.isThere, "no material"), .serialized) struct `Real sessions of two years` {
  private func count(_ judgements: [Judgement]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for judgement in judgements { for fault in judgement.faults { counts[fault, default: 0] += 1 } }
    return counts
  }

  private func judged(_ table: SessionTable, _ reading: Reading) throws -> (rules: [String: Int], plain: [String: Int], seconds: Double) {
    let sessions = try TimedSession.all(table, reading)
    let values = sessions.map { $0.ocpi(party: "EVD") }
    let book = try Project.rules()
    let began = ContinuousClock().now
    let judgements = book.judge(
      sessions: values, locations: locations(of: table, party: "EVD"), now: try time("2026-01-01T00:00:00Z"))
    let took = ContinuousClock().now - began
    #expect(judgements.allSatisfy { $0.troubles.isEmpty })
    return (count(judgements), PlainCount.faults(sessions), Double(took.wholeMicroseconds) / 1_000_000)
  }

  @Test(arguments: try Anomalies.files())
  func `the rules find what was counted by hand`(file: String) throws {
    guard let expected = try Anomalies.counts()[file], let table = try SessionTable(Anomalies.folder.appending(path: file)) else {
      return print("EV data \(file): skipped, its columns or counts are not known")
    }
    #expect(table.rows.count == expected["rows"])
    let written = try judged(table, .asWritten)
    let real = try judged(table, .asItWas)
    var lines = ["EV data \(file): \(table.rows.count) sessions, judged in \((written.seconds * 10).rounded() / 10) s"]
    for (counted, rule) in Anomalies.rules {
      let number = expected[counted] ?? 0
      #expect(written.rules[rule] ?? 0 == number, "\(counted) as \(rule)")
      lines.append("  \(counted): \(number) counted, \(written.rules[rule] ?? 0) found; as it was \(real.rules[rule] ?? 0)")
    }
    print(lines.joined(separator: "\n"))
    // With days, months and zones put right there is no count of somebody else: a plain one of ours stands in.
    #expect(written.rules == written.plain)
    #expect(real.rules == real.plain)
  }
}
