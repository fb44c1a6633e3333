import PostgreSQL
import Store

/// What operators hold and release.
enum OperationsSQL {
  static let pauseChannel = Statement(
    "ChannelPause",
    """
    INSERT INTO channel AS c (name, down, since, answer, paused_at, paused_by, paused_reason)
    VALUES ($1, false, $2, 'null', $2, $3, $4)
    ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at, paused_by = excluded.paused_by, paused_reason = excluded.paused_reason
    WHERE c.paused_at IS NULL RETURNING c.name
    """)

  static let resumeChannel = Statement(
    "ChannelResume",
    """
    UPDATE channel SET paused_at = NULL, paused_by = NULL, paused_reason = NULL WHERE name = $1 AND paused_at IS NOT NULL RETURNING name
    """)

  /// Whether anything may begin on a channel: nobody paused it, and the outbox is not held after a restore. `tableoid` changes when a
  /// dump is played back.
  static func isOpen(channel: String) -> String {
    let inner = OutboxWords.innerChannels.map { "'\($0)'" }.joined(separator: ", ")
    return """
      (NOT EXISTS (SELECT FROM channel c WHERE c.name = \(channel) AND c.paused_at IS NOT NULL)
        AND (\(channel) IN (\(inner))
          OR NOT EXISTS (SELECT FROM engine f WHERE f.fenced_at IS NOT NULL OR f.home IS DISTINCT FROM f.tableoid)))
      """
  }

  /// Messages of a channel that began within the window, and those that are due; counted up to one more than is allowed.
  private static func aboutToGo(channel: String, now: String, max: String, window: String) -> String {
    """
    ((SELECT count(*) FROM (SELECT FROM outbox b WHERE b.channel = \(channel) AND b.status = 'pending' AND b.next_at <= \(now)
        AND NOT b.cleared AND b.sent_at IS NULL AND b.message IS NOT NULL LIMIT \(max) + 1) waiting)
      + (SELECT count(*) FROM (SELECT FROM outbox b WHERE b.channel = \(channel) AND b.sent_at > \(now) - \(window) * interval '1 second'
        AND NOT b.cleared AND b.message IS NOT NULL LIMIT \(max) + 1) gone))
    """
  }

  /// Whether nothing may be leased: more would go than is allowed, or more instances are due than that, so that nobody knows yet
  /// what they will send; for those the oldest message waits `$waits` seconds at most.
  static func holdsBack(channel: String, now: String, max: String, window: String) -> String {
    """
    (\(aboutToGo(channel: channel, now: now, max: max, window: window)) > \(max)
      OR NOT EXISTS (SELECT FROM outbox b WHERE b.channel = \(channel) AND b.status = 'pending'
          AND b.next_at <= \(now) - interval '\(BrakeRule.waitSecondsMax) seconds')
        AND EXISTS (SELECT FROM outbox b WHERE b.channel = \(channel) AND b.status = 'pending' AND b.next_at <= \(now))
        AND (SELECT count(*) FROM (
          SELECT FROM generate_series(0, 63) s(s) CROSS JOIN LATERAL (
            SELECT FROM work w WHERE w.s = s.s::smallint AND w.due <= \(now) LIMIT \(max) + 1) w LIMIT \(max) + 1) due) > \(max))
    """
  }

  /// `$1` channel, `$2` now, `$3` at most so many, `$4` window, `$5` answer, `$6`, `$7` words of the incident.
  static let brake = Statement(
    "OutboxBrake",
    """
    WITH load AS MATERIALIZED (SELECT \(aboutToGo(channel: "$1", now: "$2", max: "$3::int", window: "$4::int")) > $3 AS over),
    held AS (
      UPDATE outbox o SET status = 'held', token = o.token + 1, owner = NULL, lease_until = NULL, answer = $5::text::json
      FROM load WHERE load.over AND o.channel = $1 AND o.status = 'pending' AND o.next_at <= $2 AND NOT o.cleared
        AND o.sent_at IS NULL AND o.message IS NOT NULL
      RETURNING o.id),
    counted AS (SELECT count(*) AS n FROM held),
    opened AS (
      INSERT INTO incident (s, cause, channel, text, detail, opened_at)
      SELECT 0, 'brake', $1, replace($6, '{held}', n::text), $7, $2 FROM counted WHERE n > 0 ON CONFLICT DO NOTHING)
    SELECT n FROM counted
    """)

  /// `$3` is the window in seconds.
  static let busiestWindow = Statement(
    "OutboxBusiestWindow",
    """
    SELECT coalesce(max(n), 0) FROM (
      SELECT count(*) AS n FROM outbox o
      WHERE o.channel = $1 AND o.message IS NOT NULL AND o.sent_at > $2::timestamptz - interval '28 days'
        AND o.sent_at < to_timestamp(floor(extract(epoch FROM $2::timestamptz) / $3::int) * $3::int)
      GROUP BY floor(extract(epoch FROM o.sent_at) / $3::int)) windows
    """)

