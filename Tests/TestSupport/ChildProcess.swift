import Dispatch
import Glibc
import Synchronization

/// A program under test: started, listened to, signalled by its id, awaited with a limit, and killed with whatever it
/// started (in its session) when nobody holds this object any more.
package final class ChildProcess: Sendable {
  package enum Exit: Hashable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  private struct State {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var openOutputs = 2
    var exit: Exit?
  }

  package let processID: Int32
  private let input: Int32
  private let state: SharedState

  private final class SharedState: Sendable {
    let value = Mutex(State())
  }

  /// - Parameter environment: all that the program sees; a `PATH` is added if there is none, and that libmongoc keeps its counters to
  ///   itself: it warns on standard error where a killed process of the same number left its own behind.
  package static func start(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], folder: String = "/"
  ) throws -> ChildProcess {
    let (input, childInput) = try SpawnedProcess.pair()
    let (output, childOutput) = try SpawnedProcess.pair()
    let (errors, childErrors) = try SpawnedProcess.pair()
    defer { for file in [childInput, childOutput, childErrors] { close(file) } }
    let environment = environment.merging(["PATH": "/usr/bin:/bin", "MONGOC_DISABLE_SHM": "1"]) { given, _ in given }
    let process = try SpawnedProcess.start(
      [program] + arguments, environment: environment, folder: folder, files: [childInput, childOutput, childErrors])
    return ChildProcess(process, input: input, output: output, errors: errors)
  }

  private init(_ process: pid_t, input: Int32, output: Int32, errors: Int32) {
    processID = process
    self.input = input
    let state = SharedState()
    self.state = state
    Self.read(output, state) { $0.output += $1 }
    Self.read(errors, state) { $0.errors += $1 }
    DispatchQueue(label: "tocsin.test.child").async {
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7f
      state.value.withLock { $0.exit = signal == 0 ? .code((status >> 8) & 0xff) : .signal(signal) }
    }
  }

  deinit {
    if state.value.withLock({ $0.exit }) == nil { kill(-processID, SIGKILL) }
    close(input)
  }

  private static func read(
    _ file: Int32, _ state: SharedState, _ keep: @escaping @Sendable (inout State, ArraySlice<UInt8>) -> Void
  ) {
    DispatchQueue(label: "tocsin.test.child.output").async {
      var bytes = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = Glibc.read(file, &bytes, bytes.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        state.value.withLock { keep(&$0, bytes[..<count]) }
      }
      close(file)
      state.value.withLock { $0.openOutputs -= 1 }
    }
  }

  /// What it wrote so far.
  package var output: String { state.value.withLock { String(decoding: $0.output, as: UTF8.self) } }
  package var errors: String { state.value.withLock { String(decoding: $0.errors, as: UTF8.self) } }

  /// Nil while it runs.
  package var exit: Exit? { state.value.withLock { $0.exit } }

  package func signal(_ number: Int32) { if exit == nil { kill(processID, number) } }

  package func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      // A program that has ended reads nothing: no signal for that.
      _ = send(input, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }

  /// The program reads to its end.
  package func closeInput() { shutdown(input, Int32(SHUT_WR)) }

  /// Waits until it wrote a text to its output.
  package func wrote(_ text: String, limitMilliseconds: Int64 = 120_000) async throws {
    do {
      try await eventually("a program wrote \(text)", limitMilliseconds: limitMilliseconds) {
        if output.contains(text) { return true }
        if let exit { throw TestSupportError("it ended (\(exit))") }
        return false
      }
    } catch  where !output.contains(text) {
      throw TestSupportError("\(error); output: \(output) errors: \(errors)")
    }
  }

  /// Waits for its end, and for the last of its words.
  @discardableResult
  package func ended(limitMilliseconds: Int64 = 120_000) async throws -> Exit {
    try await eventually("program \(processID) ended", limitMilliseconds: limitMilliseconds) {
      state.value.withLock { $0.openOutputs == 0 ? $0.exit : nil }
    }
  }
}

extension ChildProcess {
  /// Where this build's programs are: beside the tests.
  package static func built(_ name: String) throws -> String {
    guard let path = realpath("/proc/self/exe", nil) else { throw TestSupportError("no /proc") }
    defer { free(path) }
    let own = String(cString: path)
    let folder = own.prefix(upTo: own.lastIndex(of: "/") ?? own.endIndex)
    let program = "\(folder)/\(name)"
    guard access(program, X_OK) == 0 else { throw TestSupportError("\(program) is not built") }
    return program
  }
}
