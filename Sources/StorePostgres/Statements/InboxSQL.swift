import PostgreSQL
import Store

/// Events are read by row, never by position: what was inserted first may be committed last.
enum InboxSQL {
  /// 0 rows where the key is known.
  static let append = Statement(
    "InboxAppend",
    """
    INSERT INTO inbox (s, id, key, at, name, data) VALUES ($1, $2, $3, $4, $5, $6::text::json)
    ON CONFLICT (s, id, key) DO NOTHING
    """)

  /// Unread events of instances (`$2`) that have arrived by `$3`, in order of arrival, the first `$4` of each; what opens an
  /// instance comes before anything that was said to it earlier.
  static let loadUnread = Statement(
    "InboxLoadUnread",
    """
    SELECT \(InboxEvent.columns) FROM unnest($1::smallint[], $2::uuid[]) d(s, id) CROSS JOIN LATERAL (
      (SELECT * FROM inbox e WHERE e.s = d.s AND e.id = d.id AND e.key = '\(StoredEventName.started)' AND e.step IS NULL)
      UNION ALL
      (SELECT * FROM inbox e WHERE e.s = d.s AND e.id = d.id AND e.step IS NULL AND e.at <= $3
        AND e.key <> '\(StoredEventName.started)' ORDER BY e.at, e.seq LIMIT $4)) e
    ORDER BY e.id, e.key <> '\(StoredEventName.started)', e.at, e.seq
    """)

  /// Forgets what was read and happened before `$1`, at most `$2` of it; what another executor forgets just now is left to it.
  static let prune = Statement(
    "InboxPrune",
    """
    WITH old AS MATERIALIZED (
      SELECT s, id, key FROM inbox WHERE step IS NOT NULL AND at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
    DELETE FROM inbox e USING old o WHERE e.s = o.s AND e.id = o.id AND e.key = o.key
    """)

  /// Names the step that read each event; fewer rows than events means that one was read before.
  static let markRead = Statement(
    "InboxMarkRead",
    """
    UPDATE inbox e SET step = r.step FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::int[]) r(s, id, key, step)
    WHERE e.s = r.s AND e.id = r.id AND e.key = r.key AND e.step IS NULL
    """)

  static let hasUnread = Statement(
    "InboxHasUnread",
    "SELECT EXISTS (SELECT FROM inbox e WHERE e.s = $1 AND e.id = $2 AND e.step IS NULL AND e.at <= $3)")

  static let list = Statement(
    "InboxList",
    "SELECT \(InboxEvent.columns), e.step FROM inbox e WHERE e.s = $1 AND e.id = $2 ORDER BY e.at, e.seq LIMIT $3")
}
