import Calendar
import Curl
import EmbeddedPostgres
import Foundation
import PostgreSQL
import Store
import StorePostgres

/// The books of an installation, open for one command.
struct StoreAccess: Sendable {
  let store: any Store
  private let postgres: PostgresStore
  /// Mails that came in.
  var mails: any MailStore { postgres }
  let times: TimeText
  let configuration: Configuration
  /// Our own database.
  let target: ConnectionString
  private let server: EmbeddedServer?

  /// Connections of one process: the steppers', the couriers' and the upkeep's.
  static let connections = 8

  /// Opens the database that is configured, or joins (and if need be starts) the private one of the state folder.
  static func open(
    _ configuration: Configuration, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StoreAccess {
    if let database = configuration.database {
      return try StoreAccess(configuration, try ConnectionString(database.reveal()), server: nil)
    }
    let folder = configuration.stateFolder.appending(path: "postgres").path
    try FileManager.default.createDirectory(at: configuration.stateFolder, withIntermediateDirectories: true)
    let server = try await EmbeddedServer.join(folder: folder) { step in
      if let words = Self.words(step, in: folder) { progress(words) }
    }
    do {
      let access = try StoreAccess(configuration, try await server.connectionString, server: server)
      try await access.migrate()
      return access
    } catch {
      try await server.leave()
      throw error
    }
  }

  private init(_ configuration: Configuration, _ target: ConnectionString, server: EmbeddedServer?) throws {
    self.configuration = configuration
    self.target = target
    self.server = server
    postgres = PostgresStore(target, connections: Self.connections, engine: Version.text, options: configuration.storeOptions)
    store = postgres
    times = TimeText(zone: try Zone(configuration.timezone))
  }

  /// What a person wants to know of the private server: what takes long, or is not as usual.
  private static func words(_ step: EmbeddedProgress, in folder: String) -> String? {
    switch step {
    case .creating(let version): "creating a private PostgreSQL \(version) in \(folder)"
    case .recovering: "the private PostgreSQL ended uncleanly; it replays what was committed"
    case .waitingForOthers: "waiting for another process that starts or stops the private PostgreSQL"
    case .starting, .ready, .stopping: nil
    }
  }

  /// Refuses a database whose tables are not of this version's shape.
  func checkSchema() async throws {
    do throws(StoreError) {
      try await postgres.checkSchema()
    } catch {
      guard error.retry == .never else { throw error }
      throw CommandError("The database is not ready: \(error.message).", hint: "tocsin migrate")
    }
  }

  /// Ends what `open` began; the private server stops with its last user.
  func close() async throws {
    await postgres.close()
    try await server?.leave()
  }

  /// Makes room for the history of the months to come; without it the history still has a place, but cannot be dropped by month.
  func makeRoom() async throws {
    _ = try await postgres.makeHistoryPartitions(at: try await now())
  }

  /// - Returns: the numbers of the migrations that were applied now.
  @discardableResult
  func migrate() async throws -> [Int] { try await PostgresStore.migrate(target, options: configuration.storeOptions) }

  /// What a migration would bring, a line each.
  func missingMigrations() async throws -> [String] { try await postgres.missingMigrations() }

  /// As a person names the database; never with its password.
  var databaseName: String { server == nil ? "\(target)" : "the private database of \(configuration.stateFolder.path)" }

  /// Workflows' time: the time-lapse clock's where there is one, else the database's.
  func now() async throws -> Instant {
    let reading = try await store.clock()
    return reading.timeLapse ?? reading.database
  }

  func installation() async throws -> String {
    try await store.installation(default: configuration.installation)
  }
}

extension Configuration {
  fileprivate var storeOptions: StoreOptions {
    StoreOptions(pooling: pooling == .transaction ? .transaction : .session)
  }
}

extension Invocation {
  /// The folder with `tocsin.yaml`.
  var directory: URL {
    URL(fileURLWithPath: options["--directory"] ?? environment["TOCSIN_DIRECTORY"] ?? ".").standardizedFileURL
  }

  func configuration() throws -> Configuration {
    try Configuration(directory: directory, environment: environment)
  }

  /// Opens the books for the length of one action.
  /// - Parameter migrates: the action sees to the tables' shape itself.
  func withStore<T>(migrates: Bool = false, _ body: (StoreAccess) async throws -> T) async throws -> T {
    let terminal = terminal
    let access = try await StoreAccess.open(try configuration()) { terminal.complain($0) }
    do {
      if !migrates { try await access.checkSchema() }
      let result = try await body(access)
      try await access.close()
      return result
    } catch {
      do {
        try await access.close()
      } catch let second {
        terminal.complain("Closing failed as well: \(second)")
      }
      throw error
    }
  }
}
