import Calendar
import Executor
import Foundation
import PostgreSQL
import Refresh
import Report
import Source
import SourceSQL

/// Reports, refreshes and the databases under them, put together for one process.
struct ReadingRoom: Sendable {
  let reports: ReportFiles
  let refreshes: RefreshFiles
  let databases: DatabaseShelf
  let books: RefreshBooks
  private let pool: ConnectionPool
  private let folder: URL
  private let timing: RefreshTiming

  /// Rows, books, log, and a spare one for progress.
  private static let connections = 6

  /// - Parameter user: who asks, for the book of runs.
  init(
    _ access: StoreAccess, directory: URL, environment: [String: String], user: String, clock: any ExecutorClock,
    complain: @escaping @Sendable (String) -> Void
  ) throws {
    let problems = ProblemList()
    let declared = try SourceSetup.declarations(directory, problems)
    reports = try ReportFiles(directory: directory).on(declared)
    refreshes = try RefreshFiles(directory: directory, reports: reports)
    pool = ConnectionPool(
      access.target, size: Self.connections,
      options: ConnectionOptions(
        applicationName: "tocsin refresh",
        settings: [.init("timezone", "UTC"), .init("lock_timeout", "10000"), .init("idle_in_transaction_session_timeout", "60000")],
        isPatient: true))
    databases = DatabaseShelf(
      declared, own: access.target, ownZone: access.times.zone,
      log: PostgresRunLog(pool, complain: complain), user: user,
      SecretPlaceReader(directory: directory, environment: environment, problems: problems))
    try problems.check()
    books = RefreshBooks(pool)
    folder = access.configuration.stateFolder.appending(path: "spool")
    timing = RefreshTiming(elapsedSeconds: { clock.monotonicSeconds() }, pause: { await clock.pause(seconds: $0) })
  }

  func close() async {
    await databases.close()
    await pool.close()
  }

  func refresher(_ plan: RefreshPlan) throws -> Refresher {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return Refresher(
      plan, source: try databases.source(plan.report.source), target: pool, folder: folder.path, timing: timing)
  }

  /// Makes anew, one after the other, what workflows refresh and is missing or too old: a night was missed, or all is new.
  func renewStale(askedBy questions: Set<String>, _ access: StoreAccess, tell: @Sendable (String) -> Void) async {
    for plan in refreshes.plans where questions.contains(plan.sourceName) {
      guard let limit = plan.staleSeconds, !Task.isCancelled else { continue }
      do {
        let now = try await access.now()
        if let last = try await books.last(plan.name), now - last.askedAt <= .seconds(limit) { continue }
        let run = try await refresher(plan).run(askedAt: now)
        tell("refreshed \(plan.name), which was missing or too old: \(run.words(access.times))")
      } catch {
        // Its workflow tries again on its schedule, and opens an incident where that fails too.
        if !Task.isCancelled { tell("\(plan.name) is missing or too old, and could not be refreshed now: \(error)") }
      }
    }
  }

  /// Reports and refreshes as workflows ask for them. What runs on a database that is not set up is left out; asked for, the
  /// question has no source, which its instance says.
  func sources() throws -> [ConfiguredSource] {
    var sources: [ConfiguredSource] = []
    for report in reports.reports where databases.names.contains(report.source) {
      let question = ReportQuestion(name: report.sourceName, report: report, rows: try databases.source(report.source))
      sources.append(ConfiguredSource(name: report.sourceName, source: question, concurrency: Self.questionsMax))
    }
    for plan in refreshes.plans where databases.names.contains(plan.report.source) {
      sources.append(ConfiguredSource(name: plan.sourceName, source: RefreshSource(try refresher(plan)), concurrency: Self.questionsMax))
    }
    return sources
  }

  /// Questions of one name under way at once; the database's own number of connections is the real limit.
  private static let questionsMax = 4
}

extension Invocation {
  /// Opens books and databases for the length of one action.
  func withReadingRoom<T>(_ body: (StoreAccess, ReadingRoom) async throws -> T) async throws -> T {
    let terminal = terminal
    return try await withStore { access in
      let room = try ReadingRoom(
        access, directory: directory, environment: environment, user: environment["USER"] ?? "operator", clock: SystemClock()
      ) { terminal.complain($0) }
      do {
        let result = try await body(access, room)
        await room.close()
        return result
      } catch {
        await room.close()
        throw error
      }
    }
  }
}