  /// `$1`–`$5` parts, `$6` from, `$7` to, `$8` answer, `$9` settled at, `$10` whether a person cleared it.
  static let moveParts = Statement(
    "OutboxMove",
    """
    WITH wanted AS MATERIALIZED (
      SELECT o.s, o.id, o.step, o.idx, o.part FROM outbox o
      JOIN unnest($1::smallint[], $2::uuid[], $3::int[], $4::int[], $5::int[]) b(s, id, step, idx, part)
        ON (o.s, o.id, o.step, o.idx, o.part) = (b.s, b.id, b.step, b.idx, b.part)
      WHERE o.status = ANY($6::text[]) ORDER BY 1, 2, 3, 4, 5 FOR NO KEY UPDATE OF o)
    UPDATE outbox o SET status = $7, token = o.token + 1, owner = NULL, lease_until = NULL, answer = $8::text::json,
      settled_at = $9::timestamptz, cleared = o.cleared OR $10
    FROM wanted w WHERE (o.s, o.id, o.step, o.idx, o.part) = (w.s, w.id, w.step, w.idx, w.part) AND o.status = ANY($6::text[])
    RETURNING o.id, o.step, o.idx, o.part
    """)

  /// Incidents about parts (`$1`) that nobody waits for any more, and of channels where nothing is held any more.
  static let closeSettled = Statement(
    "IncidentCloseSettled",
    """
    UPDATE incident t SET closed_at = $2 WHERE t.closed_at IS NULL AND (
      t.cause = 'effect' AND t.about = ANY($1::text[])
      OR t.cause = 'brake' AND NOT EXISTS (SELECT FROM outbox o WHERE o.channel = t.channel AND o.status = 'held'))
    """)

  static let readBytes = Statement(
    "OutboxReadBytes",
    "SELECT o.bytes, o.sent_at FROM outbox o WHERE (o.s, o.id, o.step, o.idx, o.part) = ($1, $2, $3, $4, $5)")

  static let listDeployments = Statement(
    "DeploymentList",
    """
    SELECT workflow, number, hash, at, by, reason FROM deployment WHERE $1::text IS NULL OR workflow = $1 ORDER BY workflow, number
    """)

  static let noteDeployment = Statement(
    "DeploymentNote",
    "INSERT INTO deployment (workflow, number, hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")

  static let signDeployment = Statement(
    "DeploymentSign", "UPDATE deployment SET by = $3, reason = $4 WHERE workflow = $1 AND number = $2")

  static let countVersions = Statement(
    "InstanceCountVersions",
    """
    SELECT workflow, hash, status, count(*) FROM instance WHERE NOT starts_with(key, '@start.')
    GROUP BY workflow, hash, status ORDER BY workflow, hash, status
    """)
}

/// Notices that the database is another's copy: a dump played back has tables of other oids, a copy of the files is in another
/// cluster or database.
enum FenceSQL {
  static let place = """
    (SELECT (SELECT system_identifier::text FROM pg_control_system()) || '/' || (
      SELECT oid::text FROM pg_database WHERE datname = current_database()))
    """

  private static let isCopy = "(e.home IS DISTINCT FROM e.tableoid OR e.home_place IS DISTINCT FROM \(place))"

  /// Holds the outbox where this is a copy (`$3`), or by a person's word; executors of before stand still. `$1` now, `$2` words.
  static let raise = Statement(
    "EngineRaiseFence",
    """
    WITH raised AS (
      UPDATE engine e SET fenced_at = $1, epoch = e.epoch + 1 WHERE e.fenced_at IS NULL AND (NOT $3 OR \(isCopy)) RETURNING e.epoch),
    opened AS (
      INSERT INTO incident (s, cause, channel, text, detail, opened_at)
      SELECT 0, 'restore', '\(IncidentOpening.outboxSubject)', $2, $4, $1 FROM raised ON CONFLICT DO NOTHING)
    SELECT epoch FROM raised
    """)

  static let lift = Statement(
    "EngineLiftFence",
    """
    WITH lifted AS (
      UPDATE engine e SET fenced_at = NULL, home = e.tableoid, home_place = \(place)
      WHERE e.fenced_at IS NOT NULL OR \(isCopy) RETURNING e.epoch),
    closed AS (UPDATE incident t SET closed_at = $1 FROM lifted WHERE t.cause = 'restore' AND t.closed_at IS NULL)
    SELECT epoch FROM lifted
    """)

  static let read = Statement(
    "EngineReadFence", "SELECT e.fenced_at, \(isCopy), (SELECT max(h.wall) FROM history h) FROM engine e")
}
