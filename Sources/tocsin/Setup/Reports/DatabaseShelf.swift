import Calendar
import Curl
import Foundation
import PostgreSQL
import Report
import SourceSQL
import YAML

/// The databases that reports run on: those of `sources/`, and Tocsin's own under the name `tocsin`.
struct DatabaseShelf: Sendable {
  /// The name under which reports read our own tables.
  static let ownName = "tocsin"

  private let sources: [String: any RowSource]

  /// - Parameter log: hears of every run; nil where there is nothing to write to.
  init(
    _ declared: [SourceDeclaration], own: ConnectionString?, ownZone: Zone, log: (any RunLog)?, user: String, _ secrets: SecretPlaceReader
  ) {
    var sources: [String: any RowSource] = [:]
    for source in declared {
      guard case .database(let database) = source.kind else { continue }
      sources[source.name] = Self.source(source.name, database, own: own, secrets)
    }
    if let own {
      sources[Self.ownName] = PostgresRowSource(own, SQLSettings(name: Self.ownName, zone: ownZone, timeoutSeconds: 300))
    }
    self.sources = sources.mapValues { source in
      guard let log else { return source }
      return LoggedRowSource(source, log: log, user: user)
    }
  }

  private static func source(
    _ name: String, _ database: DatabaseDeclaration, own: ConnectionString?, _ secrets: SecretPlaceReader
  ) -> (any RowSource)? {
    var settings = SQLSettings(name: name, zone: database.zone)
    settings.timeoutSeconds = database.timeoutSeconds ?? settings.timeoutSeconds
    settings.connections = database.connections ?? settings.connections
    switch (database.system, database.place) {
    case (.postgresql, .own(let name)):
      // Our own server is known by now, unless only names are wanted.
      return own.flatMap { try? $0.with(database: name) }.map { PostgresRowSource($0, settings) }
    case (.postgresql, .secret(let place)):
      guard let secret = secrets.secret(place, database.node) else { return nil }
      do throws(PostgresError) {
        return PostgresRowSource(try ConnectionString(secret.reveal()), settings)
      } catch {
        secrets.problems.report(database.node, error.message)
        return nil
      }
    case (.odbc, .secret(let place)):
      guard let secret = secrets.secret(place, database.node) else { return nil }
      return OptionalSystems.odbc(secret.reveal(), settings, database.node, secrets.problems)
    case (.odbc, .own), (.mongodb, _): return nil
    }
  }

  func source(_ name: String) throws -> any RowSource {
    if let source = sources[name] { return source }
    let near = Spelling.nearest(name, among: sources.keys.sorted())
    throw UsageError(
      "There is no database \(name) among the sources.",
      hint: near.map { "Did you mean \($0)?" } ?? "sources/*.yaml with `kind: postgresql` or `odbc`; \(Self.ownName) is our own")
  }

  var names: [String] { sources.keys.sorted() }

  func close() async {
    for source in sources.values { await source.close() }
  }
}
