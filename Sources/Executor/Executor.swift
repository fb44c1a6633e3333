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

    package init(
      identity: ExecutorRecord, machine: Machine, store: any Store, loader: any DefinitionLoader, couriers: [any Courier],
      renderer: PartRenderer, rates: [String: RateGate] = [:], live: @escaping @Sendable () -> Live,
      clock: any ExecutorClock, listener: any ExecutorListener, settings: ExecutorSettings = ExecutorSettings()
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
    }
  }

  let parts: Parts
  let desk: DeliveryDesk
  let stepper: Stepper
  let stepping: Wakeup
  /// By channel.
  let dispatching: [String: Wakeup]
  private let upkeep: Wakeup
  private(set) var isStopping = false
  /// Unclean deaths of others, as last heard; while there are any, steps are made carefully.
  private(set) var deaths = 0

  package init(_ parts: Parts) {
    self.parts = parts
    stepping = Wakeup(clock: parts.clock)
    upkeep = Wakeup(clock: parts.clock)
    dispatching = Dictionary(
      parts.couriers.map { ($0.channel, Wakeup(clock: parts.clock)) }, uniquingKeysWith: { first, _ in first })
    let shelf = DefinitionShelf(store: parts.store, loader: parts.loader)
    desk = DeliveryDesk(
      store: parts.store, machine: parts.machine, time: StoreTime(store: parts.store, clock: parts.clock), clock: parts.clock, shelf: shelf,
      live: parts.live, leases: LeaseBook(), health: ChannelHealth(), settings: parts.settings,
      listener: parts.listener, stepping: stepping)
    stepper = Stepper(
      store: parts.store, machine: parts.machine, shelf: shelf, renderer: parts.renderer, live: parts.live, settings: parts.settings,
      listener: parts.listener)
  }

  /// Works until `stop`: then what is under way is finished, leases are given back, and it returns.
  ///
  /// A store that cannot be reached is waited for, also at the start.
  package func run() async {
    await persist { try await self.parts.store.register(self.parts.identity) }
    let work = Task { await self.work() }
    let grace = Task {
      await self.stopped()
      await self.parts.clock.pause(seconds: self.parts.settings.graceSeconds)
      work.cancel()
    }
    await work.value
    grace.cancel()
    await leave()
  }

  /// Ends `run` in order; returns at once.
  package func stop() async {
    isStopping = true
    for waiter in stopWaiters { waiter.resume() }
    stopWaiters = []
    await pokeAll()
  }

  /// Somebody says that there may be work: looks for it now.
  package func pokeAll() async {
    await stepping.poke()
    await upkeep.poke()
    for wakeup in dispatching.values { await wakeup.poke() }
  }

  private var stopWaiters: [CheckedContinuation<Void, Never>] = []

  private func stopped() async {
    if isStopping { return }
    await withCheckedContinuation { stopWaiters.append($0) }
  }

  private func work() async {
    await withDiscardingTaskGroup { group in
      for number in 0..<parts.settings.steppers { group.addTask { await self.stepUntilStopped(number) } }
      for courier in parts.couriers {
        let gate = parts.rates[courier.channel] ?? RateGate(windows: [], clock: parts.clock)
        guard let wakeup = dispatching[courier.channel] else { continue }
        let dispatcher = Dispatcher(
          courier: courier, owner: parts.identity.id, desk: desk, gate: gate, wakeup: wakeup)
        for _ in 0..<courier.concurrency { group.addTask { await self.dispatchUntilStopped(dispatcher) } }
      }
      group.addTask { await self.upkeepUntilStopped() }
      if let pace = parts.settings.pace { group.addTask { await self.lapseUntilStopped(pace) } }
    }
  }

  private func stepUntilStopped(_ number: Int) async {
    await untilStopped { [self] in
      let reading = try await desk.time.read()
      if let jump = reading.jumpSeconds {
        parts.listener.hear(.clockJumped(seconds: jump))
        await parts.clock.pause(seconds: parts.settings.pollSeconds)
        return
      }
      let offset = Int(parts.clock.chance() * 1024)
      let stepped = try await stepper.round(at: reading, startingAt: offset, isCareful: await deaths > 0)
      if stepped == 0 {
        await stepping.wait(secondsMax: pollSeconds)
      } else {
        await pokeDispatchers()
      }
    }
  }

  private func dispatchUntilStopped(_ dispatcher: Dispatcher) async {
    await untilStopped { [self] in
      if try await !dispatcher.one() { await dispatcher.wakeup.wait(secondsMax: pollSeconds) }
    }
  }

  /// Heartbeat, leases, what dead executors left, channels: a periodic look at rows, never a list in memory.
  private func upkeepUntilStopped() async {
    let settings = parts.settings
    await untilStopped { [self] in
      try await parts.store.heartbeat(parts.identity.id)
      let tokens = await desk.leases.all()
      if !tokens.isEmpty { _ = try await parts.store.renewLeases(tokens, seconds: settings.leaseSeconds) }
      let swept = try await parts.store.sweepExpiredLeases(at: try await desk.time.read().now)
      if !swept.isEmpty {
        parts.listener.hear(.swept(swept))
        await pokeDispatchers()
      }
      await desk.health.set(try await parts.store.channels())
      let found = try await parts.store.uncleanDeaths(
        silenceSeconds: settings.silenceSeconds, carefulSeconds: settings.carefulSeconds)
      if await found != deaths { parts.listener.hear(.careful(deaths: found)) }
      await note(deaths: found)
      await upkeep.wait(secondsMax: settings.heartbeatSeconds)
    }
  }

  private func note(deaths found: Int) { deaths = found }

  func pokeDispatchers() async {
    for wakeup in dispatching.values { await wakeup.poke() }
  }

  private nonisolated var pollSeconds: Double {
    let settings = parts.settings
    return settings.pollSeconds * (1 + settings.pollJitter * (2 * parts.clock.chance() - 1))
  }

  /// Repeats a round until `stop`. Whatever a round throws is told and tried again after a while: recovery is the next
  /// look at the rows.
  func untilStopped(_ round: @escaping @Sendable () async throws -> Void) async {
    while !isStopping, !Task.isCancelled {
      do {
        try await round()
      } catch is CancellationError {
        return
      } catch {
        parts.listener.hear(.storeTrouble(Self.trouble(error)))
        await parts.clock.pause(seconds: DeliveryDesk.troubleSeconds)
      }
    }
  }

  private func persist(_ act: @escaping @Sendable () async throws -> Void) async {
    while !isStopping, !Task.isCancelled {
      do {
        return try await act()
      } catch {
        parts.listener.hear(.storeTrouble(Self.trouble(error)))
        await parts.clock.pause(seconds: DeliveryDesk.troubleSeconds)
      }
    }
  }

  /// Once, without insisting: leases that cannot be given back run out by themselves.
  private func leave() async {
    do {
      try await parts.store.releaseLeases(of: parts.identity.id)
      try await parts.store.end(parts.identity.id)
    } catch {
      parts.listener.hear(.storeTrouble(error))
    }
  }

  private static func trouble(_ error: any Error) -> StoreError {
    switch error {
    case let error as StoreError: error
    case let error as StepAbandoned: StoreError(retry: .resource, message: error.reason)
    default: StoreError(retry: .never, message: "\(error)")
    }
  }
}
