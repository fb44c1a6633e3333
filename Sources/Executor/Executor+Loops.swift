import Calendar
import Store

/// What an executor does all the time. Whatever a round throws is told and tried again after a while: recovery is the next
/// look at the rows.
extension Executor {
  /// From half a second to four: a database that came back is found within seconds.
  private static let troubleDoublings = 3
  /// Polls that the first loop makes while the others make one.
  private static let helperPolls = 4.0

  func stepUntilStopped(_ number: Int) async {
    await untilStopped { [self] in
      let reading = try await desk.time.read()
      let deaths = await deaths
      // Careful steps are made by one loop alone: two would suspect each other's instances.
      guard !reading.standsStill, deaths == 0 || number == 0 else {
        return await stepping.wait(secondsMax: pollSeconds)
      }
      let offset = Int(parts.clock.chance() * 1024)
      let round = try await stepper.round(at: reading, startingAt: offset, deaths: deaths)
      // One loop looks as often as is asked for; the others help under a backlog, and look now and then on their own.
      if round.stepped == 0 { return await stepping.wait(secondsMax: pollSeconds * (number == 0 ? 1 : Self.helperPolls)) }
      if number == 0, round.stepped >= parts.settings.batch { await stepping.poke() }
      for channel in round.channels.sorted() { await dispatching[channel]?.poke() }
    }
  }

  /// Ends when what it began has ended.
  func dispatchUntilStopped(_ dispatcher: Dispatcher) async {
    await withDiscardingTaskGroup { group in
      var failures = 0
      while sign.stage == .working {
        let found = await attempt(after: failures) { try await dispatcher.claim() }
        failures = found == nil ? failures + 1 : 0
        let claimed = found ?? []
        for together in claimed { group.addTask { await dispatcher.carryOut(together) } }
        if claimed.isEmpty, found != nil { await dispatcher.wakeup.wait(secondsMax: pollSeconds) }
      }
    }
  }

  /// Heartbeat, leases, what dead executors left, channels: a periodic look at rows, never a list in memory. One that
  /// fails keeps none of the others from being done. Goes on until nothing is under way any more, for leases have to be
  /// kept as long.
  func lookAfterAll() async {
    while !isOver {
      await attempt(pausing: false) { try await parts.store.heartbeat(parts.identity.id) }
      await attempt(pausing: false) { try await renewLeases() }
      await attempt(pausing: false) { try await stopWhatIsAsked() }
      await attempt(pausing: false) { try await sweep() }
      await attempt(pausing: false) { await desk.health.set(try await parts.store.channels()) }
      await attempt(pausing: false) { try await countDeaths() }
      await attempt(pausing: false) { try await pruneInbox() }
      await attempt(pausing: false) { try await tidyUp() }
      if !isOver { await upkeep.wait(secondsMax: parts.settings.heartbeatSeconds) }
    }
  }

  private func renewLeases() async throws {
    let tokens = await desk.leases.all()
    guard !tokens.isEmpty else { return }
    // What is not renewed was taken over; its courier is told so when it settles.
    _ = try await parts.store.renewLeases(tokens, seconds: parts.settings.leaseSeconds)
  }

  private func sweep() async throws {
    let swept = try await parts.store.sweepExpiredLeases(at: try await desk.time.read().now)
    guard !swept.isEmpty else { return }
    parts.listener.hear(.swept(swept))
    await pokeDispatchers()
  }

  /// Who is started again right after it died cannot wait for its own silence to be noticed.
  func declareDeaths() async throws {
    let settings = parts.settings
    for other in try await parts.store.executors(limit: Self.presencesMax)
    where !other.hasEnded && other.silentSeconds <= settings.silenceSeconds && other.record.id != parts.identity.id
      && other.record.host == parts.identity.host && parts.isGone(other.record)
    {
      try await parts.store.declareDead(other.record.id, silenceSeconds: settings.silenceSeconds)
    }
  }

  /// Of so many executors, newest first, one that died a moment ago is one.
  private static let presencesMax = 100

  /// Events that were read so long ago that nobody says them again.
  private func pruneInbox() async throws {
    let now = parts.clock.monotonicSeconds()
    if let last = prunedAtSeconds, now - last < parts.settings.pruneSeconds { return }
    let before = try await desk.time.read().now.adding(seconds: -InboxLimits.keptSeconds)
    // A look that found as much as it may take is followed by another at once.
    if try await parts.store.pruneInbox(before: before) < InboxLimits.prunedMax { notePruning(atSeconds: now) }
  }

  func countDeaths() async throws {
    let found = try await parts.store.uncleanDeaths(
      silenceSeconds: parts.settings.silenceSeconds, carefulSeconds: parts.settings.carefulSeconds)
    if found != deaths { parts.listener.hear(.careful(deaths: found)) }
    note(deaths: found)
  }

  func pokeDispatchers() async {
    for (_, wakeup) in dispatching.sorted(by: { $0.key < $1.key }) { await wakeup.poke() }
  }

  nonisolated var pollSeconds: Double {
    let settings = parts.settings
    return settings.pollSeconds * (1 + settings.pollJitter * (2 * parts.clock.chance() - 1))
  }

  func untilStopped(_ round: @escaping @Sendable () async throws -> Void) async {
    var failures = 0
    while sign.stage == .working, !Task.isCancelled {
      let isDone: Void? = await attempt(after: failures) { try await round() }
      failures = isDone == nil ? failures + 1 : 0
    }
  }

  /// Nil where it failed; that is told, and after a pause it may be tried again: a longer one after each failure, for a
  /// database that is away is not brought back by many who knock.
  @discardableResult
  func attempt<T: Sendable>(pausing: Bool = true, after failures: Int = 0, _ act: () async throws -> T) async -> T? {
    do {
      return try await act()
    } catch is CancellationError {
      return nil
    } catch {
      parts.listener.hear(.storeTrouble(Self.trouble(error)))
      if pausing { await parts.clock.pause(seconds: troubleSeconds(after: failures)) }
      return nil
    }
  }

  /// Spread by jitter, so that loops and executors do not knock all at once.
  private nonisolated func troubleSeconds(after failures: Int) -> Double {
    let seconds = parts.settings.troubleSeconds * Double(1 << min(failures, Self.troubleDoublings))
    return seconds * (1 + parts.settings.pollJitter * (2 * parts.clock.chance() - 1))
  }

  private static func trouble(_ error: any Error) -> StoreError {
    switch error {
    case let error as StoreError: error
    case let error as StepAbandoned: StoreError(retry: .resource, message: error.reason)
    default: StoreError(retry: .never, message: "\(error)")
    }
  }
}
