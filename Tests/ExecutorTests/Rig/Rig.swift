import CEL
import Calendar
import Channel
import ChannelMail
import Executor
import Machine
import PostgreSQL
import Source
import Store
import StorePostgres
import StoreProbe
import Synchronization
import TestSupport
import Testing
import Workflow

/// The stores over which every story is told.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case memory
  case postgres

  var testDescription: String { rawValue }
}

/// What a story is told with.
struct Setup: Sendable {
  var workflows: [String]
  var templates: [String: String] = [:]
  var types: [String: String] = [:]
  var sources: [Oracle] = []
  /// Without any a Maildir takes the mails.
  var channels: [Postbox] = []
  var settings = Setup.settings
  var storeOptions = StoreOptions()
  var executors = 1
  /// A server of the story's own; without it one is shared.
  var server: ConnectionString?

  init(_ workflows: String..., edit: (inout Setup) -> Void = { _ in }) {
    self.workflows = workflows
    edit(&self)
  }

  /// Short waits where the product has long ones.
  static let settings: ExecutorSettings = {
    var settings = ExecutorSettings()
    settings.pollSeconds = 0.4
    settings.troubleSeconds = 0.02
    settings.standstillSeconds = 0.05
    settings.heartbeatSeconds = 0.5
    settings.channelProbeSeconds = 0.05
    settings.graceSeconds = 10
    return settings
  }()
}

/// A whole installation in this process: a store, workflows, channels, sources, executors, and a clock that the story
/// moves by hand. 2026-03-02 is a Monday; times are Berlin's.
final class Rig: Sendable {
  static let installation = "test"
  static let domain = "tocsin.example"
  static let start = Rig.at("02 09:00")

  let kind: StoreKind
  let store: ProbedStore
  let project: Project
  let setup: Setup
  let post: Postbox
  let channels: [Postbox]
  let news = News()
  let database: ConnectionString?
  private let folder: TemporaryFolder
  private let state: Mutex<State>

  private struct State {
    var now = Rig.start
    var executors: [(executor: Executor, task: Task<Void, Never>)] = []
    var hired = 0
    var sent = 0
    var stores: [PostgresStore] = []
  }

  /// Tells a story, then looks through the books, whatever the story was.
  static func run(
    _ kind: StoreKind, _ setup: Setup, location: SourceLocation = #_sourceLocation, _ story: (Rig) async throws -> Void
  ) async throws {
    let rig = try await Rig(kind, setup)
    do {
      try await rig.begin()
      try await story(rig)
      await rig.dismiss()
      try await Books(rig).check(location)
    } catch {
      await rig.dismiss()
      await rig.close()
      throw ProjectError("\(error)\n\(rig.news.troubles.suffix(5))")
    }
    await rig.close()
  }

  private init(_ kind: StoreKind, _ setup: Setup) async throws {
    self.kind = kind
    self.setup = setup
    project = try Project(templates: setup.templates, types: setup.types)
    folder = try TemporaryFolder.make()
    var state = State()
    switch kind {
    case .memory:
      database = nil
      store = ProbedStore(MemoryStore(engine: "test", leaseClock: { Rig.leaseTime() }))
    case .postgres:
      let made: ConnectionString
      if let server = setup.server {
        made = server
      } else {
        made = try await TestDatabase.make("executor").connectionString
      }
      database = made
      let connection = try await Connection.open(made)
      _ = try await PostgresStore.migrate(connection)
      await connection.close()
      let postgres = PostgresStore(made, connections: 4, engine: "test", options: setup.storeOptions)
      state.stores = [postgres]
      store = ProbedStore(postgres)
    }
    let maildir = MaildirChannel(folder: folder.path + "/mail", identity: Rig.identity)
    let mail = setup.channels.first { $0.name == "email" } ?? Postbox(maildir)
    post = mail
    channels = [mail] + setup.channels.filter { $0.name != "email" }
    self.state = Mutex(state)
  }

  static let identity = MailIdentity(
    from: Recipient(name: "Tocsin", address: "tocsin@tocsin.example"), envelopeSender: "bounces@tocsin.example")

