import PostgreSQL

/// A step's transaction, in the order in which it takes its locks: work, instance, own inbox rows, inserts.
enum StepSQL {
  /// Locks due work of shards (`$1`) by `$2`, so many (`$3`) of each: half for those with an event that has arrived, the rest
  /// for timers, each oldest first. What others hold is skipped; the limits are within materialized steps, or the planner
  /// might lock more. Timers are looked for from a low mark (`$4`): before it are but entries of what was stepped, which a
  /// snapshot held by somebody else keeps from being cleared away.
  static let claimDue = Statement(
    "WorkClaimDue",
    """
    WITH arrived AS MATERIALIZED (
      SELECT a.* FROM unnest($1::smallint[]) g(s) CROSS JOIN LATERAL (
        SELECT w.s, w.id, w.suspect FROM (
          SELECT DISTINCT u.id FROM (
            SELECT e.id FROM inbox e JOIN work x ON x.s = e.s AND x.id = e.id AND x.awake
            WHERE e.s = g.s AND e.step IS NULL AND e.at <= $2 ORDER BY e.at LIMIT 4 * $3) u) n
        JOIN work w ON w.s = g.s AND w.id = n.id
        WHERE w.awake LIMIT ($3 + 1) / 2 FOR NO KEY UPDATE OF w SKIP LOCKED) a),
    timed AS MATERIALIZED (
      SELECT t.* FROM unnest($1::smallint[], $4::timestamptz[]) g(s, low) CROSS JOIN LATERAL (
        SELECT w.id, w.suspect, w.due FROM work w
        WHERE w.s = g.s AND w.due >= g.low AND w.due <= $2 AND w.id NOT IN (SELECT id FROM arrived)
        ORDER BY w.due, w.id LIMIT $3 - (SELECT count(*) FROM arrived r WHERE r.s = g.s) FOR NO KEY UPDATE OF w SKIP LOCKED) t)
    SELECT id, suspect, NULL::timestamptz FROM arrived UNION ALL SELECT id, suspect, due FROM timed
    """)

  /// As `WorkClaimDue`, for named instances (`$3`) alone.
  static let claimOnly = Statement(
    "WorkClaimOnly",
    """
    SELECT w.id, w.suspect, NULL::timestamptz FROM unnest($1::smallint[], $3::uuid[]) k(s, id) JOIN work w ON w.s = k.s AND w.id = k.id
    WHERE w.awake AND (w.due <= $2 OR EXISTS (
      SELECT FROM inbox e WHERE e.s = w.s AND e.id = w.id AND e.step IS NULL AND e.at <= $2))
    ORDER BY w.id FOR NO KEY UPDATE OF w SKIP LOCKED
    """)

  /// Shards with anything to do by `$1`.
  static let listShards = Statement(
    "WorkListShards",
    """
    SELECT s.s FROM generate_series(0, $2::int) s(s)
    WHERE EXISTS (SELECT FROM work w WHERE w.s = s.s::smallint AND w.due <= $1)
      OR EXISTS (SELECT FROM inbox e JOIN work w ON w.s = e.s AND w.id = e.id AND w.awake
        WHERE e.s = s.s::smallint AND e.step IS NULL AND e.at <= $1)
    ORDER BY s.s
    """)

  /// Counts up the suspicion against an instance (`$2`) that is locked.
  static let suspect = Statement("WorkSuspect", "UPDATE work SET suspect = suspect + 1 WHERE s = $1 AND id = $2")

  /// The engine's generation; a step is decided and written under the same one.
  static let readEpoch = Statement("EngineReadEpoch", "SELECT epoch FROM engine")

  /// Writes instances where they still stand at the step that was loaded. The first step completes what was given at the
  /// start (`input`); it never changes afterwards.
  static let moveInstances = Statement(
    "InstanceMove",
    """
    UPDATE instance i SET hash = b.hash, status = b.status, state = b.state, outcome = b.outcome,
      standing = b.standing::json, input = coalesce(b.input::json, i.input), data = b.data::json, timers = b.timers::json,
      step = b.step, now = b.now, closed_at = b.closed_at
    FROM unnest($1::smallint[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
      $11::int[], $12::timestamptz[], $13::timestamptz[], $14::text[])
      b(s, id, from_step, hash, status, state, outcome, standing, data, timers, step, now, closed_at, input)
    WHERE i.s = b.s AND i.id = b.id AND i.step = b.from_step
    """)

  /// When they are due next, and whether anything may move them; a step that was written ends all suspicion.
  static let setWork = Statement(
    "WorkSet",
    """
    UPDATE work w SET due = b.due, awake = b.awake, suspect = 0
    FROM unnest($1::smallint[], $2::uuid[], $3::timestamptz[], $4::bool[]) b(s, id, due, awake) WHERE w.s = b.s AND w.id = b.id
    """)

  /// Faults instances whose step no process survived.
  static let faultUnseen = Statement(
    "InstanceFaultUnseen",
    "UPDATE instance i SET status = 'faulted' FROM unnest($1::smallint[], $2::uuid[]) b(s, id) WHERE i.s = b.s AND i.id = b.id")

  /// Puts instances to rest until a person says otherwise; their suspicion stays for the record.
  static let restWork = Statement(
    "WorkRest",
    "UPDATE work w SET due = NULL, awake = false FROM unnest($1::smallint[], $2::uuid[]) b(s, id) WHERE w.s = b.s AND w.id = b.id")

  static let insertHistory = Statement(
    "HistoryInsert",
    """
    INSERT INTO history (s, id, step, at, wall, event, changes, engine)
    SELECT b.s, b.id, b.step, b.at, b.wall, b.event::json, b.changes::json, $8
    FROM unnest($1::smallint[], $2::uuid[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[])
      b(s, id, step, at, wall, event, changes)
    """)
}
