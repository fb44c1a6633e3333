import CEL
import Foundation
import Synchronization
import Testing

/// What comes from outside must never end the process: no trap, no overflow of the small stacks of queue threads.
@Suite struct HostileTests {
  /// Runs on a thread with the stack of a dispatch queue's.
  private func onSmallStack(_ body: @escaping @Sendable () -> Void) {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      body()
      done.signal()
    }
    thread.stackSize = 512 * 1024
    thread.start()
    done.wait()
  }

  private static func nested(_ open: String, _ inner: String, _ close: String, _ count: Int) -> String {
    String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  /// As deep as is allowed, as far as possible: every kind of node within itself.
  private static let shapes: [(open: String, inner: String, close: String)] = [
    ("(", "1", ")"), ("[", "1", "]"), ("{1: ", "1", "}"), ("size([", "1", "])"), ("(1 + ", "1", ")"), ("(true || ", "true", ")"),
    ("[1].map(i, ", "1", ")"),
    ("[1].exists(i, [1].all(j, ", "true", "))"), ("cel.bind(x, ", "1", ", x)"), ("true ? 1 : ", "1", ""), ("[1][", "0", "]"),
    ("-(", "1", ")"), ("!", "true", ""),
    ("optional.of(", "1", ")"), ("{?1: optional.of(", "1", ")}"), ("dyn([1].map(i, {1: [", "1", "]}))"), ("1 + ", "1", ""),
    ("[1] + ", "[1]", ""), ("true && (", "true", ")"),
    ("sortBy([1, 2], i, size(", "[1]", "))"), ("cel.block([", "1", "], cel.index(0))"), ("dyn(1) in [", "1", "]"), ("math.abs(-", "1", ")"),
    ("(", "\"a\"", ").trim()"), ("dyn(", "{'a': 1}", ").a"),
  ]

  @Test func `expressions as deep as allowed run on the stack of a queue, deeper ones are refused`() {
    let outcomes = Mutex<[String]>([])
    onSmallStack {
      let environment = Environment()
      for shape in Self.shapes {
        var deepest = 0
        for count in [8, 16, 20, 24, 32, 48, 60, 63, 64, 100, 150, 160, 1_000, 20_000] {
          let source = Self.nested(shape.open, shape.inner, shape.close, count)
          do {
            let program = try environment.compile(source)
            _ = try? program.evaluate(Bindings(environment, [:]))  // the value does not matter, only that it returns
            let again = try Environment.parse(program.syntax.description)
            if again != program.syntax { outcomes.withLock { $0.append("\(shape.open): printed differently") } }
            deepest = count
          } catch {}
          let unchecked = try? environment.uncheckedCompile(source)
          _ = unchecked.flatMap { try? $0.evaluate(Bindings(environment, [:])) }
        }
        if deepest < 8 || deepest > 160 { outcomes.withLock { $0.append("\(shape.open): \(deepest)") } }
      }
    }
    #expect(outcomes.withLock { $0 } == [])
  }

  @Test func `the depths that the language asks for are there`() throws {
    let environment = Environment()
    for source in [
      Array(repeating: "true", count: 64).joined(separator: " || "), Array(repeating: "1", count: 64).joined(separator: " + "),
      Self.nested("true ? 1 : ", "1", "", 24), Self.nested("(", "1", ")", 32), Self.nested("size([", "1", "])", 12),
      "[" + Array(repeating: "1", count: 5000).joined(separator: ",") + "]",
      "{'a': 1}" + String(repeating: ".?a", count: 32), Self.nested("[", "1", "]", 32), String(repeating: "!", count: 32) + "true",
    ] {
      #expect(throws: Never.self, "\(source.prefix(40))") { _ = try environment.uncheckedCompile(source) }
    }
  }

  @Test func `a chain without end is refused`() {
    for link in ["+1", "||x", ".a", "[0]", "?1:1", "(1)", "{a:1}", ".f(1)", " in x", "-1"] {
      #expect(throws: CompileErrors.self) { _ = try Environment().compile("x" + String(repeating: link, count: 30_000)) }
    }
  }

  @Test func `random bytes and broken expressions never trap`() {
    var random = SeededGenerator(seed: 1)
    let pieces = [
      "a", "1", "1u", "1.5", "\"x\"", "b'y'", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-", "*", "/", "%", "!", "==", "<",
      "&&", "||", "in", "has", "true", "null",
      "map", "items", "all", "cel", "bind", "optional", "of", "'", "\"\"\"", "\\", "`", "é", "😀", " ", "\n", "//", "0x", "1e", "r\"",
      "matches", "format", "timestamp", "duration", "9223372036854775808",
    ]
    let environment = Environment(variables: [Variable("a", .dyn), Variable("items", .list(.int))])
    let bindings = Bindings(environment, ["a": 1, "items": [1, 2]])
    for _ in 0..<3_000 {
      let source = (0..<random.next(below: 24)).map { _ in pieces[random.next(below: pieces.count)] }.joined(
        separator: random.next(below: 2) == 0 ? "" : " ")
      if let program = try? environment.uncheckedCompile(source) { _ = try? program.evaluate(bindings) }
      if let program = try? environment.compile(source) { _ = try? program.evaluate(bindings) }
    }
  }
}
