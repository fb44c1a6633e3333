/// A question to a database that people and workflows ask by name: one file of `reports/`.
package struct Report: Hashable, Sendable {
  /// The file's name without its ending: `nocs_customer_payoff`.
  package var name: String
  package var title: String
  package var description: String
  /// Of `sources/`, by name.
  package var source: String
  /// How long one run may take; nil: as the source says.
  package var timeoutSeconds: Double?
  package var parameters: [ReportParameter]
  package var columns: [ReportColumn]
  package var sql: ReportSQL
  /// The file as it is.
  package var text: String

  /// How workflows call it: `src: running-batches` is `reports/running_batches.sql`.
  package var sourceName: String { Self.sourceName(name) }

  package static func sourceName(_ name: String) -> String { String(name.map { $0 == "_" ? "-" : $0 }) }
}
