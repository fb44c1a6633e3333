import EmbeddedPostgres
import Glibc
import PostgreSQL
import Synchronization
import TestSupport
import Testing

/// The private server of a state folder, from the first user to the last.
@Suite struct EmbeddedTests {
  private static let one = Statement("One", "SELECT 1 AS n")

  private func isRunning(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  /// Once it ended, whoever is its parent has to bury it.
  private func isGone(_ process: Int32) async throws {
    try await eventually("the server's process is gone") { !isRunning(process) }
  }

  private func answers(_ server: EmbeddedServer) async throws -> Bool {
    let connection = try await Connection.open(server.connectionString)
    defer { Task { await connection.close() } }
    return try await connection.query(Self.one).only().int("n") == 1
  }

  @Test func `the first who joins starts the server, the last who leaves stops it`() async throws {
    let folder = try EmbeddedFolder.make()
    let first = try await folder.join()
    let second = try await folder.join()
    let process = try #require(await first.processID)
    #expect(await second.processID == process)
    try await first.leave()
    #expect(try await answers(second))
    try await first.leave()
    #expect(try await answers(second))
    try await second.leave()
    try await isGone(process)
    await #expect(throws: EmbeddedError.self) { try await second.connectionString }
    // What was written is there for the next.
    let third = try await folder.join()
    #expect(try await answers(third))
    try await third.leave()
  }

  @Test func `those who join at once share one server`() async throws {
    let folder = try EmbeddedFolder.make()
    let servers = try await withThrowingTaskGroup(of: EmbeddedServer.self) { group in
      for _ in 0..<4 { group.addTask { try await folder.join() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    var processes: Set<Int32?> = []
    for server in servers { processes.insert(await server.processID) }
    #expect(processes.count == 1)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for server in servers { group.addTask { try await server.leave() } }
      try await group.waitForAll()
    }
    try await isGone(try #require(processes.first ?? nil))
  }

  @Test func `another process joins, and keeps the server when we leave`() async throws {
    let folder = try EmbeddedFolder.make()
    let ours = try await folder.join()
    let process = try #require(await ours.processID)
    let other = try ChildProcess.start(ChildProcess.built("EmbeddedProbe"), [folder.path])
    try await other.wrote("joined \(process)")
    try await ours.leave()
    #expect(isRunning(process))
    other.closeInput()
    #expect(try await other.ended() == .code(0))
    #expect(other.output.contains("left"))
    try await isGone(process)
  }

  @Test func `a server whose users were killed is adopted and stopped by the next`() async throws {
    let folder = try EmbeddedFolder.make()
    let other = try ChildProcess.start(ChildProcess.built("EmbeddedProbe"), [folder.path])
    try await other.wrote("joined ")
    let process = try #require(Int32(other.output.drop { !$0.isNumber }.prefix { $0.isNumber }))
    other.signal(SIGKILL)
    #expect(try await other.ended() == .signal(SIGKILL))
    #expect(isRunning(process))
    let next = try await folder.join()
    #expect(await next.processID == process)
    #expect(try await answers(next))
    try await next.leave()
    try await eventually("the orphan ended") { !isLiving(process) }
  }

  /// Not even a zombie counts: an orphan is buried by whoever adopts processes here.
  private func isLiving(_ process: Int32) -> Bool {
    guard let file = fopen("/proc/\(process)/stat", "r") else { return false }
    defer { fclose(file) }
    var bytes = [CChar](repeating: 0, count: 512)
    let count = fread(&bytes, 1, bytes.count, file)
    let text = String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return !text.contains(") Z ")
  }

  @Test func `after a kill of the server the next start recovers what was committed`() async throws {
    let folder = try EmbeddedFolder.make()
    let server = try await folder.join()
    let connection = try await Connection.open(server.connectionString)
    try await connection.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n")
    let process = try #require(await server.processID)
    kill(process, SIGKILL)
    try await server.revive()
    #expect(await server.processID != process)
    let again = try await Connection.open(server.connectionString)
    #expect(try await again.query(Statement("RowCount", "SELECT count(*) AS n FROM t")).only().int("n") == 1_000)
    await again.close()
    await connection.close()
    try await server.leave()
  }

  @Test func `a stale process file that names somebody else does not keep the server from starting`() async throws {
    let folder = try EmbeddedFolder.make()
    let first = try await folder.join()
    try await first.stopImmediate()
    try await first.leave()
    // The number of the dead server now belongs to a living process: ours.
    let file = try #require(fopen(folder.path + "/postgres/data/postmaster.pid", "w"))
    fputs("\(getpid())\n\(folder.path)/postgres/data\n1\n5432\n\(folder.path)/postgres/run\n\n0 0\n", file)
    fclose(file)
    let second = try await folder.join()
    #expect(try await answers(second))
    try await second.leave()
  }

  @Test func `a path too long for a socket gets a short folder elsewhere`() async throws {
    let folder = try EmbeddedFolder.make(under: String(repeating: "long-folder-name/", count: 12) + "it's here")
    let server = try await folder.join()
    #expect(try await answers(server))
    let again = try await folder.join()
    #expect(try await answers(again))
    try await again.leave()
    try await server.leave()
  }

  @Test func `a half-made cluster is never taken for a whole one`() async throws {
    let folder = try EmbeddedFolder.make()
    mkdir(folder.path + "/postgres", 0o700)
    mkdir(folder.path + "/postgres/data.new.1", 0o700)
    let server = try await folder.join()
    #expect(try await answers(server))
    #expect(access(folder.path + "/postgres/data.new.1", F_OK) != 0)
    try await server.leave()
  }

  @Test func `missing binaries are an error that says what to install`() async throws {
    let folder = try EmbeddedFolder.make()
    let none = EmbeddedSettings(binaries: BinarySearch(roots: [.init(folder: folder.path)]))
    let absent = await #expect(throws: EmbeddedError.self) {
      try await EmbeddedServer.join(folder: folder.path + "/a", settings: none)
    }
    #expect(absent?.message.contains("apt-get install postgresql") == true)
    mkdir(folder.path + "/postgres", 0o700)
    mkdir(folder.path + "/postgres/data", 0o700)
    let version = try #require(fopen(folder.path + "/postgres/data/PG_VERSION", "w"))
    fputs("14\n", version)
    fclose(version)
    let older = await #expect(throws: EmbeddedError.self) {
      try await EmbeddedServer.join(folder: folder.path, settings: none)
    }
    #expect(older?.message.contains("apt-get install postgresql-14") == true)
  }

  @Test func `a server that cannot start shows the end of its log`() async throws {
    let folder = try EmbeddedFolder.make()
    let server = try await folder.join()
    try await server.leave()
    let configuration = try #require(fopen(folder.path + "/postgres/data/postgresql.conf", "a"))
    fputs("\nno_such_setting = on\n", configuration)
    fclose(configuration)
    let error = await #expect(throws: EmbeddedError.self) { try await folder.join() }
    #expect(error?.detail.contains("no_such_setting") == true)
  }

  @Test func `those who wait are told what happens`() async throws {
    let folder = try EmbeddedFolder.make()
    let told = Told()
    let server = try await folder.join { step in told.steps.withLock { $0.append(step) } }
    try await server.leave()
    let steps = told.steps.withLock { $0 }
    #expect(steps.count == 4)
    #expect(steps.dropFirst() == [.starting, .ready, .stopping])
  }

  private final class Told: Sendable {
    let steps = Mutex<[EmbeddedProgress]>([])
  }

  @Test(.enabled(if: geteuid() == 0))
  func `as root the server runs as another user, whose way into the folder must be open`() async throws {
    let folder = try EmbeddedFolder.make()
    let server = try await folder.join()
    var status = stat()
    stat("/proc/\(try #require(await server.processID))", &status)
    #expect(status.st_uid != 0)
    try await server.leave()
    let closed = try EmbeddedFolder.make(under: "closed/state")
    mkdir(String(closed.path.dropLast("/state".count)), 0o700)
    let error = await #expect(throws: EmbeddedError.self) { try await closed.join() }
    #expect(error?.message.contains("chmod o+x") == true)
  }

  @Test(.enabled(if: geteuid() == 0))
  func `an ordinary user has a server of its own`() async throws {
    let folder = try EmbeddedFolder.make(under: "home")
    mkdir(folder.path, 0o755)
    let nobody = try #require(UserDirectory.user(named: "nobody"))
    chown(folder.path, nobody.id, nobody.group)
    // The build may lie where an ordinary user cannot go.
    let program = folder.path + "/probe"
    let copy = try ChildProcess.start("/bin/cp", [try ChildProcess.built("EmbeddedProbe"), program])
    #expect(try await copy.ended() == .code(0))
    chmod(program, 0o755)
    let probe = try ChildProcess.start(
      "/usr/bin/setpriv",
      [
        "--reuid=\(nobody.id)", "--regid=\(nobody.group)", "--clear-groups", "--", program,
        folder.path + "/state",
      ])
    try await probe.wrote("joined ")
    let process = try #require(Int32(probe.output.drop { !$0.isNumber }.prefix { $0.isNumber }))
    var status = stat()
    stat("/proc/\(process)", &status)
    #expect(status.st_uid == nobody.id)
    // Root may join what an ordinary user keeps.
    let ours = try await EmbeddedServer.join(folder: folder.path + "/state", settings: EmbeddedSettings(isDurable: false))
    #expect(await ours.processID == process)
    probe.closeInput()
    #expect(try await probe.ended() == .code(0))
    #expect(try await answers(ours))
    try await ours.leave()
    try await eventually("the server ended") { !isLiving(process) }
  }
}
