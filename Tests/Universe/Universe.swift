import CEL
import Calendar
import Executor
import Machine
import Simulator
import Store
import Workflow

/// A world in which real executors share one store, and everything else is made up from a seed: time, what the network does,
/// what people do, who dies and when. The same seed is the same world, to the last interleaving.
///
/// `@unchecked Sendable`: used on the universe's own thread alone.
package final class Universe: @unchecked Sendable {
  static let installation = "universe"
  static let domain = "universe.example"
  /// A Monday, 09:00 in Berlin.
  static let start = Instant(microsecondsSinceEpoch: 1_772_438_400_000_000)
  /// In a calm world, at worst two looks for work lie between due and done, and what they take.
  static let lateSecondsMax: Int64 = 40

  let scheduler: Scheduler
  let plan: UniversePlan
  let trace: Trace
  let ledger: Ledger
  let faults: Faults
  let memory: MemoryStore
  let project: UniverseProject
  let bug: PlantedBug?
  var hosts: [Host] = []
  var executors: [(host: Host, executor: Executor)] = []
  /// Asked to stop in order; they may take their time.
  var stopped: [(host: Host, executor: Executor)] = []
  var isOver = false
  /// What jumps of the database's clock add to real time.
  let clockOffset: ClockOffset

  /// What a run came to.
  package struct Outcome: Sendable {
    package var seed: UInt64
    package var violation: Violation?
    package var steps: Int
    package var pieces: Int
    package var trace: [String]
    /// Equal for equal runs.
    package var sum: UInt64
  }

  /// Seconds by which the database's clock is ahead of real time.
  ///
  /// `@unchecked Sendable`: used on the universe's own thread alone.
  final class ClockOffset: @unchecked Sendable {
    var seconds = 0.0
  }

  /// - Parameter bug: a mistake that is planted between the executors and the store.
  package static func run(seed: UInt64, bug: PlantedBug? = nil) async throws -> Outcome {
    let project = try UniverseProject.shared.get()
    return await OwnThread.run {
      let universe = Universe(seed: seed, project, bug)
      universe.scheduler.run { await universe.live() }
      return Outcome(
        seed: seed, violation: universe.ledger.violation, steps: universe.ledger.steps, pieces: universe.scheduler.pieces,
        trace: universe.trace.lines, sum: universe.trace.sum)
    }
  }

  private init(seed: UInt64, _ project: UniverseProject, _ bug: PlantedBug?) {
    scheduler = Scheduler(seed: seed)
    plan = UniversePlan(&scheduler.dice)
    trace = Trace(scheduler)
    self.project = project
    self.bug = bug
    ledger = Ledger(machine: Machine(installation: Self.installation), live: project.live, trace: trace)
    faults = Faults(scheduler, plan, trace)
    let offset = ClockOffset()
    clockOffset = offset
    let scheduler = scheduler
    memory = MemoryStore(engine: "universe") {
      Universe.start.adding(microseconds: Int64(((scheduler.now + offset.seconds) * 1_000_000).rounded()))
    }
  }

  var databaseTime: Instant {
    Self.start.adding(microseconds: Int64(((scheduler.now + clockOffset.seconds) * 1_000_000).rounded()))
  }

  private func live() async {
    do {
      try await begin()
      await withDiscardingTaskGroup { group in
        group.addTask { await self.suffer() }
        group.addTask { await self.inhabit() }
      }
      await calmDown()
      await closeBooks()
    } catch {
      ledger.violated("Universe", "\(error)")
    }
    isOver = true
    trace.close()
    // What the world holds of itself it lets go, or it would never be forgotten.
    (ledger.wasViolated, faults.died) = ({}, { _ in })
    for (host, executor) in executors + stopped {
      host.reap()
      await executor.stop()
    }
    for host in hosts { host.reap() }
    (executors, stopped) = ([], [])
  }

  private func begin() async throws {
    _ = await memory.installation(default: Self.installation)
    for one in project.deployables {
      ledger.definitions[one.closure.hash] = one.loaded
      _ = try await memory.deploy(one.closure, starts: one.loaded.definition.starts.count, at: databaseTime)
    }
    for schedule in await memory.instances(InstanceFilter(includesSchedules: true)) {
      ledger.opened(schedule)
      for record in await memory.inbox(of: schedule.id) { ledger.receivedPerhaps(record.event) }
    }
    ledger.wasViolated = { [self] in for host in hosts where host.isMortal { host.isDead = true } }
    faults.died = { [self] _ in replaceLater() }
    for _ in 0..<plan.executors { hire() }
  }

  /// Its place is taken by another process after a while, as a service manager would see to it.
  private func replaceLater() {
    let seconds = 1 + 25 * scheduler.dice.fraction()
    Task {
      await scheduler.rest(seconds: seconds, of: nil)
      if !isOver, ledger.violation == nil { hire() }
    }
  }

  /// Nothing goes wrong any more; what is left over is to be done by itself, or waits for a person and says so.
  private func calmDown() async {
    faults.isCalm = true
    trace.add("universe", "is calm from now on")
    ledger.punctualFrom = databaseTime.adding(seconds: Int64(plan.calmSeconds / 2))
    await resumeAll()
    let end = scheduler.now + plan.calmSeconds
    while scheduler.now < end, ledger.violation == nil { await scheduler.rest(seconds: 20, of: nil) }
  }
}
