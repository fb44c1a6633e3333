import PostgreSQL

/// How the rows of a day are made to be those that were read, without touching the rows that are so already.
///
/// Asked a second time on one day, a source answers mostly as before. Written anew, each row would stand there twice until the server has
/// tidied up, and whoever reads meanwhile meets both: six times slower at worst. Rows that stay cost readers nothing.
struct RowDifference: Sendable {
  /// Where the rows are put aside.
  static let name = "refresh_brought"

  private let table: String
  private let names: [String]
  private let key: [String]
  private let rest: [String]
  private let ofDay: String

  /// Nil where the table does not tell its rows by a key, or keeps in them what the report does not answer with: then all are written.
  init?(_ table: TargetTable, _ plan: RefreshPlan, columns: [String]) {
    guard !table.key.isEmpty, plan.durationColumn == nil, Set(table.columns.map(\.name)) == Set(columns) else { return nil }
    self.table = quotedTable(table.name)
    names = columns.map(quoted)
    key = table.key.map(quoted)
    rest = columns.filter { !table.key.contains($0) }.map(quoted)
    ofDay = plan.dateColumn.map { " AND t.\(quoted($0)) = $1::text::date" } ?? ""
  }

  var aside: String {
    "CREATE TEMP TABLE \(Self.name) ON COMMIT DROP AS SELECT \(names.joined(separator: ", ")) FROM \(table) WITH NO DATA"
  }

  /// A join of a million rows with a million stays in memory for the most part.
  private static let workMemory = "64MB"

  /// Takes out what was not read, or not so, and puts in what is not there.
  func bring(_ rows: Int, day: [Parameter], _ transaction: Transaction) throws {
    try transaction.execute("ANALYZE \(Self.name); SET LOCAL work_mem = '\(Self.workMemory)'")
    let sameKey = key.map { "n.\($0) = t.\($0)" }.joined(separator: " AND ")
    let sameRest = rest.isEmpty ? "" : " AND \(row("n")) IS NOT DISTINCT FROM \(row("t"))"
    _ = try transaction.query(
      Statement(
        "RefreshDropGone",
        "DELETE FROM \(table) t WHERE NOT EXISTS (SELECT FROM \(Self.name) n WHERE \(sameKey)\(sameRest))\(ofDay)"), day)
    let all = names.joined(separator: ", ")
    _ = try transaction.query(
      Statement(
        "RefreshPutNew",
        "INSERT INTO \(table) (\(all)) SELECT \(all) FROM \(Self.name) n WHERE NOT EXISTS (SELECT FROM \(table) t WHERE \(sameKey)\(ofDay))"
      ),
      day)
    let there = try transaction.query(
      Statement("RefreshCountBrought", "SELECT count(*) FROM \(table) t WHERE true\(ofDay)"), day
    ).only().int(0)
    // A row that stands there already hides a second one of its key.
    guard there == rows else {
      let words = "duplicate key value: several rows have one \(key.joined(separator: ", "))"
      throw RefreshFailure(.target, words, detail: "\(rows) rows, \(there) of them with keys of their own")
    }
  }

  private func row(_ alias: String) -> String { "ROW(\(rest.map { "\(alias).\($0)" }.joined(separator: ", ")))" }
}
