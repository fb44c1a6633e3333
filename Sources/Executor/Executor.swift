import Calendar
package import Machine
package import Store

/// A process that advances instances and carries out effects. Any number of them share one store; none is special, and
/// each may die at any moment.
package actor Executor {
  /// What an executor is made of; the program puts it together.
  package struct Parts: Sendable {
    package var identity: ExecutorRecord
    package var machine: Machine
    package var store: any Store
    package var loader: any DefinitionLoader
    package var couriers: [any Courier]
    package var renderer: PartRenderer
    package var rates: [String: RateGate]
    package var live: @Sendable () -> Live
    package var clock: any ExecutorClock
    package var listener: any ExecutorListener
    package var settings: ExecutorSettings
    /// Whether the process of another executor on this machine is surely gone; false where nobody can say.
    package var isGone: @Sendable (ExecutorRecord) -> Bool

    package init(
      identity: ExecutorRecord, machine: Machine, store: any Store, loader: any DefinitionLoader, couriers: [any Courier],
      renderer: PartRenderer, rates: [String: RateGate] = [:], live: @escaping @Sendable () -> Live,
      clock: any ExecutorClock, listener: any ExecutorListener, settings: ExecutorSettings = ExecutorSettings(),
      isGone: @escaping @Sendable (ExecutorRecord) -> Bool = { _ in false }
    ) {
      self.identity = identity
      self.machine = machine
      self.store = store
      self.loader = loader
      self.couriers = couriers
      self.renderer = renderer
      self.rates = rates
      self.live = live
      self.clock = clock
      self.listener = listener
      self.settings = settings
      self.isGone = isGone
    }
  }

  nonisolated let parts: Parts
  let desk: DeliveryDesk
  let stepper: Stepper
  let stepping: Wakeup
  /// By channel.
  let dispatching: [String: Wakeup]
  let upkeep: Wakeup
  let sign = StopSign()
  /// Nothing is under way any more.
  private(set) var isOver = false
  /// Unclean deaths of others, as last heard; while there are any, steps are made carefully.
  private(set) var deaths = 0
  /// When the inbox was last looked through for what may be forgotten.
  private(set) var prunedAtSeconds: Double?
  /// When the books are tidied up next.
  private(set) var nextTidyingSeconds: Double?
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []

  package init(_ parts: Parts) {
    self.parts = parts
    stepping = Wakeup(clock: parts.clock)
    upkeep = Wakeup(clock: parts.clock)
    dispatching = Dictionary(
      parts.couriers.map { ($0.channel, Wakeup(clock: parts.clock)) }, uniquingKeysWith: { first, _ in first })
    let shelf = DefinitionShelf(store: parts.store, loader: parts.loader)
    let time = StoreTime(
      store: parts.store, clock: parts.clock, listener: parts.listener, standstillSeconds: parts.settings.standstillSeconds)
    desk = DeliveryDesk(
      store: parts.store, machine: parts.machine, time: time, clock: parts.clock, shelf: shelf, live: parts.live,
      leases: LeaseBook(), health: ChannelHealth(), settings: parts.settings, listener: parts.listener, stepping: stepping,
      sign: sign)
    stepper = Stepper(
      store: parts.store, machine: parts.machine, shelf: shelf, renderer: parts.renderer, live: parts.live,
      settings: parts.settings, listener: parts.listener, sign: sign)
  }

  /// Works until `stop`: then what is under way is finished, leases are given back, and it returns.
  ///
  /// A store that cannot be reached is waited for, also at the start. Cancelling its task is the same as `stop`.
  package func run() async {
    await withTaskCancellationHandler {
      await runUntilStopped()
    } onCancel: {
      Task { await self.stop() }
    }
  }

  private func runUntilStopped() async {
    var isKnown = false
    while !isKnown, sign.stage == .working {
      isKnown = await attempt { try await introduce() } ?? false
    }
    let work = Task { await self.work() }
    let grace = Task {
      await self.stopped()
      await self.parts.clock.pause(seconds: self.parts.settings.graceSeconds)
      guard !Task.isCancelled else { return }
      self.sign.move(to: .cutOff)
      work.cancel()
    }
    let care = Task { await self.lookAfterAll() }
    await work.value
    grace.cancel()
    isOver = true
    await upkeep.poke()
    await care.value
    // In a task of its own, for this one may have been cancelled.
    if isKnown { await Task { await self.leave() }.value }
  }

  /// Ends `run` in order; returns at once.
  package func stop() async {
    sign.move(to: .stopping)
    for waiter in stopWaiters { waiter.resume() }
    stopWaiters = []
    await pokeAll()
  }

  /// Somebody says that there may be work: looks for it now.
  package func pokeAll() async {
    await stepping.poke()
    await upkeep.poke()
    await pokeDispatchers()
  }

  private func stopped() async {
    if sign.stage != .working { return }
    await withCheckedContinuation { stopWaiters.append($0) }
  }

  /// Registers, and finds out who died here, and of which generation the installation is.
  private func introduce() async throws -> Bool {
    try await parts.store.register(parts.identity)
    // Before the first step: who dies of an instance and is started again must not meet it in a hurry.
    try await declareDeaths()
    try await countDeaths()
    _ = try await desk.time.read()
    return true
  }

  private func work() async {
    await withDiscardingTaskGroup { group in
      for number in 0..<parts.settings.steppers { group.addTask { await self.stepUntilStopped(number) } }
      for courier in parts.couriers {
        let gate = parts.rates[courier.channel] ?? RateGate(windows: [], clock: parts.clock)
        guard let wakeup = dispatching[courier.channel] else { continue }
        let dispatcher = Dispatcher(
          courier: courier, owner: parts.identity.id, desk: desk, gate: gate, wakeup: wakeup)
        group.addTask { await self.dispatchUntilStopped(dispatcher) }
      }
      if let pace = parts.settings.pace { group.addTask { await self.lapseUntilStopped(pace) } }
    }
  }

  func note(deaths found: Int) { deaths = found }

  func noteTidying(atSeconds next: Double) { nextTidyingSeconds = next }
  func notePruning(atSeconds now: Double) { prunedAtSeconds = now }

  /// Once, without insisting: leases that cannot be given back run out by themselves.
  private func leave() async {
    await attempt(pausing: false) { try await parts.store.releaseLeases(of: parts.identity.id) }
    await attempt(pausing: false) { try await parts.store.end(parts.identity.id) }
  }
}
