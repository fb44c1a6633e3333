import PostgreSQL

enum ReceivedMailSQL {
  /// 0 rows where the key is known.
  static let keep = Statement(
    "ReceivedMailKeep",
    """
    INSERT INTO received_mail (key, at, author, subject, verdict, reason, id, event, bytes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key) DO NOTHING
    """)

  static let list = Statement(
    "ReceivedMailList",
    """
    SELECT * FROM (
      SELECT m.number, m.key, m.at, m.author, m.subject, m.verdict, m.reason, m.id, m.event FROM received_mail m
      WHERE NOT $1 OR m.verdict IN ('untrusted', 'quarantined') ORDER BY m.number DESC LIMIT $2) newest
    ORDER BY newest.number
    """)

  static let bytes = Statement("ReceivedMailBytes", "SELECT bytes FROM received_mail WHERE number = $1")

  private static let prunable = """
    m.at < $1 AND (m.id IS NULL OR NOT EXISTS (SELECT FROM instance i WHERE i.id = m.id))
    """

  static let countPrunable = Statement("ReceivedMailCountPrunable", "SELECT count(*) FROM received_mail m WHERE \(prunable)")

  static let prune = Statement("ReceivedMailPrune", "DELETE FROM received_mail m WHERE \(prunable)")

  /// Of an instance of which something is forgotten: what people wrote goes, what became of it stays.
  static let forget = Statement(
    "ReceivedMailForget",
    """
    UPDATE received_mail SET author = $2, subject = $2, reason = $2,
      bytes = convert_to('forgotten; SHA-256 was ' || encode(sha256(bytes), 'hex') || E'\n', 'UTF8')
    WHERE id = $1 AND author <> $2
    """)

  /// What was accepted and came back, with its incident, in one statement. `$6` answer, `$7` now, `$8`–`$10` the incident.
  static let bounce = Statement(
    "OutboxBounce",
    """
    WITH bounced AS (
      UPDATE outbox o SET status = 'failed', settled_at = $7, answer = $6::text::json
      WHERE (o.s, o.id, o.step, o.idx, o.part) = ($1, $2, $3, $4, $5) AND o.status IN ('delivered', 'uncertain')
      RETURNING o.s, o.id),
    opened AS (
      INSERT INTO incident (s, id, cause, about, text, detail, opened_at)
      SELECT b.s, b.id, 'effect', $8, $9, $10, $7 FROM bounced b ON CONFLICT DO NOTHING)
    SELECT id FROM bounced
    """)
}
