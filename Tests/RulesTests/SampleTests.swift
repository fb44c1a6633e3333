import CEL
import Foundation
import Rules
import TestSupport
import Testing

@Suite struct `The sample month` {
  private func judgements() throws -> [Judgement] {
    try Project.rules().judge(
      sessions: Project.rows("samples/chargecloud/sessions"), cdrs: Project.rows("samples/chargecloud/cdrs"),
      locations: Project.rows("samples/chargecloud/locations"), now: time("2026-06-01T04:00:00Z"))
  }

  @Test func `the rules find exactly what the generator broke`() throws {
    let judgements = try judgements()
    var found: [String: String] = [:]
    for judgement in judgements { found[judgement.id] = judgement.faults.first }
    let broken = try Project.rows("samples/bookings-db")
    var expected: [String: String] = [:]
    for row in broken { expected[row["id"]?.string ?? ""] = row["fault"]?.string }
    #expect(found == expected)
    #expect(broken.count == expected.count)
    #expect(judgements.allSatisfy { $0.troubles.isEmpty })
  }

  @Test func `it has four to twelve faulty bookings of each of five partners, and every fault`() throws {
    let judgements = try judgements()
    let byOperator = Dictionary(grouping: judgements) { $0.booking["operator"]?.string ?? "" }
    #expect(byOperator.keys.sorted() == ["AmpereGo", "Lumina", "NordCharge", "StromNetz", "Voltaris"])
    #expect(byOperator.values.allSatisfy { (4...12).contains($0.count) })
    let never: Set = ["no-start", "billed-twice", "time-mismatch"]
    #expect(Set(judgements.flatMap(\.faults)) == Set(try Project.rules().faults).subtracting(never))
  }

  @Test func `the bookings database names the same connector, start and operator`() throws {
    let rows = try Project.rows("samples/bookings-db")
    for judgement in try judgements() {
      let row = rows.first { $0["id"]?.string == judgement.id }
      for field in ["operator", "evse", "connector"] { #expect(row?[field] == judgement.booking[field]) }
      #expect(Timestamp(row?["start"]?.string ?? "") == judgement.booking["start"]?.timestamp)
    }
  }

  @Test func `the generator makes the same bytes again, and they are small`() async throws {
    let folder = try TemporaryFolder.make()
    let script = Project.root.appending(path: "scripts/samples").path
    let child = try ChildProcess.start(
      "/usr/bin/env", ["python3", script, "--out", folder.path],
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    guard try await child.ended() == .code(0) else { throw TestSupportError("scripts/samples failed: \(child.errors)") }
    let made = try files(URL(filePath: folder.path))
    // What lies in samples/ beside them is somebody else's.
    let kept = try files(Project.root.appending(path: "samples")).filter { file in
      ["bookings-db/", "chargecloud/", "june-2026.yaml"].contains { file.key.hasPrefix($0) }
    }
    #expect(made == kept)
    #expect(made.count == 21)
    #expect(made.values.map(\.count).reduce(0, +) < 1_500_000)
  }

  private func files(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let url = folder.appending(path: name)
      if !url.hasDirectoryPath, try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        files[name] = try Data(contentsOf: url)
      }
    }
    return files
  }
}
