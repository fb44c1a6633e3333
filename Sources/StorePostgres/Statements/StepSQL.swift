import PostgreSQL

/// A step's transaction, in the order in which it takes its locks: work, instance, own inbox rows, inserts.
enum StepSQL {
  /// Locks due work of a shard (`$1`) by `$2`: half of the limit `$3` for those with an event that has arrived, the rest for
  /// timers, each oldest first. What others hold is skipped; the limits are within materialized steps, or the planner
  /// might lock more.
  static let claimDue = Statement(
    "WorkClaimDue",
    """
    WITH arrived AS MATERIALIZED (
      SELECT w.id, w.suspect FROM work w
      WHERE w.s = $1 AND w.awake AND w.id IN (
        SELECT e.id FROM inbox e JOIN work x ON x.s = e.s AND x.id = e.id AND x.awake
        WHERE e.s = $1 AND e.step IS NULL AND e.at <= $2 ORDER BY e.at LIMIT 4 * $3)
      LIMIT ($3 + 1) / 2 FOR NO KEY UPDATE OF w SKIP LOCKED),
    timed AS MATERIALIZED (
      SELECT w.id, w.suspect FROM work w
      WHERE w.s = $1 AND w.due <= $2 AND w.id NOT IN (SELECT id FROM arrived)
      ORDER BY w.due, w.id LIMIT $3 - (SELECT count(*) FROM arrived) FOR NO KEY UPDATE OF w SKIP LOCKED)
    SELECT id, suspect FROM arrived UNION ALL SELECT id, suspect FROM timed
    """)

  /// As `WorkClaimDue`, for named instances (`$3`) alone.
  static let claimOnly = Statement(
    "WorkClaimOnly",
    """
    SELECT w.id, w.suspect FROM work w
    WHERE w.s = $1 AND w.id = ANY($3) AND w.awake AND (w.due <= $2 OR EXISTS (
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
    FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
      $11::int[], $12::timestamptz[], $13::timestamptz[], $14::text[])
      b(id, from_step, hash, status, state, outcome, standing, data, timers, step, now, closed_at, input)
    WHERE i.s = $1 AND i.id = b.id AND i.step = b.from_step
    """)

  /// When they are due next, and whether anything may move them; a step that was written ends all suspicion.
  static let setWork = Statement(
    "WorkSet",
    """
    UPDATE work w SET due = b.due, awake = b.awake, suspect = 0
    FROM unnest($2::uuid[], $3::timestamptz[], $4::bool[]) b(id, due, awake) WHERE w.s = $1 AND w.id = b.id
    """)

  /// Faults instances whose step no process survived.
  static let faultUnseen = Statement(
    "InstanceFaultUnseen", "UPDATE instance SET status = 'faulted' WHERE s = $1 AND id = ANY($2::uuid[])")

  /// Puts instances to rest until a person says otherwise; their suspicion stays for the record.
  static let restWork = Statement(
    "WorkRest", "UPDATE work SET due = NULL, awake = false WHERE s = $1 AND id = ANY($2::uuid[])")

  static let insertHistory = Statement(
    "HistoryInsert",
    """
    INSERT INTO history (s, id, step, at, wall, event, changes, engine)
    SELECT $1, b.id, b.step, b.at, b.wall, b.event::json, b.changes::json, $8
    FROM unnest($2::uuid[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[])
      b(id, step, at, wall, event, changes)
    """)
}
