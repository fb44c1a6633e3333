import PostgreSQL

/// `about` is the state entry of a *said* incident, the part of an *effect*, nothing for a *step*; while one is open, the
/// same is not opened again.
enum IncidentSQL {
  static let open = Statement(
    "IncidentOpen",
    """
    INSERT INTO incident (s, id, cause, about, text, detail, opened_at)
    SELECT b.s, b.id, b.cause, b.about, b.text, b.detail, b.opened_at
    FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
      b(s, id, cause, about, text, detail, opened_at)
    ON CONFLICT DO NOTHING
    """)

  /// Closes open incidents of an instance by cause and subject.
  static let close = Statement(
    "IncidentClose",
    """
    UPDATE incident t SET closed_at = b.closed_at
    FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) b(s, id, cause, about, closed_at)
    WHERE t.s = b.s AND t.id = b.id AND t.cause = b.cause AND t.about = b.about AND t.closed_at IS NULL
    """)

  /// What an instance that ended outside of its own steps said, or was faulted for.
  static let closeOf = Statement(
    "IncidentCloseOf",
    """
    UPDATE incident t SET closed_at = $3 FROM unnest($1::smallint[], $2::uuid[]) b(s, id)
    WHERE t.s = b.s AND t.id = b.id AND t.cause IN ('step', 'said') AND t.closed_at IS NULL
    """)

  static let closeNumber = Statement(
    "IncidentCloseNumber", "UPDATE incident SET closed_at = $2 WHERE number = $1 AND closed_at IS NULL")

  /// The newest, in order of number.
  static let list = Statement(
    "IncidentList",
    """
    SELECT * FROM (
      SELECT t.number, t.cause, coalesce(t.channel, i.workflow || '/' || i.key, ''), t.id, t.about, t.text, t.detail,
        t.opened_at, t.closed_at
      FROM incident t LEFT JOIN instance i ON i.s = t.s AND i.id = t.id
      WHERE NOT $1 OR t.closed_at IS NULL ORDER BY t.number DESC LIMIT $2) newest
    ORDER BY number
    """)
}
