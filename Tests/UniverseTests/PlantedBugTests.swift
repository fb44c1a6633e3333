import Testing
import Universe

/// A simulation that finds nothing proves nothing: mistakes that are planted are found.
@Suite struct PlantedBugTests {
  /// A mistake that a thousand worlds do not show would not be shown by more.
  private static let seedsMax: UInt64 = 1_000

  @Test(arguments: PlantedBug.allCases)
  func `a planted mistake is found`(bug: PlantedBug) async throws {
    for seed in 1...Self.seedsMax {
      let outcome = try await Universe.run(seed: seed, bug: bug)
      guard let violation = outcome.violation else { continue }
      print("\(bug): seed \(seed), \(violation)")
      return
    }
    Issue.record("\(bug) was not found within \(Self.seedsMax) worlds")
  }
}