  private static func leaseTime() -> Instant { Instant(microsecondsSinceEpoch: MonotonicClock.milliseconds() * 1000) }

  private func begin() async throws {
    _ = try await store.installation(default: Self.installation)
    try await store.startTimeLapse(at: Self.start)
    for workflow in setup.workflows { try await deploy(workflow) }
    for _ in 0..<setup.executors { hire() }
  }

  private func close() async {
    for store in state.withLock({ $0.stores }) { await store.close() }
  }
}

/// Executors come and go.
extension Rig {
  /// One more executor; over a store of its own where the story puts trouble between the two.
  @discardableResult
  func hire(
    over store: ProbedStore? = nil, channels: [Postbox]? = nil, news: News? = nil, edit: (inout ExecutorSettings) -> Void = { _ in }
  ) -> Executor {
    var settings = setup.settings
    edit(&settings)
    let number = state.withLock { state in
      state.hired += 1
      return state.hired
    }
    let identity = ExecutorRecord(
      id: ExecutorID(text: "executor-\(number)"), host: "test", processID: number, version: "test")
    let channels = channels ?? self.channels
    let clock = TestClock()
    let rates = Dictionary(
      uniqueKeysWithValues: channels.map { ($0.name, RateGate(windows: $0.limits.windows, clock: clock)) })
    let executor = Executor(
      Executor.Parts(
        identity: identity, machine: Machine(installation: Self.installation), store: store ?? self.store, loader: project,
        couriers: couriers(channels), renderer: PartRenderer(channels: Set(channels.map(\.name))), rates: rates,
        live: { [project] in project.live }, clock: clock, listener: news ?? self.news, settings: settings))
    let task = Task { await executor.run() }
    state.withLock { $0.executors.append((executor, task)) }
    return executor
  }

