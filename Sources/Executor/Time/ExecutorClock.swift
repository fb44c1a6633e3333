/// Real time, for everything that is no deadline of a workflow: polling, backing off, time-outs, the pace of a
/// time-lapse. Workflows' own time comes from the store.
package protocol ExecutorClock: Sendable {
  /// Seconds since some fixed point; never falls, whatever happens to the wall clock.
  func monotonicSeconds() -> Double
  /// Ends early when the task is cancelled.
  func pause(seconds: Double) async
  /// A number in 0..<1, for jitter.
  func chance() -> Double
}
