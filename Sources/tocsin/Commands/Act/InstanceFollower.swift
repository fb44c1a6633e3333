import Glibc
import Machine
import PostgreSQL
import Refresh
import Store

/// Shows what happens to an instance until it has ended or needs a person; progress of a refresh beside it.
struct InstanceFollower {
  let access: StoreAccess
  let call: Invocation
  private let clock = SystemClock()

  init(access: StoreAccess, call: Invocation) { (self.access, self.call) = (access, call) }

  private static let pauseSeconds = 0.5

  func follow(_ address: Address) async throws -> ExitCode {
    let pool = ConnectionPool(access.target, size: 1)
    do {
      let code = try await follow(address, RefreshBooks(pool))
      await pool.close()
      return code
    } catch {
      await pool.close()
      throw error
    }
  }

  private func follow(_ address: Address, _ books: RefreshBooks) async throws -> ExitCode {
    var shown = 0
    let progress = RefreshLines(call.terminal, inLines: isatty(STDERR_FILENO) == 0)
    while true {
      let found = try await address.find(in: access.store)
      let instance = try await access.store.instance(found.id) ?? found
      for step in try await access.store.history(of: instance.id, from: nil, limit: 1_000) where step.step > shown {
        progress.end()
        shown = step.step
        let move = step.isMove ? "  \(step.from) → \(step.to)" : ""
        call.terminal.write("\(access.times.second(step.wall))  \(Table.safe(step.eventName))\(move)")
      }
      if let run = try await books.runs(askedBy: instance.invocations.map(\.effect.description)).first, run.status == .running {
        progress.show(run)
      }
      let incidents = try await access.store.incidents(openOnly: true).filter { $0.instance == instance.id }
      if instance.closedAt != nil || instance.status == .faulted || !incidents.isEmpty {
        progress.end()
        for incident in incidents { call.terminal.write("#\(incident.number) \(Table.safe(incident.text))") }
        return incidents.isEmpty && instance.status != .faulted ? .success : .trouble
      }
      await clock.pause(seconds: Self.pauseSeconds)
    }
  }
}
