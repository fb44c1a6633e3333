import CEL
import Calendar
import Executor
import Glibc
import Machine
import Store
import StorePostgres
import Synchronization

/// The product's own executor. Unless couriers are given there is nobody who carries anything out: messages stay in the outbox.
struct Crew: Sendable {
  let store: PostgresStore
  let loader: any DefinitionLoader
  let live: Live
  let couriers: [any Courier]
  var settings = ExecutorSettings()

  init(store: PostgresStore, sample: Sample, settings: ExecutorSettings = ExecutorSettings()) {
    (self.store, self.loader, self.live, self.couriers, self.settings) = (store, sample, sample.live, [], settings)
  }

  init(store: PostgresStore, loader: any DefinitionLoader, couriers: [any Courier], settings: ExecutorSettings) {
    (self.store, self.loader, self.couriers, self.settings) = (store, loader, couriers, settings)
    live = Live(contacts: .map(ValueMap()), settings: .map(ValueMap()))
  }

  func executor(_ listener: any ExecutorListener) -> Executor {
    let identity = ExecutorRecord(
      id: ExecutorID(text: "bench-\(getpid())"), host: "bench", processID: Int(getpid()), version: "bench")
    return Executor(
      Executor.Parts(
        identity: identity, machine: Machine(installation: Sample.installation), store: store, loader: loader,
        couriers: couriers, renderer: PartRenderer(channels: ["email", "teams/alerts"]), live: { [live] in live }, clock: BenchClock(),
        listener: listener, settings: settings))
  }

  /// Works until so much was done; what went wrong on the way ends it.
  func work(until tally: Tally) async throws {
    let executor = executor(tally)
    let task = Task { await executor.run() }
    let trouble = await tally.reached()
    await executor.stop()
    await task.value
    if let trouble { throw BenchError("the executor met trouble: \(trouble)") }
  }
}

/// Counts steps as they are told, after their commit.
final class Tally: ExecutorListener {
  private let wanted: Int
  private let counts: @Sendable (Instance) -> Bool
  private let state = Mutex(State())

  private struct State {
    var count = 0
    var trouble: String?
    var endSeconds: Double?
    var waiter: CheckedContinuation<String?, Never>?
  }

  /// - Parameter counts: whose steps are wanted.
  init(wanted: Int, counts: @escaping @Sendable (Instance) -> Bool = { _ in true }) {
    self.wanted = wanted
    self.counts = counts
  }

  /// When the last of those that were wanted was told.
  var endSeconds: Double { state.withLock { $0.endSeconds ?? 0 } }
  var count: Int { state.withLock { $0.count } }

  func hear(_ news: ExecutorNews) {
    switch news {
    case .stepped(let instance, _, _): if counts(instance) { note { $0.count += 1 } }
    case .faulted(_, let incident): note { $0.trouble = incident.text }
    case .faultedUnseen: note { $0.trouble = "an instance could not be read" }
    case .storeTrouble(let error): note { $0.trouble = "\(error)" }
    default: break
    }
  }

  private func note(_ change: (inout State) -> Void) {
    state.withLock { state in
      change(&state)
      guard state.endSeconds == nil, state.count >= wanted || state.trouble != nil else { return }
      state.endSeconds = ProcessTime.seconds()
      state.waiter?.resume(returning: state.trouble)
      state.waiter = nil
    }
  }

  /// Waits for the end; what went wrong, if anything did.
  func reached() async -> String? {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.endSeconds != nil {
          continuation.resume(returning: state.trouble)
        } else {
          state.waiter = continuation
        }
      }
    }
  }
}

struct BenchClock: ExecutorClock {
  func monotonicSeconds() -> Double { ProcessTime.seconds() }

  func pause(seconds: Double) async {
    // Cancelled means: go on early.
    try? await Task.sleep(for: .seconds(max(0, seconds)))
  }

  func chance() -> Double { Double.random(in: 0..<1) }
}
