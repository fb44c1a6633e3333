import Channel
import Executor
import Machine
import Simulator
import Source
import Store

extension Universe {
  /// Waits as the product has them, but for the rarer looks for work: a universe is to be run a thousand times.
  static let settings: ExecutorSettings = {
    var settings = ExecutorSettings()
    settings.batch = 5
    settings.pollSeconds = 12
    settings.heartbeatSeconds = 8
    settings.troubleSeconds = 1
    settings.channelProbeSeconds = 10
    settings.graceSeconds = 20
    return settings
  }()

  /// One more process with an executor in it.
  func hire() {
    let host = Host("executor-\(hosts.count + 1)", isMortal: true)
    hosts.append(host)
    trace.add(host.name, "begins")
    let audited = AuditedStore(inner: memory, ledger: ledger, who: host.name)
    let way = HostStore(inner: audited, faults: faults, host: host)
    let channels = [
      SimulatedChannel(name: "email", onUncertain: .resend, host: host, faults: faults, ledger: ledger),
      SimulatedChannel(name: ChannelName.teams("alerts"), onUncertain: .hold, host: host, faults: faults, ledger: ledger),
    ]
    let store = bug?.planted(in: way, channels, ledger, scheduler) ?? way
    var couriers: [any Courier] = channels.map { MessageCourier(link: $0, domain: Self.domain) }
    couriers += [StartCourier(installation: Self.installation), TellCourier()] as [any Courier]
    let source = SimulatedSource(host: host, faults: faults)
    couriers.append(AskCourier(channel: ChannelName.source(source.name), concurrency: 2, sources: [source.name: source]))
    let live = project.live
    let executor = Executor(
      Executor.Parts(
        identity: ExecutorRecord(id: ExecutorID(text: host.name), host: "universe", processID: hosts.count, version: "universe"),
        machine: Machine(installation: Self.installation), store: store, loader: project, couriers: couriers,
        renderer: PartRenderer(channels: Set(channels.map(\.name))), live: { live },
        clock: HostClock(scheduler: scheduler, host: host), listener: Listener(trace: trace, who: host.name),
        settings: Self.settings, isGone: { [self] in hosts[$0.processID - 1].isDead }))
    executors.append((host, executor))
    Task { await executor.run() }
  }

  /// Trouble from outside, at any moment: processes end, stall, and the database's clock is set.
  func suffer() async {
    while scheduler.now < plan.chaosSeconds, ledger.violation == nil {
      await scheduler.rest(seconds: 10 * scheduler.dice.fraction(), of: nil)
      let alive = executors.filter { !$0.host.isDead && !$0.host.isGone }
      if let one = scheduler.dice.pick(alive) {
        if scheduler.dice.happens(plan.kill) {
          faults.kill(one.host, because: "from outside")
        } else if scheduler.dice.happens(plan.stall) {
          faults.stall(one.host, seconds: 5 + 90 * scheduler.dice.fraction())
        } else if scheduler.dice.happens(plan.restart) {
          trace.add(one.host.name, "is asked to stop")
          executors.removeAll { $0.host === one.host }
          stopped.append(one)
          await one.executor.stop()
          hire()
        }
      }
      if scheduler.dice.happens(plan.clockJump) {
        let seconds = scheduler.dice.fraction() * 120 - 40
        clockOffset.seconds += seconds
        trace.add("database", "its clock jumps by \(Int(seconds)) s")
      }
    }
  }
}

/// Troubles are part of the trace; the rest is seen at the seam.
private struct Listener: ExecutorListener {
  let trace: Trace
  let who: String

  func hear(_ news: ExecutorNews) {
    switch news {
    case .storeTrouble(let error): trace.add(who, "has trouble: \(error.sqlstate ?? "") \(error.message)")
    case .outdated(let delivery): trace.add(who, "is told that its lease of \(delivery.part.id) is over")
    case .clockJumped(let seconds): trace.add(who, "sees the clock jump by \(Int(seconds)) s and stands still")
    case .careful(let deaths): trace.add(who, "knows of \(deaths) unclean deaths")
    case .channelDown(let name, let reason): trace.add(who, "finds \(name) down: \(reason)")
    case .channelUp(let name): trace.add(who, "finds \(name) up")
    case .stepped, .faulted, .faultedUnseen, .settled, .swept, .wrongEpoch, .timeLapse, .braked, .claimed, .tidied: break
    }
  }
}
