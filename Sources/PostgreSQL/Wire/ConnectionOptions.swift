/// How a connection behaves, beside where it goes.
package struct ConnectionOptions: Hashable, Sendable {
  /// What stands between us and the server.
  package enum Pooling: Hashable, Sendable {
    /// Nothing, or a pooler that leaves a server to its client: statements are prepared once per connection.
    case session
    /// PgBouncer in transaction mode or its like: each transaction may meet another server, so statements are parsed
    /// each time and settings are given to each transaction.
    case transaction
  }

  /// A run-time parameter, such as `search_path`.
  package struct Setting: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Shows in `pg_stat_activity`.
  package var applicationName: String
  package var pooling: Pooling
  /// In force for every statement; after a start or within each transaction, as `pooling` asks.
  package var settings: [Setting]
  /// How long a host may take to answer a connection attempt, unless the connection string says otherwise.
  package var connectLimitSeconds: Int
  /// How long the server may stay silent over one round trip before the connection is given up; nil waits for ever.
  package var answerLimitMilliseconds: Int64?
  /// For much work that nobody waits for: who shares the processors with it goes first.
  package var isPatient: Bool

  package init(
    applicationName: String = "tocsin", pooling: Pooling = .session, settings: [Setting] = [],
    connectLimitSeconds: Int = 10, answerLimitMilliseconds: Int64? = nil, isPatient: Bool = false
  ) {
    self.applicationName = applicationName
    self.pooling = pooling
    self.settings = settings
    self.connectLimitSeconds = connectLimitSeconds
    self.answerLimitMilliseconds = answerLimitMilliseconds
    self.isPatient = isPatient
  }

  /// The statement that puts the settings in force: for the session, or for the current transaction.
  func settingsCall(local: Bool) -> Call? {
    guard !settings.isEmpty else { return nil }
    let columns = settings.indices.map { "pg_catalog.set_config($\(2 * $0 + 1), $\(2 * $0 + 2), \(local))" }
    return Call(
      Statement(local ? "SettingApplyLocal" : "SettingApplySession", "SELECT " + columns.joined(separator: ", ")),
      settings.flatMap { [.text($0.name), .text($0.value)] })
  }
}
