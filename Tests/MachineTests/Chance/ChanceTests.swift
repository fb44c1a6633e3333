import Foundation
import Testing

@Suite struct `Random lives` {
  /// Another run tries other seeds with `TOCSIN_SEED`; a failure names the one to repeat it with.
  @Test func `the invariants of one instance hold in random workflows through random events`() throws {
    let first = ProcessInfo.processInfo.environment["TOCSIN_SEED"].flatMap { UInt64($0) } ?? 1
    let count = ProcessInfo.processInfo.environment["TOCSIN_SEEDS"].flatMap { UInt64($0) } ?? 40
    var steps = 0
    var faults = 0
    for seed in first..<(first + count) {
      var life = RandomLife(try RandomFlow.make(seed: seed), seed: seed)
      life.hasOperators = true
      let broken = life.live(steps: 60)
      #expect(broken == nil, "TOCSIN_SEED=\(seed)")
      steps += life.stepCount
      faults += life.faultCount
    }
    // Faults are undone steps; were there mostly these, nothing would have been tried.
    #expect(steps > faults * 5 && steps > Int(count) * 30, "\(steps) steps, \(faults) faults from seed \(first)")
  }

  @Test func `a history that is replayed under its own definition repeats itself`() throws {
    for seed in UInt64(1)...15 {
      var life = RandomLife(try RandomFlow.make(seed: seed), seed: seed)
      guard life.live(steps: 60) == nil, life.faultCount == 0 else { continue }
      #expect(life.replays() == nil, "seed \(seed)")
    }
  }
}
