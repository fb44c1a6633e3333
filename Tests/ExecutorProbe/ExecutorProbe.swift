import CEL
import Calendar
import Dispatch
import Executor
import Glibc
import Machine
import PostgreSQL
import Store
import StorePostgres
import StoreProbe
import Synchronization
import Workflow
import WorkflowFile

/// An executor on the database of `TOCSIN_DATABASE_URL` that dies, as of a trap, when it decides about an instance with the key
/// given as argument; else it works until it is ended.
@main
enum ExecutorProbe {
  static func main() async throws {
    guard let database = getenv("TOCSIN_DATABASE_URL").map({ String(cString: $0) }), CommandLine.arguments.count == 3 else {
      exit(2)
    }
    let poison = CommandLine.arguments[1]
    let store = ProbedStore(PostgresStore(try ConnectionString(database), connections: 4, engine: "test"))
    store.deciding.withLock {
      $0 = { due in if due.contains(where: { $0.instance.key == poison }) { abort() } }
    }
    let identity = ExecutorRecord(
      id: ExecutorID(text: CommandLine.arguments[2]), host: "test", processID: Int(getpid()), version: "test")
    let live = Live(contacts: .map(ValueMap()), settings: .map(ValueMap()))
    await Executor(
      Executor.Parts(
        identity: identity, machine: Machine(installation: "test"), store: store, loader: Loader(), couriers: [],
        renderer: PartRenderer(channels: []), live: { live }, clock: ProbeClock(), listener: Silence(), settings: settings)
    ).run()
  }

  /// Short waits where the product has long ones.
  private static var settings: ExecutorSettings {
    var settings = ExecutorSettings()
    settings.pollSeconds = 0.2
    settings.heartbeatSeconds = 0.2
    settings.silenceSeconds = 1
    return settings
  }
}

private struct Loader: DefinitionLoader {
  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition {
    do {
      let read = try WorkflowReader(known: KnownNames()).read(path: closure.files[0].path, text: closure.files[0].text, types: [:])
      return LoadedDefinition(definition: read.definition, mails: [:], cards: [:])
    } catch {
      throw StepAbandoned(reason: "\(error)")
    }
  }
}

private struct Silence: ExecutorListener {
  func hear(_ news: ExecutorNews) {}
}

private struct ProbeClock: ExecutorClock {
  func monotonicSeconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
  func chance() -> Double { 0.5 }

  func pause(seconds: Double) async {
    await withCheckedContinuation { continuation in
      Self.queue.asyncAfter(deadline: .now() + seconds) { continuation.resume() }
    }
  }

  private static let queue = DispatchQueue(label: "tocsin.probe.clock")
}
