package import Calendar
import Machine

extension MemoryStore {
  package func clock() -> ClockReading {
    ClockReading(database: leaseClock(), timeLapse: timeLapse, epoch: epoch)
  }

  package func startTimeLapse(at start: Instant) { timeLapse = timeLapse ?? start }

  package func installation(default name: String) -> String {
    let chosen = installation ?? name
    installation = chosen
    return chosen
  }

  package func advanceTimeLapse(limit: Instant) throws(StoreError) -> TimeLapseAdvance {
    guard let now = timeLapse else { throw .noTimeLapse }
    guard sending.isEmpty else { return .busy }
    let next = dueTimes(at: now).min() ?? .latest
    if next <= now { return .busy }
    let target = max(now, min(next, limit))
    timeLapse = target
    return next <= limit ? .moved(to: target) : .idle(at: target)
  }

  func dueTimes(at now: Instant) -> [Instant] { wakeTimes + deliveryTimes(at: now) }

  /// When awake instances have a timer due or an event to read.
  private var wakeTimes: [Instant] {
    shards.joined().compactMap { id in
      guard let row = instances[id], row.isAwake else { return nil }
      guard let arrival = inboxes[id]?.unread.first?.event.at else { return row.due }
      return row.due.map { min($0, arrival) } ?? arrival
    }
  }

  /// When pending parts can be tried: what waits for its thread, not before that wait is over or the thread moves on.
  private func deliveryTimes(at now: Instant) -> [Instant] {
    pending.values.joined().compactMap { id in
      guard let row = parts[id] else { return nil }
      guard row.part.nextAt <= now, waitsForThread(row, at: now) else { return row.part.nextAt }
      return threadWaitEnd(row).adding(microseconds: 1)
    }
  }
}

extension StoreError {
  package static let noTimeLapse = StoreError(retry: .never, message: "this installation does not run on a time-lapse clock")
}
