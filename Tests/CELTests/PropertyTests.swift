import CEL
import Foundation
import Testing

/// What holds for every expression. A short run from a fixed seed; TOCSIN_SOAK_SECONDS makes it go on with other seeds.
@Suite struct PropertyTests {
  private static let soakSeconds = ProcessInfo.processInfo.environment["TOCSIN_SOAK_SECONDS"].flatMap(Double.init) ?? 0

  /// Calls the body with seeds: a fixed number of them, then more until the time is over.
  private func withSeeds(_ count: UInt64, _ body: (UInt64) throws -> Void) rethrows {
    let end = ContinuousClock().now.advanced(by: .seconds(Self.soakSeconds))
    var seed: UInt64 = 0
    while seed < count || ContinuousClock().now < end {
      try body(seed)
      seed += 1
    }
  }

  @Test func `what is checked as a type is of that type or an error`() throws {
    var outcomes = (values: 0, errors: 0, refused: 0)
    withSeeds(1_500) { seed in
      var generator = ExpressionGenerator(seed: seed)
      let source = generator.expression()
      // Where something is known at run time only, the promise holds for a type that was asked for.
      guard let type = try? ExpressionGenerator.environment.compile(source).type,
        let program = try? ExpressionGenerator.environment.compile(source, expecting: source.contains("any") ? type : nil)
      else {
        outcomes.refused += 1
        return
      }
      do throws(EvaluationError) {
        let value = try program.evaluate(ExpressionGenerator.bindings)
        outcomes.values += 1
        let mismatch = program.type.mismatch(with: value, types: ExpressionGenerator.environment.types)
        #expect(mismatch == nil, "seed \(seed): \(source) of type \(program.type) is \(value)")
      } catch {
        outcomes.errors += 1
        #expect(
          error.place.map { $0.offset >= 0 && $0.end <= source.utf8.count } ?? error.isLimit || error.definition != nil,
          "seed \(seed): \(source)")
      }
    }
    #expect(outcomes.values > 400 && outcomes.errors > 50 && outcomes.refused > 20, "\(outcomes)")
  }

  @Test func `printing and parsing again gives the same tree`() throws {
    try withSeeds(600) { seed throws in
      var generator = ExpressionGenerator(seed: seed)
      let source = generator.expression()
      let tree = try Environment.parse(source)
      let again = try Environment.parse(tree.description)
      #expect(tree == again, "seed \(seed): \(source)")
      #expect(again.description == tree.description)
    }
  }

  @Test func `checking does not change what an expression means`() {
    withSeeds(600) { seed in
      var generator = ExpressionGenerator(seed: seed)
      let source = generator.expression()
      guard let checked = try? ExpressionGenerator.environment.compile(source),
        let unchecked = try? ExpressionGenerator.environment.uncheckedCompile(source)
      else { return }
      let values = [checked, unchecked].map { try? $0.evaluate(ExpressionGenerator.bindings) }
      #expect(values[0] == values[1], "seed \(seed): \(source)")
    }
  }

  @Test func `what is written as JSON is read again as the same value`() throws {
    try withSeeds(400) { seed throws in
      var generator = ExpressionGenerator(seed: seed)
      guard let program = try? ExpressionGenerator.environment.compile(generator.expression()), program.type != .null,
        !program.type.containsDyn,
        let value = try? program.evaluate(ExpressionGenerator.bindings)
      else { return }
      let again = try JSON.parse(JSON.write(value), as: program.type, types: ExpressionGenerator.environment.types)
      #expect(again == value, "seed \(seed)")
    }
  }

  @Test func `faulty JSON is an error, never a trap`() {
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"", "\\u", "d83d", "1", "-", "e5", ".", "true", "null", "\"a\"", "\"id\":", " ", "é", "\u{0}",
      "2026-01-01T00:00:00Z",
    ]
    let types = ExpressionGenerator.environment.types
    withSeeds(1_500) { seed in
      var random = SeededGenerator(seed: seed)
      let text = (0..<random.next(below: 30)).map { _ in random.pick(pieces) }.joined()
      _ = try? JSON.parse(text)
      _ = try? JSON.parse(text, as: .list(.object("row")), types: types)
      var bytes = Array(#"[{"id":"a","open":true,"at":"2026-01-01T00:00:00Z","note":"\u00e9\ud83d\ude00"}]"#.utf8)
      for _ in 0...random.next(below: 3) { bytes[random.next(below: bytes.count)] = UInt8(random.next(below: 256)) }
      if let value = try? JSON.parse(bytes, as: .list(.object("row")), types: types) {
        #expect(CELType.list(.object("row")).mismatch(with: value, types: types) == nil)
      }
    }
  }

  @Test func `faulty patterns are errors, never traps`() {
    let pieces = [
      "a", "b", "(", ")", "[", "]", "*", "+", "?", "{2}", "{1,", "|", "\\", "d", "p{L}", "^", "$", "-", "é", "(?i", ":", "\\b", "[:alpha:]",
      ".",
    ]
    let environment = Environment(variables: [Variable("p", .string)])
    guard let program = try? environment.compile("'aab é'.matches(p)") else { return }
    withSeeds(1_500) { seed in
      var random = SeededGenerator(seed: seed)
      let pattern = (0..<random.next(below: 12)).map { _ in random.pick(pieces) }.joined()
      _ = try? program.evaluate(Bindings(environment, ["p": .string(pattern)]))
    }
  }
}
