import PostgreSQL
import Report

/// A table of ours, as the server describes it.
struct TargetTable: Sendable {
  struct Column: Hashable, Sendable {
    var name: String
    /// The type's number in `pg_type`.
    var type: Int
    /// What stands in brackets behind the type, as the server keeps it; −1 without.
    var modifier: Int
    var isRequired: Bool
    var hasDefault: Bool
    /// As SQL writes it.
    var typeText: String
  }

  let name: String
  let columns: [Column]
  /// By which the table tells its rows: columns of a unique index that are never missing; none where it has no such index.
  let key: [String]

  private static let describe = Statement(
    "TableDescribe",
    """
    SELECT a.attname::text, a.atttypid::int8, a.atttypmod::int8, a.attnotnull, a.atthasdef OR a.attidentity <> '',
           pg_catalog.format_type(a.atttypid, a.atttypmod)
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
    """)

  private static let describeKey = Statement(
    "TableDescribeKey",
    """
    SELECT a.attname::text
    FROM pg_catalog.pg_attribute a JOIN (
      SELECT i.indrelid, i.indkey FROM pg_catalog.pg_index i
      WHERE i.indrelid = pg_catalog.to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL
        AND i.indexprs IS NULL AND i.indnatts = i.indnkeyatts
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute b
          WHERE b.attrelid = i.indrelid AND b.attnum = ANY (i.indkey) AND NOT b.attnotnull)
      ORDER BY i.indnatts, i.indexrelid LIMIT 1) k ON a.attrelid = k.indrelid AND a.attnum = ANY (k.indkey)
    ORDER BY a.attnum
    """)

  static func read(_ name: String, _ connection: Connection) async throws -> TargetTable {
    let answers = try await connection.pipeline([
      Call(describe, [.text(quotedTable(name))]), Call(describeKey, [.text(quotedTable(name))]),
    ])
    let rows = answers[0]
    guard !rows.isEmpty else { throw RefreshFailure(.plan, "there is no table \(name)") }
    return TargetTable(
      name: name,
      columns: try rows.map { row in
        Column(
          name: try row.text(0), type: try row.int(1), modifier: try row.int(2), isRequired: try row.bool(3), hasDefault: try row.bool(4),
          typeText: try row.text(5))
      }, key: try answers[1].map { try $0.text(0) })
  }

  func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}

/// `schema.table` with each part quoted.
func quotedTable(_ name: String) -> String { name.split(separator: ".").map { quoted(String($0)) }.joined(separator: ".") }
