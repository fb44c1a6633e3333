import PostgreSQL

/// Telling owners, windows, forgetting.
enum UpkeepSQL {
  /// `$1` now, `$2` until when the claim holds.
  static let claimUntold = Statement(
    "IncidentClaimUntold",
    """
    WITH claimed AS (
      UPDATE incident SET tell_at = $2 WHERE closed_at IS NULL AND told_at IS NULL AND (tell_at IS NULL OR tell_at <= $1)
      RETURNING s, number, cause, channel, id, about, text, detail, opened_at, closed_at)
    SELECT t.number, t.cause, coalesce(t.channel, i.workflow || '/' || i.key, ''), t.id, t.about, t.text, t.detail, t.opened_at, t.closed_at
    FROM claimed t LEFT JOIN instance i ON i.s = t.s AND i.id = t.id ORDER BY t.number
    """)

  static let noteTold = Statement(
    "IncidentNoteTold", "UPDATE incident SET told_at = $2 WHERE number = ANY($1::bigint[]) AND told_at IS NULL")

  static let listWindows = Statement(
    "MaintenanceList",
    """
    SELECT number, workflow, channel, begins, ends, cron, minutes, zone, by, reason FROM maintenance
    WHERE ends IS NULL OR ends > $1 ORDER BY number
    """)

  static let openWindow = Statement(
    "MaintenanceOpen",
    """
    INSERT INTO maintenance (workflow, channel, begins, ends, cron, minutes, zone, by, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING number
    """)

  /// One that has not begun is over before it begins; what waits for it goes.
  static let endWindow = Statement(
    "MaintenanceEnd",
    """
    WITH over AS (
      UPDATE maintenance SET ends = $2, begins = least(begins, $2) WHERE number = $1 AND (ends IS NULL OR ends > $2) RETURNING number),
    woken AS (
      UPDATE outbox o SET next_at = $2 FROM over
      WHERE o.status = 'pending' AND o.next_at > $2 AND (o.answer ->> 'window') = over.number::text)
    SELECT number FROM over
    """)

  static let findByItem = Statement(
    "InstanceFindByItem",
    "SELECT DISTINCT t.id FROM item t WHERE (t.fields ->> $1)::text = $2 ORDER BY t.id")

  static let listEnded = Statement(
    "InstanceListEnded",
    """
    SELECT i.id FROM instance i WHERE i.closed_at < $1 AND ($2::text IS NULL OR i.workflow = $2)
      AND ($3::text IS NULL OR i.hash = $3) AND i.status IN ('completed', 'cancelled') AND (NOT $4 OR i.redacted_at IS NULL)
    ORDER BY i.closed_at, i.id LIMIT $5
    """)

  /// Of one version (`$2`, `$3`), along the index of those that were not redacted.
  static let listUnredacted = Statement(
    "InstanceListUnredacted",
    """
    SELECT i.id FROM instance i WHERE i.closed_at IS NOT NULL AND i.redacted_at IS NULL AND i.workflow = $2 AND i.hash = $3
      AND i.closed_at < $1 AND i.status IN ('completed', 'cancelled')
    ORDER BY i.closed_at, i.id LIMIT $4
    """)

  /// From one version to the next along the index, however many instances each has.
  static let listEndedVersions = Statement(
    "InstanceListEndedVersions",
    """
    WITH RECURSIVE version AS (
      (SELECT i.workflow, i.hash FROM instance i WHERE i.closed_at IS NOT NULL AND i.redacted_at IS NULL
        ORDER BY i.workflow, i.hash LIMIT 1)
      UNION ALL
      SELECT n.workflow, n.hash FROM version v CROSS JOIN LATERAL (
        SELECT i.workflow, i.hash FROM instance i WHERE i.closed_at IS NOT NULL AND i.redacted_at IS NULL
          AND (i.workflow, i.hash) > (v.workflow, v.hash) ORDER BY i.workflow, i.hash LIMIT 1) n)
    SELECT workflow, hash FROM version
    """)

