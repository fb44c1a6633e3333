import CEL
import Calendar
import Machine
import PostgreSQL
import Store
import StorePostgres
import StoreProbe
import TestSupport
import Testing
import Workflow
import WorkflowFile

/// An instance that no process survives, and one that the database refuses, among a thousand.
@Suite struct PoisonTests {
  private static let crowd = """
    workflow: crowd
    timezone: Europe/Berlin
    initial: here
    states:
      here: {always: there}
      there: {type: final}
    """
  private static let poison = "number-500"
  private static let refused = "number-700"
  private static let deathsMax = 12

  @Test func `998 of 1,000 are done, two are incidents, and the executors live`() async throws {
    let database = try await TestDatabase.make("poison")
    _ = try await PostgresStore.migrate(database.connectionString)
    let store = PostgresStore(database.connectionString, connections: 4, engine: "test")
    try await open(1_000, in: store)
    let connection = try await database.connect()
    try await connection.execute("ALTER TABLE instance ADD CONSTRAINT refused CHECK (key <> '\(Self.refused)' OR step = 0)")

    var probes = [try start(database, "a0"), try start(database, "b0")]
    var deaths = 0
    while try await !isSettled(connection, store), deaths < Self.deathsMax {
      for (position, probe) in probes.enumerated() where probe.exit != nil {
        #expect(probe.exit == .signal(6), "\(probe.errors)")
        deaths += 1
        probes[position] = try start(database, "\(position == 0 ? "a" : "b")\(deaths)")
      }
      // A supervisor waits a moment before it starts a process again.
      try await ChildProcess.start("/bin/sleep", ["0.3"]).ended()
    }
    let counted = try await completed(connection)
    #expect(counted == 998, "after \(deaths) deaths")
    #expect(deaths >= 1 && deaths < Self.deathsMax, "\(deaths)")
    let faulted = try await store.instances(InstanceFilter(statuses: [.faulted])).map(\.key)
    #expect(faulted == [Self.poison, Self.refused])
    // Whoever died last of it is started again, and meets nothing any more.
    for (position, probe) in probes.enumerated() where probe.exit != nil { probes[position] = try start(database, "last\(position)") }
    try await eventually("they are heard of again") {
      try await store.executors(limit: 2).allSatisfy { $0.silentSeconds < 2 && !$0.hasEnded }
    }
    #expect(probes.allSatisfy { $0.exit == nil }, "both executors are alive")
    for probe in probes {
      probe.signal(9)
      try await probe.ended()
    }
    await connection.close()
    await store.close()
  }

  private func start(_ database: TestDatabase, _ name: String) throws -> ChildProcess {
    try ChildProcess.start(
      try ChildProcess.built("ExecutorProbe"), [Self.poison, name],
      environment: ["TOCSIN_DATABASE_URL": database.connectionString.secretText])
  }

  /// 998 are done, and both troublemakers are put to rest.
  private func isSettled(_ connection: Connection, _ store: PostgresStore) async throws -> Bool {
    guard try await completed(connection) == 998 else { return false }
    return try await store.incidents(openOnly: true).count == 2
  }

  private func completed(_ connection: Connection) async throws -> Int {
    let count = Statement("CountCompleted", "SELECT count(*) FROM instance WHERE status = 'completed'")
    return Int(try await connection.query(count).only().int(0))
  }

  private func open(_ count: Int, in store: PostgresStore) async throws {
    let definition = try WorkflowReader(known: KnownNames()).read(path: "crowd.yaml", text: Self.crowd, types: [:]).definition
    _ = try await store.installation(default: "test")
    let file = DefinitionClosure.File(path: "crowd.yaml", text: Self.crowd)
    _ = try await store.deploy(
      DefinitionClosure(hash: definition.hash, workflow: "crowd", files: [file]), starts: 0, at: .epoch)
    let now = try await store.clock().database
    for number in 0..<count {
      let id = InstanceID(installation: "test", workflow: "crowd", key: "number-\(number)", run: 1)
      let instance = Instance(
        id: id, workflow: "crowd", key: "number-\(number)", run: 1, hash: definition.hash, openedAt: now, input: .map(ValueMap()))
      _ = try await store.open(Opening(instance: instance, again: false, items: nil, parent: nil, installation: "test"))
    }
  }
}
