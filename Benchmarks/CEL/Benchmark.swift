import CEL
import Glibc

/// Measures guards: compiling (parse, check, plan) and evaluating, in CPU time, the best of some rounds.
///
///     CELBench guards.txt               nanoseconds for every guard
///     CELBench guards.txt LINE COUNT    evaluates one guard so often, for tools that count something else
@main struct Benchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2, let text = read(arguments[1]) else {
      puts("usage: CELBench Benchmarks/CEL/guards.txt [LINE COUNT]")
      exit(2)
    }
    let guards = text.split(separator: "\n").map(String.init)
    let bindings = try Guards.bindings()
    if arguments.count == 4, let line = Int(arguments[2]), guards.indices.contains(line - 1), let count = Int(arguments[3]) {
      let program = try Guards.environment.compile(guards[line - 1])
      for _ in 0..<count { _ = try program.test(bindings) }
      return
    }
    puts("   compile   evaluate  guard (ns)")
    for source in guards {
      let program = try Guards.environment.compile(source)
      let compile = try nanoseconds(1_000) { _ = try Guards.environment.compile(source) }
      let evaluate = try nanoseconds(50_000) { _ = try program.test(bindings) }
      puts("\(column(compile)) \(column(evaluate))  \(source)")
    }
  }

  private static func nanoseconds(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<10 {
      let start = cpuNanoseconds()
      for _ in 0..<count { try body() }
      best = min(best, (cpuNanoseconds() - start) / Double(count))
    }
    return best
  }

  private static func cpuNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  private static func column(_ number: Double) -> String {
    let text = String((number * 10).rounded() / 10)
    return String(repeating: " ", count: max(10 - text.count, 0)) + text
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(validating: bytes, as: UTF8.self)
  }
}
