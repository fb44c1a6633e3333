package import Calendar
import PostgreSQL
package import Store

extension PostgresStore {
  /// Months beyond the present one that get a partition of their own; a maintenance that is late by less loses nothing.
  private static let monthsAhead = 2

  /// Sees to it that this month's history and that of the next two have partitions; what the default partition took in
  /// meanwhile moves over. Harmless to repeat, and when several do it at once.
  /// - Returns: the months that got one now, as `2026-03`.
  package func makeHistoryPartitions(at now: Instant) async throws(StoreError) -> [String] {
    let wanted = (0...Self.monthsAhead).map { HistoryMonth(now).adding($0) }
    return try await repeating {
      try await pool.transaction { transaction in
        _ = try transaction.query(MigrationSQL.lock)
        let present = try transaction.query(HistoryPartitionSQL.list).map { try $0.text(0) }
        let missing = wanted.filter { !present.contains($0.suffix) }
        for month in missing { try transaction.execute(HistoryPartitionSQL.create(month)) }
        return missing.map(\.text)
      }
    }
  }
}

/// A month of UTC, as partitions are cut.
struct HistoryMonth: Hashable {
  var year: Int
  var month: Int

  init(_ instant: Instant) {
    let parts = instant.description.split(separator: "-").prefix(2).compactMap { Int($0) }
    year = parts.first ?? 1970
    month = parts.last ?? 1
  }

  func adding(_ months: Int) -> HistoryMonth {
    var later = self
    later.year += (month - 1 + months) / 12
    later.month = (month - 1 + months) % 12 + 1
    return later
  }

  private func joined(_ separator: String) -> String {
    let digits = String(year)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + separator + (month < 10 ? "0" : "") + String(month)
  }

  var text: String { joined("-") }
  var suffix: String { joined("_") }
  /// Its first instant, as SQL reads it.
  var begin: String { "\(text)-01T00:00:00Z" }
}
