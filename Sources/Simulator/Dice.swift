/// Chance that comes out the same for the same seed (SplitMix64).
package struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// In 0..<1.
  package mutating func fraction() -> Double { Double(next() >> 11) / 0x1p53 }

  package mutating func happens(_ probability: Double) -> Bool { fraction() < probability }

  /// In `range`.
  package mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  package mutating func pick<T>(_ list: [T]) -> T? { list.isEmpty ? nil : list[number(in: 0...list.count - 1)] }
}
