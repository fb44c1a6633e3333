import CEL
import Foundation
import TestSupport
import Testing

/// The main job, as a person sees it: one month of faulty bookings with five partners, by the real program over a real
/// database of its own.
@Suite(.serialized) struct SampleMonthTests {
  @Test func `a month of escalations keeps its promises, and a second run sends nothing twice`() async throws {
    let month = try SampleMonth()
    let first = try month.up(pace: 2_000_000)
    #expect(try await first.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(first.errors)")

    let instances = try await month.json("list").list ?? []
    let outcomes = Dictionary(uniqueKeysWithValues: instances.map { ($0["key"]?.string ?? "", $0["outcome"]?.string ?? "") })
    #expect(
      outcomes == [
        "2026-06": "reported", "2026-06/NordCharge": "unresolved", "2026-06/Voltaris": "resolved", "2026-06/AmpereGo": "resolved",
        "2026-06/StromNetz": "resolved", "2026-06/Lumina": "unresolved",
      ])
    try await remindersStoppedWhereTheyShould(month)
    try threadsHold(month)
    #expect(try month.cards().count == 3, "NordCharge, Lumina and Voltaris reach the last rung")
    let judged = try await month.cardsByOfficialSchema()
    #expect(judged.isEmpty || judged.count == 3 && judged.allSatisfy { $0.hasSuffix(": ok") }, "\(judged)")

    let mails = try month.mails()
    let timeline = try await month.timeline()
    let second = try month.up(pace: 2_000_000)
    #expect(try await second.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(second.errors)")
    #expect(try month.mails() == mails)
    #expect(try await month.timeline() == timeline)
    #expect(try month.cards().count == 3)
  }

  private func remindersStoppedWhereTheyShould(_ month: SampleMonth) async throws {
    let subjects = try await month.json("messages").list ?? []
    func sent(_ partner: String, _ mark: String) -> [String] {
      subjects.filter { $0["key"]?.string == "2026-06/\(partner)" && $0["subject"]?.string?.contains("[\(mark)]") == true }
        .compactMap { $0["createdAt"]?.string }
    }
    #expect(sent("StromNetz", "reminder").isEmpty, "all fixed by the 18th")
    #expect(!sent("NordCharge", "reminder").isEmpty)
    #expect(sent("AmpereGo", "escalation").isEmpty, "all fixed on the 22nd")
    let quiet = subjects.filter { message in
      guard message["key"]?.string == "2026-06/Voltaris", let at = message["createdAt"]?.string else { return false }
      return at > "2026-06-21T09:20:00Z" && at < "2026-06-23T09:20:00Z"
    }
    #expect(quiet.isEmpty, "acknowledged on the 21st at 11:20, for two business days: \(quiet)")
    let bodies = try await month.json("show", "emsp-partner-escalation/2026-06/AmpereGo")["items"]?.list ?? []
    let fixedBefore = bodies.filter { $0["closedAt"]?.string.map { $0 < "2026-06-21" } == true }.compactMap { $0["id"]?.string }
    let stillOpen = bodies.compactMap { $0["id"]?.string }.filter { !fixedBefore.contains($0) }
    #expect(fixedBefore.count == 3, "three are fixed on the 19th")
    let reminders = try month.mails().filter { $0.id.contains($0.instance) && $0.isReminder && $0.recipient.contains("amperego") }
    #expect(reminders.count == 2)
    for mail in reminders {
      for booking in fixedBefore { #expect(!mail.unbroken.contains(booking), "\(booking) was fixed and is still named") }
      #expect(stillOpen.contains { mail.unbroken.contains($0) }, "what is open is named")
    }
  }

  /// Each recipient of an instance sees one conversation: a root, then answers to what they got before.
  private func threadsHold(_ month: SampleMonth) throws {
    let mails = try month.mails().filter { $0["References"].contains(".partner@") }
    #expect(mails.count > 20)
    for (_, thread) in Dictionary(grouping: mails, by: { $0.instance + $0.recipient }) {
      let ids = Set(thread.map(\.id))
      let roots = thread.filter { $0["In-Reply-To"].isEmpty }
      #expect(roots.count == 1, "\(thread.map(\.id))")
      for mail in thread {
        #expect(mail.references.first == "<\(mail.instance).partner@tocsin.example>")
        #expect(Set(mail.references.dropFirst()).isSubset(of: ids), "names only what this recipient was sent")
      }
    }
  }

  @Test func `three paces, and a pause of the executor and of the database, give the same month`() async throws {
    let calm = try SampleMonth()
    _ = try await calm.up(pace: 5_000_000).ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    let slow = try SampleMonth()
    _ = try await slow.up(pace: 700_000).ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    let paused = try SampleMonth()
    let run = try paused.up(pace: 300_000)
    try await run.wrote("ingesting", limitMilliseconds: SampleMonth.limitMilliseconds)
    try await Pause.ofThreeSeconds(of: try Pause.databaseProcesses(of: paused))
    try await run.wrote("chasing.notified", limitMilliseconds: SampleMonth.limitMilliseconds)
    try await Pause.ofThreeSeconds(of: [run.processID])
    #expect(try await run.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(run.errors)")

    let expected = try await calm.timeline()
    #expect(expected.count > 50)
    #expect(try await slow.timeline() == expected)
    #expect(try await paused.timeline() == expected)
    #expect(try slow.mails() == calm.mails())
    #expect(try paused.mails() == calm.mails())
  }
}

/// Stops processes for a while, as a debugger or a laptop's lid does.
enum Pause {
  static func ofThreeSeconds(of processes: [Int32]) async throws {
    for process in processes { kill(process, SIGSTOP) }
    defer { for process in processes { kill(process, SIGCONT) } }
    try await ChildProcess.start("/bin/sleep", ["3"]).ended()
  }

  /// The postmaster of a state folder and all its children.
  static func databaseProcesses(of month: SampleMonth) throws -> [Int32] {
    let files = FileManager.default.enumerator(atPath: month.state.path + "/postgres")
    while let path = files?.nextObject() as? String {
      guard path.hasSuffix("postmaster.pid") else { continue }
      let text = try String(contentsOfFile: "\(month.state.path)/postgres/\(path)", encoding: .utf8)
      guard let first = text.split(separator: "\n").first, let postmaster = Int32(first) else { break }
      return [postmaster] + children(of: postmaster)
    }
    throw TestSupportError("no postmaster.pid below \(month.state.path)")
  }

  private static func children(of parent: Int32) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { process in
      guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
      let after = stat.split(separator: ")").last?.split(separator: " ") ?? []
      return after.count > 1 && Int32(after[1]) == parent
    }
  }
}
