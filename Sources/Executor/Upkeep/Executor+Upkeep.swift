import Calendar
import Store

/// What an executor does for the books beside its work.
extension Executor {
  /// After trouble it is tried again so much later, in seconds: nothing of it is urgent.
  private static let troubledSeconds = 600.0

  /// Rooms for the months to come, growth, retention. A round that found as much as it may take is followed by another soon.
  func tidyUp() async throws {
    let seconds = parts.clock.monotonicSeconds()
    if let next = nextTidyingSeconds, seconds < next { return }
    noteTidying(atSeconds: seconds + Self.troubledSeconds)
    let now = try await desk.time.read().now
    _ = try await parts.store.makeHistoryPartitions(at: now)
    try await parts.store.noteStorage()
    let (redacted, removed) = try await retain(at: now)
    if redacted + removed > 0 { parts.listener.hear(.tidied(redacted: redacted, removed: removed)) }
    let isMore = redacted == RetentionRound.batch || removed == RetentionRound.batch
    noteTidying(atSeconds: isMore ? seconds : seconds + parts.settings.pruneSeconds)
  }

  private func retain(at now: Instant) async throws -> (redacted: Int, removed: Int) {
    let round = RetentionRound(store: parts.store, shelf: desk.shelf)
    let due = try await round.due(at: now, limit: RetentionRound.batch)
    for one in due { _ = try await round.redact(one, at: now) }
    guard let days = parts.settings.keepDays else { return (due.count, 0) }
    let before = now.adding(seconds: -Int64(days) * 86_400)
    let removed = try await round.remove(endedBefore: before, limit: RetentionRound.batch).count
    if removed == 0 {
      for month in try await round.months(before: before) { _ = try await parts.store.dropHistory(month: month.month) }
    }
    return (due.count, removed)
  }

  /// Questions that a person wants stopped.
  func stopWhatIsAsked() async throws {
    guard await !desk.asks.isEmpty else { return }
    await desk.asks.stop(try await parts.store.stopsAsked(of: parts.identity.id))
  }
}
