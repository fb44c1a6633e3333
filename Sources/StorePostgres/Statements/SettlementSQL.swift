import PostgreSQL

enum SettlementSQL {
  /// How an attempt ended, with its row, the event it causes and the incident it opens, in one statement; no row where the
  /// token is stale.
  ///
  /// `$6` token, `$7` status, `$8` from pending, `$9` from sending, `$10` late allowed, `$11` next time, `$12` gives the
  /// attempt back, `$13` counts as uncertain, `$14` settled at, `$15` answer, `$16` began, `$17` now; `$18`–`$23` an event;
  /// `$24`–`$27` an incident; `$28` the part's name: what is delivered after all, late, is no trouble any more.
  static let settle = Statement(
    "OutboxSettle",
    """
    WITH settled AS (
      UPDATE outbox o SET status = $7, next_at = coalesce($11, o.next_at), uncertains = o.uncertains + $13::int,
        settled_at = $14, answer = $15::text::json, owner = NULL, lease_until = NULL,
        tries = o.tries + (o.token = $6 AND o.status = 'pending' AND $16::timestamptz IS NOT NULL)::int,
        attempts = o.attempts + CASE WHEN o.token <> $6 THEN 0
          WHEN o.status = 'pending' AND $16::timestamptz IS NOT NULL AND NOT $12 THEN 1
          WHEN o.status = 'sending' AND $12 THEN -1 ELSE 0 END
      WHERE (o.s, o.id, o.step, o.idx, o.part) = ($1, $2, $3, $4, $5)
        AND (o.token = $6 AND o.lease_until IS NOT NULL AND (o.status = 'pending' AND $8 OR o.status = 'sending' AND $9)
          OR $10 AND o.token > $6 AND (o.status = 'uncertain' OR o.status = 'pending' AND o.uncertains > 0))
      RETURNING o.tries),
    known AS (
      SELECT a.n, a.began FROM attempt a WHERE (a.s, a.id, a.step, a.idx, a.part) = ($1, $2, $3, $4, $5) AND a.token = $6),
    tried AS (
      INSERT INTO attempt (s, id, step, idx, part, n, token, began, ended, answer)
      SELECT $1, $2, $3, $4, $5, coalesce(k.n, t.tries), $6, coalesce($16, k.began), $17, $15::text::json
      FROM settled t LEFT JOIN known k ON true WHERE k.n IS NOT NULL OR $16::timestamptz IS NOT NULL
      ON CONFLICT (s, id, step, idx, part, n) DO UPDATE
        SET began = excluded.began, ended = excluded.ended, answer = excluded.answer),
    told AS (
      INSERT INTO inbox (s, id, key, at, name, data)
      SELECT $18::smallint, $19::uuid, $20::text, $21::timestamptz, $22::text, $23::text::json FROM settled
      WHERE $18::smallint IS NOT NULL ON CONFLICT (s, id, key) DO NOTHING),
    opened AS (
      INSERT INTO incident (s, id, cause, about, text, detail, opened_at)
      SELECT $1, $2, $24::text, $25::text, $26::text, $27::text, $17 FROM settled WHERE $24::text IS NOT NULL
      ON CONFLICT DO NOTHING),
    cleared AS (
      UPDATE incident t SET closed_at = $17 FROM settled
      WHERE $7 = 'delivered' AND t.s = $1 AND t.id = $2 AND t.cause = 'effect' AND t.about = $28 AND t.closed_at IS NULL)
    SELECT tries FROM settled
    """)

  /// What dead executors left: `sending` whose lease is over. `$1` now, `$2` answer, `$3` how often it is resent, `$4` at
  /// most so many, `$5`, `$6` the words of the incident of what is held.
  static let sweep = Statement(
    "OutboxSweepExpired",
    """
    WITH expired AS MATERIALIZED (
      SELECT o.s, o.id, o.step, o.idx, o.part,
        o.on_uncertain = 'hold' OR o.on_uncertain = 'resend' AND o.uncertains >= $3 AS held
      FROM outbox o WHERE o.status = 'sending' AND o.lease_until <= now()
      ORDER BY o.lease_until LIMIT $4 FOR NO KEY UPDATE OF o SKIP LOCKED),
    swept AS (
      UPDATE outbox o SET token = o.token + 1, owner = NULL, lease_until = NULL, answer = $2::text::json,
        uncertains = o.uncertains + (o.on_uncertain <> 'repeatSilently')::int,
        status = CASE WHEN x.held THEN 'uncertain' ELSE 'pending' END,
        settled_at = CASE WHEN x.held THEN $1::timestamptz END, next_at = CASE WHEN x.held THEN o.next_at ELSE $1 END
      FROM expired x WHERE (o.s, o.id, o.step, o.idx, o.part) = (x.s, x.id, x.step, x.idx, x.part)
      RETURNING o.s, o.id, o.step, o.idx, o.part, o.tries, o.channel, x.held),
    tried AS (
      UPDATE attempt a SET ended = $1, answer = $2::text::json FROM swept x
      WHERE (a.s, a.id, a.step, a.idx, a.part, a.n) = (x.s, x.id, x.step, x.idx, x.part, x.tries)),
    opened AS (
      INSERT INTO incident (s, id, cause, about, text, detail, opened_at)
      SELECT x.s, x.id, 'effect', replace(x.id::text, '-', '') || '/' || x.step || '/' || x.idx || '.' || x.part, $5, $6, $1
      FROM swept x WHERE x.held ON CONFLICT DO NOTHING)
    SELECT id, step, idx, part, channel, held FROM swept
    """)
}
