import Foundation
import Testing
import Universe

/// The real executor in simulated worlds: whatever goes wrong there, every promise of the design is kept.
@Suite struct UniverseTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let soakSeconds = environment["TOCSIN_SOAK_SECONDS"].flatMap(Double.init) ?? 0
  /// One world again, with its story: `TOCSIN_UNIVERSE_SEED=17 swift test --filter UniverseTests`.
  private static let asked = environment["TOCSIN_UNIVERSE_SEED"].flatMap(UInt64.init)

  @Test(arguments: UInt64(1)...10)
  func `every promise is kept in worlds that are known`(seed: UInt64) async throws {
    try await Self.expectKept(seed)
  }

  @Test func `every promise is kept in worlds that nobody has seen`() async throws {
    let seeds = (0..<4).map { _ in UInt64.random(in: 1_000_000...UInt64(Int64.max)) }
    print("fresh worlds: \(seeds.map(String.init).joined(separator: ", "))")
    for seed in seeds { try await Self.expectKept(seed) }
  }

  @Test func `the same seed is the same world`() async throws {
    for seed in UInt64(101)...103 {
      let first = try await Universe.run(seed: seed)
      let second = try await Universe.run(seed: seed)
      let differ = zip(first.trace, second.trace).first { $0 != $1 }
      #expect(first.sum == second.sum, "seed \(seed): \(differ.map { "\($0.0) | \($0.1)" } ?? "one goes on longer")")
      #expect(first.steps > 0)
    }
  }

  @Test(.enabled(if: asked != nil)) func `the world that was asked for`() async throws {
    guard let seed = Self.asked else { return }
    let outcome = try await Universe.run(seed: seed)
    print(outcome.trace.joined(separator: "\n"))
    #expect(outcome.violation == nil)
  }

  @Test(.enabled(if: soakSeconds > 0)) func `every promise is kept for hours`() async throws {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(Self.soakSeconds))
    var worlds = 0
    var steps = 0
    var seed = UInt64.random(in: 1_000_000...UInt64(UInt32.max))
    print("worlds from \(seed) on")
    while clock.now < end {
      steps += try await Self.expectKept(seed)
      worlds += 1
      seed += 1
    }
    print("\(worlds) worlds, \(steps) steps")
  }

  @discardableResult
  private static func expectKept(_ seed: UInt64) async throws -> Int {
    let outcome = try await Universe.run(seed: seed)
    #expect(
      outcome.violation == nil,
      """
      \(outcome.violation.map(\.description) ?? "") in the world of seed \(seed); \
      again: TOCSIN_UNIVERSE_SEED=\(seed) swift test --filter UniverseTests
      \(outcome.trace.suffix(60).joined(separator: "\n"))
      """)
    return outcome.steps
  }
}