  /// Each reads a key of its own and the values to be looked at; `UpkeepRewrite` writes them back.
  static let readItems = Statement("RewriteItems", "SELECT item, fields FROM item WHERE s = $1 AND id = $2 ORDER BY n, item")
  static let writeItem = Statement("RewriteItem", "UPDATE item SET fields = $4::text::json WHERE s = $1 AND id = $2 AND item = $3")
  static let readInstance = Statement("RewriteInstance", "SELECT input, data FROM instance WHERE s = $1 AND id = $2")
  static let writeInstance = Statement(
    "RewriteInstanceWrite", "UPDATE instance SET input = $3::text::json, data = $4::text::json WHERE s = $1 AND id = $2")
  static let mark = Statement("RewriteMark", "UPDATE instance SET redacted_at = $3 WHERE s = $1 AND id = $2")
  static let readHistory = Statement("RewriteHistory", "SELECT step, event, changes FROM history WHERE s = $1 AND id = $2 ORDER BY step")
  static let writeHistory = Statement(
    "RewriteHistoryWrite",
    "UPDATE history SET event = $4::text::json, changes = $5::text::json WHERE s = $1 AND id = $2 AND step = $3")
  static let readInbox = Statement("RewriteInbox", "SELECT key, data FROM inbox WHERE s = $1 AND id = $2 ORDER BY seq")
  static let writeInbox = Statement("RewriteInboxWrite", "UPDATE inbox SET data = $4::text::json WHERE s = $1 AND id = $2 AND key = $3")
  static let readOutbox = Statement(
    "RewriteOutbox", "SELECT step, idx, part, body, answer, recipient FROM outbox WHERE s = $1 AND id = $2 ORDER BY step, idx, part")
  /// Of a message that is done with, a hash stays in the place of its bytes.
  static let writeOutbox = Statement(
    "RewriteOutboxWrite",
    """
    UPDATE outbox SET body = $6::text::json, answer = $7::text::json, recipient = $8,
      bytes = CASE WHEN settled_at IS NULL OR bytes IS NULL OR NOT $9 THEN bytes
        ELSE convert_to('forgotten; SHA-256 was ' || encode(sha256(bytes), 'hex') || E'\\n', 'UTF8') END
    WHERE (s, id, step, idx, part) = ($1, $2, $3, $4, $5)
    """)
  static let readAppended = Statement(
    "RewriteAppended", "SELECT step, idx, columns FROM appended WHERE s = $1 AND id = $2 ORDER BY step, idx")
  static let writeAppended = Statement(
    "RewriteAppendedWrite", "UPDATE appended SET columns = $5::text::json WHERE (s, id, step, idx) = ($1, $2, $3, $4)")
  static let readIncidents = Statement(
    "RewriteIncidents", "SELECT number, text, detail FROM incident WHERE s = $1 AND id = $2 ORDER BY number")
  static let writeIncident = Statement("RewriteIncident", "UPDATE incident SET text = $3, detail = $4 WHERE s = $1 AND number = $2")

  /// Ended instances of one shard (`$1`) go with all that is theirs; their steps go with their month.
  static let prune = Statement(
    "InstancePrune",
    """
    WITH gone AS MATERIALIZED (
      SELECT i.s, i.id FROM instance i JOIN work w ON w.s = i.s AND w.id = i.id
      WHERE i.s = $1 AND i.id = ANY($2::uuid[]) AND i.status IN ('completed', 'cancelled')
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.s = i.s AND o.id = i.id AND o.status IN ('pending', 'sending', 'held'))
        AND NOT EXISTS (SELECT FROM inbox e WHERE e.s = i.s AND e.id = i.id AND e.step IS NULL)
      FOR NO KEY UPDATE OF w SKIP LOCKED),
    a AS (DELETE FROM attempt t USING gone g WHERE t.s = g.s AND t.id = g.id),
    o AS (DELETE FROM outbox t USING gone g WHERE t.s = g.s AND t.id = g.id),
    e AS (DELETE FROM inbox t USING gone g WHERE t.s = g.s AND t.id = g.id),
    m AS (DELETE FROM item t USING gone g WHERE t.s = g.s AND t.id = g.id),
    c AS (DELETE FROM child t USING gone g WHERE t.s = g.s AND t.id = g.id),
    n AS (DELETE FROM incident t USING gone g WHERE t.s = g.s AND t.id = g.id),
    w AS (DELETE FROM work t USING gone g WHERE t.s = g.s AND t.id = g.id),
    i AS (DELETE FROM instance t USING gone g WHERE t.s = g.s AND t.id = g.id)
    SELECT id FROM gone
    """)

  static let listMonths = Statement(
    "HistoryListMonths",
    """
    SELECT replace(right(c.relname, 7), '_', '-'), greatest(c.reltuples, 0)::bigint
    FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
    WHERE h.inhparent = 'history'::regclass AND c.relname ~ '^history_[0-9]{4}_[0-9]{2}$' ORDER BY 1
    """)
}
