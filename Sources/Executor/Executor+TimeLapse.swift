import Calendar
import Store

extension Executor {
  /// Real seconds between two looks at whether the clock may jump.
  private static let lapseTickSeconds = 0.02
  /// After a pause of this process (a debugger, a SIGSTOP) the clock does not make up for it.
  private static let lapseTickSecondsMax = 0.25

  /// Moves the time-lapse clock from due time to due time, at most at the given pace: workflow seconds in a real one.
  func lapseUntilStopped(_ pace: Double) async {
    let clock = parts.clock
    let tick = LapseTick(clock: clock)
    await untilStopped { [self] in
      let reading = try await parts.store.clock()
      guard let position = reading.timeLapse else { return await clock.pause(seconds: 1) }
      let seconds = min(await tick.secondsSinceLast(), Self.lapseTickSecondsMax)
      let paced = position.adding(seconds: seconds * pace)
      switch try await parts.store.advanceTimeLapse(limit: parts.settings.timeLapseEnd.map { min($0, paced) } ?? paced) {
      case .moved(let now):
        parts.listener.hear(.timeLapse(now, isIdle: false))
        await stepping.poke()
        await pokeDispatchers()
      case .busy:
        break
      case .idle(let now):
        parts.listener.hear(.timeLapse(now, isIdle: true))
      }
      await clock.pause(seconds: Self.lapseTickSeconds)
    }
  }
}

/// Real time between two rounds.
private actor LapseTick {
  private let clock: any ExecutorClock
  private var last: Double?

  init(clock: any ExecutorClock) {
    self.clock = clock
  }

  func secondsSinceLast() -> Double {
    let now = clock.monotonicSeconds()
    defer { last = now }
    return last.map { now - $0 } ?? 0
  }
}
