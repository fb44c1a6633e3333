import PostgreSQL
import Simulator
import Store
import StorePostgres

/// What goes wrong in a universe, as its plan and its dice will have it; nothing once it is calm.
///
/// `@unchecked Sendable`: used on the universe's own thread alone.
final class Faults: @unchecked Sendable {
  let scheduler: Scheduler
  let plan: UniversePlan
  let trace: Trace
  var isCalm = false
  /// Told of each death, so that somebody starts another process.
  var died: (Host) -> Void = { _ in }

  init(_ scheduler: Scheduler, _ plan: UniversePlan, _ trace: Trace) {
    self.scheduler = scheduler
    self.plan = plan
    self.trace = trace
  }

  /// Every SQLSTATE after which waiting helps, as the store's own list has it.
  private static let refusals: [StoreError] = PostgresError.passing.map { StoreError($0) }
  /// Those after which nobody knows whether it was done.
  private static let lostAnswers = refusals.filter { $0.retry == .unreachable }
  private static let closed = StoreError(retry: .never, message: "the universe is over")

  /// The time that a word takes to the database, or back; some are very late.
  func travel(_ host: Host) async throws(StoreError) {
    if host.isGone { throw Self.closed }
    await scheduler.rest(seconds: seconds, of: host)
    if host.isGone { throw Self.closed }
  }

  private var seconds: Double {
    let chance = scheduler.dice.fraction()
    if isCalm || chance < 0.9 { return 0.0005 + 0.01 * scheduler.dice.fraction() }
    return chance < 0.99 ? 0.2 * scheduler.dice.fraction() : 5 * scheduler.dice.fraction()
  }

  func strike(before verb: String, _ host: Host) async throws(StoreError) {
    guard !isCalm else { return }
    if host.isMortal, scheduler.dice.happens(plan.crash / 2) {
      kill(host, because: "before \(verb)")
      try await travel(host)
    }
    if scheduler.dice.happens(plan.refusal), let error = scheduler.dice.pick(Self.refusals) {
      trace.add(host.name, "\(verb) refused: \(error.sqlstate ?? "") \(error.retry.rawValue)")
      try await travel(host)
      throw error
    }
  }

  func strike(after verb: String, _ host: Host) async throws(StoreError) {
    guard !isCalm else { return }
    if host.isMortal, scheduler.dice.happens(plan.crash / 2) {
      kill(host, because: "after \(verb)")
      try await travel(host)
    }
    if scheduler.dice.happens(plan.lostAnswer), let error = scheduler.dice.pick(Self.lostAnswers) {
      trace.add(host.name, "\(verb) done, its answer lost: \(error.sqlstate ?? "")")
      try await travel(host)
      throw error
    }
  }

  func kill(_ host: Host, because reason: String) {
    guard !host.isDead, !host.isGone else { return }
    host.isDead = true
    trace.add(host.name, "dies \(reason)")
    died(host)
  }

  func stall(_ host: Host, seconds: Double) {
    host.stalledUntil = max(host.stalledUntil, scheduler.now + seconds)
    trace.add(host.name, "stalls for \(Int(seconds)) s")
  }
}
