import Testing
import Workflow
import WorkflowFile

/// Whatever stands in a file, reading it ends with a definition or with findings whose places are in the file.
struct MutationTests {
  static let paths = ["workflows/emsp-faulty-bookings.yaml", "workflows/emsp-partner-escalation.yaml"]
  /// Printed with a failure, so that it can be repeated.
  static let seeds: [UInt64] = [1, 2, 3, 4]
  private static let mutationsPerSeed = 40

  @Test(arguments: paths)
  func `a file that ends anywhere is told, not trapped on`(path: String) throws {
    let bytes = Array(try Project.text(path).utf8)
    for end in stride(from: 0, to: bytes.count, by: 31) {
      try check(String(decoding: bytes[..<end], as: UTF8.self), "\(path) cut at \(end)")
    }
  }

  @Test(arguments: paths, seeds)
  func `a file with slips anywhere is told, not trapped on`(path: String, seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let bytes = Array(try Project.text(path).utf8)
    for number in 0..<Self.mutationsPerSeed {
      var mutated = bytes
      for _ in 0...generator.next(below: 3) { mutate(&mutated, &generator) }
      try check(String(decoding: mutated, as: UTF8.self), "\(path), seed \(seed), mutation \(number)")
    }
  }

  private static let slips = Array("{}[]():,'\"&*!?|>-#%@`\n \t\u{0}aé$=<.".utf8)

  private func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix) {
    let at = generator.next(below: bytes.count)
    let length = min(generator.next(below: 40), bytes.count - at)
    switch generator.next(below: 5) {
    case 0: bytes.removeSubrange(at..<(at + length))
    case 1: bytes.insert(contentsOf: Array(bytes[at..<(at + length)]), at: generator.next(below: bytes.count))
    case 2: bytes.insert(Self.slips[generator.next(below: Self.slips.count)], at: at)
    case 3: bytes[at] = Self.slips[generator.next(below: Self.slips.count)]
    default: bytes.swapAt(at, generator.next(below: bytes.count))
    }
  }

  private func check(_ text: String, _ what: String) throws {
    let types = try Project.types()
    do throws(Diagnostics) {
      _ = try WorkflowReader().read(path: "mutated.yaml", text: text, types: types)
    } catch {
      #expect(!error.all.isEmpty, "\(what)")
      let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.count
      for diagnostic in error.all where diagnostic.place.file == "mutated.yaml" {
        #expect((1...max(lines, 1)).contains(diagnostic.place.line) && diagnostic.place.column >= 1, "\(what): \(diagnostic)")
      }
      _ = error.text(["mutated.yaml": text])
    }
  }
}

/// SplitMix64: the same slips for the same seed everywhere.
struct SplitMix {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return bound < 1 ? 0 : Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
