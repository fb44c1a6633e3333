import PostgreSQL

/// Tables that only grow.
enum AppendedSQL {
  static let insert = Statement(
    "AppendedInsert",
    """
    INSERT INTO appended (s, id, step, idx, table_name, at, columns)
    SELECT b.s, b.id, b.step, b.idx, b.table_name, b.at, b.columns::json
    FROM unnest($1::smallint[], $2::uuid[], $3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::text[])
      b(s, id, step, idx, table_name, at, columns)
    """)

  /// The newest, oldest first.
  static let list = Statement(
    "AppendedList",
    """
    SELECT a.id, a.step, a.idx, a.at, a.columns FROM (
      SELECT * FROM appended WHERE table_name = $1 ORDER BY at DESC, id DESC, step DESC, idx DESC LIMIT $2) a
    ORDER BY a.at, a.id, a.step, a.idx
    """)
}
