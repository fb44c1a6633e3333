package import Calendar

/// How a database that answers reports is used.
package struct SQLSettings: Sendable {
  /// As `sources/` names it.
  package var name: String
  /// What times without a zone mean there.
  package var zone: Zone
  /// Of one run, where the report does not say.
  package var timeoutSeconds: Double
  /// Connections at most: a slow database is not helped by more.
  package var connections: Int

  package init(name: String, zone: Zone = .utc, timeoutSeconds: Double = 300, connections: Int = 3) {
    (self.name, self.zone, self.timeoutSeconds, self.connections) = (name, zone, timeoutSeconds, connections)
  }

  /// Bytes of a batch: some thousand rows, so that a hop between tasks costs nothing per row.
  static let batchBytes = 256 << 10
}
