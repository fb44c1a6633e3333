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

  /// Lists and texts that would fill the memory, searching that would be quadratic or worse. Each uses up all that an evaluation may
  /// cost, so that most are tried in a soak only.
  private static let costly = [
    "cel.bind(t, n + n + n + n, cel.bind(u, t + t + t + t, cel.bind(v, u + u + u + u, v.map(a, v))))",
    "text.split('').map(a, text.replace('x', text))", "n.map(a, text).join(text)", "n.map(a, n.map(b, text))",
    "text.replace('', text)", "text.split('').join(text)", "n.map(a, n.map(b, n.map(c, n)))", "n.map(a, text + text)",
    "n.transformMap(a, b, text + text)", "'%s%s%s%s'.format([text, text, text, text]).replace('x', text)",
    "n.map(a, '%s'.format([n]))", "n.map(a, '%.1000f'.format([1e308]))", "n.map(a, base64.encode(bytes(text)))",
    "n.map(a, strings.quote(text))", "n.map(a, text.reverse())", "n.map(a, text.upperAscii())", "n.map(a, string(bytes(text)))",
    "n.map(a, n.sortBy(b, n.sortBy(c, -c)[0]))", "n.map(a, n.groupBy(b, b % 7))", "n.map(a, n.map(b, n.map(c, c)) == [])",
    "n.map(a, text.indexOf('xxxxxxxxxy'))", "n.map(a, text.lastIndexOf('yxxxxxxxxx'))", "n.map(a, text.contains('xxxxxxxxxxxxy'))",
    "n.map(a, text.matches('(x+x+)+y'))", "n.map(a, text.matches('(x?){900}y'))", "n.map(a, text.matches(text.substring(0, 4000)))",
    "n.map(a, n.map(b, a in n))", "n.map(a, n == n)", "n.map(a, text == text + 'y')",
  ]

  @Test(arguments: Soak.isOn ? costly : Array(costly.prefix(5)))
  func `what would fill memory or time meets the limit first`(source: String) throws {
    let environment = Environment(variables: [Variable("n", .list(.int)), Variable("text", .string)])
    let bindings = Bindings(
      environment, ["n": .list((0..<2_000).map { .int($0) }), "text": .string(String(repeating: "x", count: 100_000))])
    let program = try environment.compile(source)
    let before = ContinuousClock().now
    // Some stay within the limits, and are soon done; none goes on for long.
    do throws(EvaluationError) {
      _ = try program.evaluate(bindings)
    } catch {
      #expect(error.isLimit, "\(error.message)")
    }
    #expect(before.duration(to: ContinuousClock().now) < .seconds(300))
  }

  @Test(arguments: [
    "duration('-9223372036854775808ns') - duration('1ns')", "duration('9223372036854775807ns') + duration('1ns')",
    "duration('2562047h47m16.854775808s')", "duration('99999999999999999999h')", "duration('0.9999999999999999999999h') <= duration('1h')",
    "timestamp('0001-01-01T00:00:00+23:59')", "timestamp('9999-12-31T23:59:59.999999999-00:01')", "timestamp(253402300800)",
    "timestamp(-9223372036854775807 - 1)", "timestamp('0001-01-01T00:00:00Z').getFullYear('-23:59') >= 0",
    "timestamp('9999-12-31T23:59:59Z').getHours('+23:59') >= 0", "timestamp('0001-01-01T00:00:00Z') - duration('2562047h')",
    "int(timestamp('9999-12-31T23:59:59Z')) > 0", "'%.1001f'.format([1.0])", "'%.99999999999999999999f'.format([1.0])",
    "round(1e308, 1000) > 0.0", "fixed(5e-324, 1000).size() > 0", "fixed(1e308, 1001)", "lakh(-9223372036854775807 - 1).size() > 0",
    "grouped(1e308).size() > 0", "'a'.substring(9223372036854775807)", "'a'.charAt(9223372036854775807)", "'a'.indexOf('a', -1)",
    "'a'.lastIndexOf('a', 9223372036854775807)", "'aaa'.split('a', 9223372036854775807).size() > 0",
    "'aaa'.replace('a', 'b', 9223372036854775807) == 'bbb'", "'aaa'.replace('', '-', 9223372036854775807) == '-a-a-a-'",
    "'aaa'.split('', -9223372036854775807).size() == 3", "math.bitShiftLeft(1, 9223372036854775807) == 0",
    "math.abs(-9223372036854775807 - 1)", "[1][9223372036854775807]", "[1][-9223372036854775807 - 1]", "{1: 2}[-9223372036854775807 - 1]",
    "sum([9223372036854775807, 1])", "sum([duration('2562047h'), duration('2562047h')])", "'a'.matches('a{1001}')",
    "'a'.matches('((a{100}){100}){100}')", "'a'.matches('\\\\x{110000}')", "-(-9223372036854775807 - 1)",
    "(-9223372036854775807 - 1) % -1", "int('-9223372036854775809')", "uint('-1')", "double('1e999')",
  ])
  func `the ends of every range are met without a trap`(source: String) throws {
    let program = try Environment().compile(source)
    do throws(EvaluationError) {
      #expect(try program.evaluate(Bindings(Environment(), [:])) == .bool(true), "\(source)")
    } catch {
      #expect(!error.message.isEmpty)
    }
  }

  @Test func `literals as long as the source may be are read or refused`() throws {
    let digits = String(repeating: "9", count: 90_000)
    for source in [digits, digits + "u", "0x" + digits, digits + ".0", "0." + digits, "1e" + digits, "1e-" + digits, "'\(digits)'.size()"] {
      if let program = try? Environment().compile(source) { _ = try program.evaluate(Bindings(Environment(), [:])) }
    }
    #expect(throws: CompileErrors.self) { try Environment().compile("'\(digits)\(digits)'") }
  }
}
