import PostgreSQL

/// Rows of the master file that change by difference: tracked rows, children.
enum MasterFileSQL {
  static let putItems = Statement(
    "ItemPut",
    """
    INSERT INTO item (s, id, item, n, open, opened_at, closed_at, fields)
    SELECT b.s, b.id, b.item, b.n, b.open, b.opened_at, b.closed_at, b.fields::json
    FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::int[], $5::bool[], $6::timestamptz[], $7::timestamptz[], $8::text[])
      b(s, id, item, n, open, opened_at, closed_at, fields)
    ON CONFLICT (s, id, item) DO UPDATE SET n = excluded.n, open = excluded.open, opened_at = excluded.opened_at,
      closed_at = excluded.closed_at, fields = excluded.fields
    """)

  static let deleteItems = Statement(
    "ItemDelete",
    """
    DELETE FROM item t USING unnest($1::smallint[], $2::uuid[], $3::text[]) b(s, id, item)
    WHERE t.s = b.s AND t.id = b.id AND t.item = b.item
    """)

  static let putChildren = Statement(
    "ChildPut",
    """
    INSERT INTO child (s, id, child, n, workflow, key, status, state, outcome, open, closed)
    SELECT b.* FROM unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
      $9::text[], $10::int[], $11::int[]) b(s, id, child, n, workflow, key, status, state, outcome, open, closed)
    ON CONFLICT (s, id, child) DO UPDATE SET n = excluded.n, status = excluded.status, state = excluded.state,
      outcome = excluded.outcome, open = excluded.open, closed = excluded.closed
    """)

  static let deleteChildren = Statement(
    "ChildDelete",
    """
    DELETE FROM child t USING unnest($1::smallint[], $2::uuid[], $3::uuid[]) b(s, id, child)
    WHERE t.s = b.s AND t.id = b.id AND t.child = b.child
    """)

  /// Steps by real time, of one instance (`$1`, `$2`) or of all.
  static let listHistoryOf = Statement(
    "HistoryListOf",
    """
    SELECT h.id, i.workflow, i.key, h.step, h.at, h.wall, h.event, h.changes, h.engine
    FROM history h JOIN instance i ON i.s = h.s AND i.id = h.id
    WHERE h.s = $1 AND h.id = $2 AND h.wall >= $3 ORDER BY h.step LIMIT $4
    """)

  static let listHistory = Statement(
    "HistoryList",
    """
    SELECT h.id, i.workflow, i.key, h.step, h.at, h.wall, h.event, h.changes, h.engine
    FROM history h JOIN instance i ON i.s = h.s AND i.id = h.id
    WHERE h.wall >= $1 ORDER BY h.wall, h.at, h.id, h.step LIMIT $2
    """)
}
