import Foundation
import Testing

/// How long tests go on that could go on for ever: a fixed number of rounds, or as long as TOCSIN_SOAK_SECONDS says.
enum Soak {
  private static let seconds = ProcessInfo.processInfo.environment["TOCSIN_SOAK_SECONDS"].flatMap(Double.init) ?? 0

  static var isOn: Bool { seconds > 0 }

  /// Calls the body with seeds: a fixed number of them, then more until the time is over. Says how many there were, and fails where
  /// one of them took as long as a hang would.
  static func withSeeds(_ count: UInt64, _ body: (UInt64) throws -> Void) rethrows {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    var seed: UInt64 = 0
    var longest: (seed: UInt64, duration: Duration) = (0, .zero)
    while seed < count || clock.now < end {
      let duration = try clock.measure { try body(seed) }
      if duration > longest.duration { longest = (seed, duration) }
      seed += 1
    }
    #expect(longest.duration < hang, "seed \(longest.seed) took \(longest.duration)")
    guard isOn else { return }
    let name = Test.current?.name ?? ""
    FileHandle.standardError.write(Data("\(name): \(seed) rounds, the longest \(longest.duration) (seed \(longest.seed))\n".utf8))
  }

  /// Far above what the cost limit lets one evaluation take, on a loaded machine too.
  private static let hang = Duration.seconds(30)
}
