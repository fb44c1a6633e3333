import PostgreSQL

/// The limit: SQL written by hand that makes the same five writes of equal bytes for 500 rows at a time. It decides nothing
/// and reads nothing back but a count; the values come from the sample.
struct Floor: Sendable {
  let target: ConnectionString
  static let connections = 2
  static let rows = 500
  static let shards = 64

  /// Claim, state, next timer, history, outbox; one statement, one transaction.
  private static let batch = Statement(
    "FloorBatch",
    """
    WITH due AS MATERIALIZED (
      SELECT w.id FROM work w WHERE w.s = $1 AND w.due <= $2 ORDER BY w.due, w.id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED),
    moved AS (
      UPDATE instance i SET state = $4, standing = $5::text::json, data = $6::text::json, timers = $7::text::json,
        step = i.step + 1, now = $2
      FROM due d WHERE i.s = $1 AND i.id = d.id RETURNING i.id, i.step),
    next AS (UPDATE work w SET due = $2 + interval '1 hour', awake = true, suspect = 0 FROM moved m WHERE w.s = $1 AND w.id = m.id),
    told AS (
      INSERT INTO history (s, id, step, at, wall, event, changes, engine)
      SELECT $1, m.id, m.step, $2, $2, $8::text::json, $9::text::json, 'floor' FROM moved m),
    sent AS (
      INSERT INTO outbox (s, id, step, idx, part, channel, recipient, entry, message, body, on_uncertain, next_at, created_at)
      SELECT $1, m.id, m.step, 0, 0, $10, $11, $12, $13::text::json, $14::text::json, 'resend', $2, $2 FROM moved m)
    SELECT count(*)::int FROM moved
    """)

  /// What the sample's own step wrote.
  private static let sample = Statement(
    "FloorSample",
    """
    SELECT i.state, i.standing::text, i.data::text, i.timers::text, h.event::text, h.changes::text, o.channel, o.recipient, o.entry,
      o.message::text, o.body::text, (extract(epoch FROM now()) * 1000000)::bigint
    FROM instance i JOIN history h ON (h.s, h.id, h.step) = (i.s, i.id, 2) JOIN outbox o ON (o.s, o.id, o.step) = (i.s, i.id, 2)
    WHERE i.key = 'sample'
    """)

  /// Steps all that is due; how many that was.
  func run() async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<Self.connections { group.addTask { try await work(number) } }
      return try await group.reduce(0, +)
    }
  }

  private func work(_ number: Int) async throws -> Int {
    let connection = try await Connection.open(target)
    let row = try await connection.query(Self.sample).only()
    let texts = try (0..<6).map { Parameter.text(try row.text(.index($0))) }
    let now = Parameter.instant(Int64(try row.int(11)))
    let parameters =
      [now, .int4(Int32(Self.rows))] + texts + [
        .text(try row.text(6)), .text(try row.text(7)), .int4(Int32(try row.int(8))), .text(try row.text(9)), .text(try row.text(10)),
      ]
    var done = 0
    for turn in 0..<Self.shards {
      // Each begins elsewhere, so that they do not walk the same locked rows.
      let shard = Int16((turn + number * Self.shards / Self.connections) % Self.shards)
      while true {
        let moved = try await connection.query(Self.batch, [.int2(shard)] + parameters).only().int(0)
        done += moved
        if moved == 0 { break }
      }
    }
    await connection.close()
    return done
  }
}
