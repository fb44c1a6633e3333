/// Time and chance for a source's repeats, handed in by whoever owns them. All real time.
package struct SourceTiming: Sendable {
  /// Seconds on a clock that never goes back.
  package var elapsedSeconds: @Sendable () -> Double
  /// Waits; throws when the task is cancelled.
  package var pause: @Sendable (_ seconds: Double) async throws -> Void
  package var random: @Sendable () -> UInt64

  package init(
    elapsedSeconds: @escaping @Sendable () -> Double, pause: @escaping @Sendable (_ seconds: Double) async throws -> Void,
    random: @escaping @Sendable () -> UInt64
  ) {
    (self.elapsedSeconds, self.pause, self.random) = (elapsedSeconds, pause, random)
  }

  /// 0 ..< 1
  func chance() -> Double { Double(random() >> 11) * 0x1p-53 }

  func hexID() -> String { [random(), random()].map { String($0 | 1 << 63, radix: 16) }.joined() }
}
