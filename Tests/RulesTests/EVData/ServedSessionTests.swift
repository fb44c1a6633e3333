import CEL
import Calendar
import Curl
import Foundation
import Rules
import Source
import SourceHTTP
import TestSupport
import Testing

/// The same sessions, as ChargeCloud would hand them over: page by page, in OCPI's envelope.
@Suite(.enabled(if: Anomalies.isThere, "no material")) struct `Real sessions, served in pages` {
  private static let pageSize = 2_000

  @Test func `what is read over HTTP has the same faults`() async throws {
    let tables = try Anomalies.files().compactMap { try SessionTable(Anomalies.folder.appending(path: $0)) }
    let counts = try Anomalies.counts()
    var sessions: [Value] = []
    for (number, table) in tables.enumerated() {
      sessions += try TimedSession.all(table, .asWritten).map { $0.ocpi(party: "EV\(number)") }
    }
    let folder = try TemporaryFolder.make()
    try Data(JSON.bytes(.list(sessions))).write(to: URL(filePath: folder.path + "/sessions.json"))
    let server = try await ScriptServer.start("ocpi.py", [folder.path, "\(Self.pageSize)"])
    let answer = try await ask(server)
    #expect(answer.complete, "\(answer.remarks)")
    #expect(answer.rows == sessions.count)
    #expect(answer.pages == (sessions.count + Self.pageSize - 1) / Self.pageSize)
    #expect(try server.said("get").count == answer.pages + 1, "one page was busy at first")

    var found: [String: Int] = [:]
    let all = tables.enumerated().flatMap { locations(of: $1, party: "EV\($0)") }
    let judgements = try Project.rules().judge(
      sessions: answer.data.list ?? [], locations: all, now: time("2026-01-01T00:00:00Z"))
    for judgement in judgements { for fault in judgement.faults { found[fault, default: 0] += 1 } }
    for (counted, rule) in Anomalies.rules {
      let expected = tables.map { counts[$0.name]?[counted] ?? 0 }.reduce(0, +)
      #expect(found[rule] ?? 0 == expected, "\(counted) as \(rule)")
    }
    print("EV data over HTTP: \(sessions.count) sessions in \(answer.pages) pages, \(judgements.count) faulty")
  }

  private func ask(_ server: ScriptServer) async throws -> SourceAnswer {
    let clock = ContinuousClock()
    let began = clock.now
    let timing = SourceTiming(
      elapsedSeconds: { Double((clock.now - began).wholeMicroseconds) / 1_000_000 },
      pause: { _ in try Task.checkCancellation() }, random: { 7 })
    let source = HTTPSource(
      HTTPSourceConfiguration(
        name: "chargecloud/sessions", baseURL: "http://127.0.0.1:\(server.port)", path: "ocpi/2.2.1/sessions",
        authentication: .token(Secret("test-only"), base64: true), paging: .ocpi(limit: nil), envelope: .ocpi),
      timing: timing)
    let outcome = await source.ask(
      SourceRequest(name: "chargecloud/sessions", input: [:], askedAt: try Instant(parsing: "2026-01-01T00:00:00Z"), timeoutSeconds: 300))
    switch outcome {
    case .answered(let answer): return answer
    case .failed(let failure): throw failure
    }
  }
}
