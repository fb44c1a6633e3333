import CEL
import Testing

/// What holds for every expression. A short run from a fixed seed; TOCSIN_SOAK_SECONDS makes it go on with other seeds.
@Suite struct PropertyTests {
  @Test func `what is checked as a type is of that type or an error`() throws {
    var outcomes = (values: 0, errors: 0, refused: 0)
    Soak.withSeeds(1_500) { seed in
      var generator = ExpressionGenerator(seed: seed)
      let source = generator.expression()
      guard let program = try? ExpressionGenerator.environment.compile(source) else {
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
    try Soak.withSeeds(600) { seed throws in
      var generator = ExpressionGenerator(seed: seed)
      let source = generator.expression()
      let tree = try Environment.parse(source)
      let again = try Environment.parse(tree.description)
      #expect(tree == again, "seed \(seed): \(source)")
      #expect(again.description == tree.description)
    }
  }

  @Test func `every kind of node and every macro is among them`() throws {
    var kinds: Set<String> = []
    for seed in UInt64(0)..<1_500 {
      var generator = ExpressionGenerator(seed: seed)
      var pending = [try Environment.parse(generator.expression())]
      while let next = pending.popLast() {
        kinds.formUnion(next.kind.names)
        pending += next.parts
      }
    }
    let nodes = [
      "literal", "name", "select", "select?", "has", "index", "index?", "call", "receiver call", "unary", "binary", "logic",
      "conditional", "list", "list?", "map", "map?", "object", "object?", "block",
    ]
    let macros: [Comprehension.Macro] = [
      .all, .exists, .existsOne, .map, .filter, .transformList, .transformMap, .transformMapEntry, .sortBy, .groupBy, .bind, .optMap,
      .optFlatMap,
    ]
    #expect(Set(nodes + macros.map(\.rawValue) + ["two variables", "condition"]).subtracting(kinds) == [])
  }

  @Test func `checking does not change what an expression means`() {
    Soak.withSeeds(600) { seed in
      var generator = ExpressionGenerator(seed: seed)
      let source = generator.expression()
      guard let checked = try? ExpressionGenerator.environment.compile(source),
        let unchecked = try? ExpressionGenerator.environment.uncheckedCompile(source)
      else { return }
      let free = try? unchecked.evaluate(ExpressionGenerator.bindings)
      do throws(EvaluationError) {
        #expect(try checked.evaluate(ExpressionGenerator.bindings) == free, "seed \(seed): \(source)")
      } catch {
        // A value that is not what the checker was led to promise is an error there alone.
        #expect(free == nil || error.message.contains("expected"), "seed \(seed): \(source)")
      }
    }
  }

  @Test func `what is written as JSON is read again as the same value`() throws {
    try Soak.withSeeds(400) { seed throws in
      var generator = ExpressionGenerator(seed: seed)
      guard let program = try? ExpressionGenerator.environment.compile(generator.expression()), program.type != .null,
        !program.type.containsDyn,
        let value = try? program.evaluate(ExpressionGenerator.bindings)
      else { return }
      let again = try JSON.parse(JSON.write(value), as: program.type, types: ExpressionGenerator.environment.types)
      #expect(again == value, "seed \(seed)")
    }
  }

  @Test func `faulty patterns are errors, never traps`() {
    let pieces = [
      "a", "b", "(", ")", "[", "]", "*", "+", "?", "{2}", "{1,", "|", "\\", "d", "p{L}", "^", "$", "-", "é", "(?i", ":", "\\b", "[:alpha:]",
      ".",
    ]
    let environment = Environment(variables: [Variable("p", .string)])
    guard let program = try? environment.compile("'aab é'.matches(p)") else { return }
    Soak.withSeeds(1_500) { seed in
      var random = SeededGenerator(seed: seed)
      let pattern = (0..<random.next(below: 12)).map { _ in random.pick(pieces) }.joined()
      _ = try? program.evaluate(Bindings(environment, ["p": .string(pattern)]))
    }
  }
}

extension CEL.Expression.Kind {
  /// What kinds of node it is: several names where parts of it may be left out.
  fileprivate var names: Set<String> {
    switch self {
    case .literal: ["literal"]
    case .name: ["name"]
    case .select(_, _, let isOptional): [isOptional ? "select?" : "select"]
    case .has: ["has"]
    case .index(_, _, let isOptional): [isOptional ? "index?" : "index"]
    case .call(_, let receiver, _): [receiver == nil ? "call" : "receiver call"]
    case .unary: ["unary"]
    case .binary: ["binary"]
    case .logic: ["logic"]
    case .conditional: ["conditional"]
    case .list(let elements): elements.contains(where: \.isOptional) ? ["list", "list?"] : ["list"]
    case .map(let entries): entries.contains(where: \.isOptional) ? ["map", "map?"] : ["map"]
    case .object(_, let fields): fields.contains(where: \.isOptional) ? ["object", "object?"] : ["object"]
    case .macro(let macro):
      Set([macro.macro.rawValue] + (macro.variables.count == 2 ? ["two variables"] : []) + (macro.condition == nil ? [] : ["condition"]))
    case .block: ["block"]
    }
  }
}
