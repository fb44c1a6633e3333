import Machine
import PostgreSQL
import Store

enum EngineSQL {
  static let readClock = Statement("EngineReadClock", "SELECT clock_timestamp(), clock, epoch FROM engine")

  static let startClock = Statement("EngineStartClock", "UPDATE engine SET clock = $1 WHERE clock IS NULL")

  /// Moves the time-lapse clock to the next time at which anything is due, at most to `$1`; stands still while anything is
  /// due or under way. `$2` is `threadWait` in seconds: what waits for its thread is not due before that is over.
  /// Each shard's first is found in its index, however many sleep behind it. No row moved: another executor was faster.
  static let advanceClock = Statement(
    "EngineAdvanceClock",
    """
    WITH present AS MATERIALIZED (SELECT clock FROM engine),
    shards AS MATERIALIZED (SELECT n::smallint AS s FROM generate_series(0, \(InstanceID.shardCount - 1)) n),
    times(at) AS (
      SELECT w.due FROM shards s CROSS JOIN LATERAL (
        SELECT w.due FROM work w WHERE w.s = s.s AND w.due IS NOT NULL ORDER BY w.due LIMIT 1) w
      UNION ALL
      SELECT e.at FROM shards s CROSS JOIN LATERAL (
        SELECT e.at FROM inbox e JOIN work w ON w.s = e.s AND w.id = e.id AND w.awake
        WHERE e.s = s.s AND e.step IS NULL ORDER BY e.at LIMIT 1) e
      UNION ALL
      SELECT min(CASE WHEN o.next_at <= c.clock
          AND \(DeliverySQL.waits(madeBefore: "c.clock - $2::int * interval '1 second'", now: "c.clock"))
        THEN o.created_at + $2::int * interval '1 second' + interval '1 microsecond' ELSE o.next_at END)
      FROM outbox o CROSS JOIN present c WHERE o.status = 'pending'
      UNION ALL
      SELECT c.clock FROM outbox o CROSS JOIN present c WHERE o.status = 'sending'),
    next AS MATERIALIZED (SELECT min(at) AS at FROM times),
    moved AS (
      UPDATE engine e SET clock = greatest(c.clock, least(n.at, $1)) FROM present c CROSS JOIN next n
      WHERE e.clock = c.clock AND (n.at IS NULL OR n.at > c.clock) RETURNING e.clock)
    SELECT c.clock, n.at, m.clock FROM present c CROSS JOIN next n LEFT JOIN moved m ON true
    """)

  static let nameInstallation = Statement(
    "EngineNameInstallation", "UPDATE engine SET installation = coalesce(installation, $1) RETURNING installation")

  static let readInstallation = Statement("EngineReadInstallation", "SELECT installation FROM engine")
}

enum ExecutorSQL {
  static let register = Statement(
    "ExecutorRegister",
    """
    INSERT INTO executor (id, host, process_id, version, started, heartbeat) VALUES ($1, $2, $3, $4, now(), now())
    ON CONFLICT (id) DO UPDATE SET heartbeat = now(), ended = NULL
    """)

  static let heartbeat = Statement("ExecutorBeat", "UPDATE executor SET heartbeat = now() WHERE id = $1")

  static let end = Statement("ExecutorEnd", "UPDATE executor SET ended = now() WHERE id = $1 AND ended IS NULL")

  /// Its last beat counts as longer ago than `$2` seconds.
  static let declareDead = Statement(
    "ExecutorDeclareDead",
    """
    UPDATE executor SET heartbeat = least(heartbeat, now() - ($2 + 1) * interval '1 second') WHERE id = $1 AND ended IS NULL
    """)

  /// Those that fell silent `$1` seconds ago without having ended, but not more than `$2` seconds before that.
  static let countUncleanDeaths = Statement(
    "ExecutorCountUncleanDeaths",
    """
    SELECT count(*) FROM executor WHERE ended IS NULL AND heartbeat < now() - $1 * interval '1 second'
      AND heartbeat >= now() - ($1 + $2) * interval '1 second'
    """)
}

enum ChannelSQL {
  static let list = Statement(
    "ChannelList", "SELECT name, down, since, answer, next_try_at, paused_at, paused_by, paused_reason FROM channel ORDER BY name")

  /// A channel that is down is one incident, however many executors notice.
  static let markDown = Statement(
    "ChannelMarkDown",
    """
    WITH down AS (
      INSERT INTO channel AS c (name, down, since, answer, next_try_at) VALUES ($1, true, $2, $3::text::json, $4)
      ON CONFLICT (name) DO UPDATE SET down = true, since = CASE WHEN c.down THEN c.since ELSE excluded.since END,
        answer = excluded.answer, next_try_at = excluded.next_try_at
      RETURNING c.name)
    INSERT INTO incident (s, cause, channel, text, opened_at) SELECT 0, 'channel', name, $5, $2 FROM down ON CONFLICT DO NOTHING
    """)

  static let markUp = Statement(
    "ChannelMarkUp",
    """
    WITH up AS (
      UPDATE channel SET down = false, since = $2, next_try_at = NULL WHERE name = $1 AND down RETURNING name)
    UPDATE incident t SET closed_at = $2 FROM up WHERE t.s = 0 AND t.cause = 'channel' AND t.channel = up.name AND t.closed_at IS NULL
    """)

  static let claimProbe = Statement(
    "ChannelClaimProbe",
    "UPDATE channel SET next_try_at = $2 WHERE name = $1 AND down AND next_try_at <= $3")
}
