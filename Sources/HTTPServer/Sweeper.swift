import Dispatch

/// Looks after time-outs, a few times a second, until it is stopped.
// The timer is made and started here and cancelled once, on the queue that it fires on; nothing else touches it.
final class Sweeper: @unchecked Sendable {
  /// Time-outs are of seconds; a quarter of one is near enough.
  private static let pauseMilliseconds = 250

  private let timer: any DispatchSourceTimer

  init(queue: DispatchQueue, _ sweep: @escaping @Sendable () -> Void) {
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now(), repeating: .milliseconds(Self.pauseMilliseconds), leeway: .milliseconds(50))
    timer.setEventHandler(handler: sweep)
    timer.activate()
  }

  func stop() { timer.cancel() }
}
