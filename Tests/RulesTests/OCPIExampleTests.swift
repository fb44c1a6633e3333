import CEL
import Foundation
import Rules
import Testing

/// The examples of the OCPI documents; some are faulty themselves.
@Suite(.enabled(if: Material.isThere("ocpi"), "no material")) struct `The examples of OCPI` {
  private struct Examples {
    var sessions: [Value] = []
    var cdrs: [Value] = []
    var locations: [Value] = []

    init(_ folder: URL) throws {
      for name in try Project.names(in: folder, ending: ".json") {
        guard let value = try? JSON.parse(Array(Data(contentsOf: folder.appending(path: name)))) else {
          print("OCPI example \(folder.lastPathComponent)/\(name): skipped, not JSON")
          continue
        }
        sort(value["data"] ?? value)
      }
    }

    /// By what they hold: the documents name their files in many ways.
    private mutating func sort(_ value: Value) {
      if let list = value.list {
        for element in list { sort(element) }
      } else if value["kwh"] != nil {
        sessions.append(value)
      } else if value["total_energy"] != nil {
        cdrs.append(value)
      } else if value["coordinates"] != nil {
        locations.append(value)
      }
    }
  }

  private func folders() throws -> [URL] {
    let root = Material.folder.appending(path: "ocpi")
    return try FileManager.default.contentsOfDirectory(atPath: root.path).sorted().map { root.appending(path: "\($0)/examples") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }

  @Test func `each can be judged, and what is found is listed`() throws {
    for folder in try folders() {
      let version = folder.deletingLastPathComponent().lastPathComponent
      let examples = try Examples(folder)
      let judgements = try Project.rules().judge(
        sessions: examples.sessions, cdrs: examples.cdrs, locations: examples.locations, now: time("2026-01-01T00:00:00Z"))
      print("OCPI \(version): \(examples.sessions.count) sessions, \(examples.cdrs.count) CDRs, \(judgements.count) faulty")
      for judgement in judgements { print("  \(judgement.id): \(judgement.booking["faultText"]?.string ?? "")") }
      #expect(judgements.allSatisfy { $0.troubles.isEmpty })
    }
  }

  @Test(.enabled(if: Material.isThere("ocpi/2.2.1/examples/session_example_2_short_finished.json"), "no such example"))
  func `the finished session of 2.2.1 counts its periods in Wh`() throws {
    let folder = Material.folder.appending(path: "ocpi/2.2.1/examples")
    let session = try JSON.parse(Array(Data(contentsOf: folder.appending(path: "session_example_2_short_finished.json"))))
    let judgements = try Project.rules().judge(sessions: [session], now: time("2026-01-01T00:00:00Z"))
    #expect(judgements.map(\.faults) == [["energy-mismatch"]])
    #expect(
      judgements.first?.booking["faultText"]?.string
        == "The energy does not add up: 41.12 kWh in the session, 41120.00 kWh in its charging periods.")
  }
}