  private func couriers(_ channels: [Postbox]) -> [any Courier] {
    var couriers: [any Courier] = channels.map { MessageCourier(link: $0, domain: Self.domain) }
    couriers += [StartCourier(installation: Self.installation), TellCourier()] as [any Courier]
    let groups = Dictionary(grouping: setup.sources) { ChannelName.source($0.name) }
    for (channel, sources) in groups {
      let named: [String: any Source] = Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0 as any Source) })
      couriers.append(AskCourier(channel: channel, concurrency: 2, sources: named))
    }
    return couriers
  }

  /// All of them stop in order.
  func dismiss() async {
    let executors = state.withLock { state in
      defer { state.executors = [] }
      return state.executors
    }
    for (executor, _) in executors { await executor.stop() }
    for (_, task) in executors { await task.value }
  }

  func dismiss(_ executor: Executor) async {
    let found = state.withLock { state in
      let index = state.executors.firstIndex { $0.executor === executor }
      return index.map { state.executors.remove(at: $0) }
    }
    await executor.stop()
    await found?.task.value
  }

  func poke() async {
    for (executor, _) in state.withLock({ $0.executors }) { await executor.pokeAll() }
  }

  /// Says something to the story's database.
  func sql(_ text: String) async throws {
    let connection = try await Connection.open(try #require(database))
    do {
      try await connection.execute(text)
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  /// A connection of an executor's own to the story's database.
  func ownStore(_ options: StoreOptions = StoreOptions()) throws -> ProbedStore {
    let database = try #require(database)
    let postgres = PostgresStore(database, connections: 4, engine: "test", options: options)
    state.withLock { $0.stores.append(postgres) }
    return ProbedStore(postgres)
  }
}

/// The clock in the story's hand.
extension Rig {
  /// `02 09:00` of March 2026 in Berlin, which is at +01:00 until the 29th.
  static func at(_ text: String) -> Instant {
    do {
      return try Instant(parsing: "2026-03-\(text.prefix(2))T\(text.suffix(5)):00+01:00")
    } catch {
      preconditionFailure("\(text) is no time of a story")
    }
  }

  var now: Instant { state.withLock { $0.now } }

  /// All of a sudden it is months later.
  func jump(months: Int, to text: String) async {
    await jump(to: Self.at(text).adding(seconds: Int64(months) * 31 * 86_400))
  }

  /// All of a sudden it is later, as after an outage: nothing was done in between.
  func jump(to text: String, over other: ProbedStore? = nil) async { await jump(to: Self.at(text), over: other) }

  private func jump(to later: Instant, over other: ProbedStore? = nil) async {
    state.withLock { $0.now = max($0.now, later) }
    for store in [store] + (other.map { [$0] } ?? []) {
      store.clockEdit.withLock {
        $0 = { reading in
          var reading = reading
          reading.timeLapse = reading.timeLapse.map { max($0, later) }
          return reading
        }
      }
    }
    await poke()
  }

  /// Lets time pass from due time to due time, each of them worked off, up to this one.
  func advance(to text: String) async throws { try await advance(to: Self.at(text)) }

  func advance(to limit: Instant) async throws {
    var pauses = Pauses()
    try await eventually("all was done by \(limit)") {
      // While executors are busy and tell nothing new, the database is left in peace.
      guard pauses.isOver(told: news.count) else { return false }
      switch try await store.inner.advanceTimeLapse(limit: limit) {
      case .idle(let now):
        state.withLock { $0.now = max($0.now, now) }
        return true
      case .moved(let now):
        state.withLock { $0.now = max($0.now, now) }
        await poke()
      case .busy:
        if pauses.isLong { await poke() }
      }
      return false
    }
  }

  /// Looks that were left out since something was told.
  private struct Pauses {
    private var told = -1
    private var left = 0
    private(set) var isLong = false

    mutating func isOver(told count: Int) -> Bool {
      left += 1
      isLong = left > 10
      guard count != told || isLong else { return false }
      (told, left) = (count, 0)
      return true
    }
  }

  /// Until nothing is due, unread or under way.
  func settle() async throws { try await advance(to: now) }

  /// Waits for something in the books, without moving the clock.
  func until(_ what: String, _ isTrue: () async throws -> Bool) async throws {
    await poke()
    try await eventually(what, isTrue: isTrue)
  }
}

/// What people and other systems do.
extension Rig {
  func deploy(_ yaml: String) async throws {
    let (closure, starts) = try project.closure(yaml)
    _ = try await store.deploy(closure, starts: starts, at: now)
    await poke()
  }

  /// Opens an instance as `tocsin start` does.
  @discardableResult
  func open(
    _ workflow: String, _ key: String = "k", input: Value = .map(ValueMap()), items: [Value]? = nil, again: Bool = false
  ) async throws -> InstanceID {
    let current = try #require(try await store.workflows().first { $0.workflow == workflow })
    let id = InstanceID(installation: Self.installation, workflow: workflow, key: key, run: 1)
    let instance = Instance(
      id: id, workflow: workflow, key: key, run: 1, hash: current.hash, openedAt: now, input: input)
    let opened = try await store.open(
      Opening(instance: instance, again: again, items: items, parent: nil, installation: Self.installation))
    await poke()
    switch opened {
    case .opened(let id), .adopted(let id), .alreadyThere(let id): return id
    }
  }

  /// Something happens; what is said under the same key twice is the same.
  @discardableResult
  func send(
    _ event: String, to id: InstanceID, data: Value = .map(ValueMap()), by: String? = nil, key: String? = nil, at: Instant? = nil
  ) async throws -> Bool {
    let number = state.withLock { state in
      state.sent += 1
      return state.sent
    }
    let isNew = try await store.append(
      InboxEvent(
        instance: id, key: key ?? "sent/\(number)", at: at ?? now, event: .occurred(name: event, data: data, by: by)))
    await poke()
    return isNew
  }

  func redrive(_ id: InstanceID) async throws {
    #expect(try await store.redriveInstance(id, at: now))
    await poke()
  }

  func redrive(_ part: PartID) async throws {
    #expect(try await store.redrivePart(part, at: now))
    await poke()
  }
}
