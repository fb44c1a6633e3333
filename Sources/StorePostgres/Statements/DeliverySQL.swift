import Machine
import PostgreSQL
import Store

/// Every statement about a claimed delivery names its token; leases run by the database's clock, all else by ours.
enum DeliverySQL {
  static let insert = Statement(
    "OutboxInsert",
    """
    INSERT INTO outbox (s, id, step, idx, part, channel, thread, recipient, entry, message, body, on_uncertain, next_at, created_at,
      digest)
    SELECT b.s, b.id, b.step, b.idx, b.part, b.channel, b.thread, b.recipient, b.entry, b.message::json, b.body::json,
      b.on_uncertain, b.next_at, b.created_at, b.digest
    FROM unnest($1::smallint[], $2::uuid[], $3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::int[], $10::text[],
      $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::text[])
      b(s, id, step, idx, part, channel, thread, recipient, entry, message, body, on_uncertain, next_at, created_at, digest)
    """)

  /// Whether part `o` waits for an earlier effect of its thread that is still on its way to the same recipient. One that is
  /// put off counts only until `o` has waited long enough, which was made before `moment`; one that could go `now`, or is
  /// going, always goes first: after an outage a thread is in order still.
  static func waits(madeBefore moment: String, now: String) -> String {
    """
    (o.thread IS NOT NULL AND EXISTS (
      SELECT FROM outbox e WHERE e.s = o.s AND e.id = o.id AND e.thread = o.thread AND e.channel = o.channel
        AND e.recipient = o.recipient AND (e.step, e.idx) < (o.step, o.idx)
        AND (e.status = 'sending' OR e.status = 'pending' AND (o.created_at >= \(moment) OR e.next_at <= \(now)))))
    """
  }

  /// Leases pending parts of channel `$1` that are due by `$2`; what was sent in their thread comes along. Nothing where the channel
  /// is closed, or the brake (`$8` messages in `$9` seconds; null: none) holds back.
  static let claim = Statement(
    "OutboxClaimDue",
    """
    WITH gate AS MATERIALIZED (
      SELECT \(OperationsSQL.isOpen(channel: "$1")) AND ($8::int IS NULL
        OR NOT \(OperationsSQL.holdsBack(channel: "$1", now: "$2", max: "$8::int", window: "$9::int"))) AS open),
    ready AS MATERIALIZED (
      SELECT o.s, o.id, o.step, o.idx, o.part FROM outbox o
      WHERE (SELECT open FROM gate) AND o.channel = $1 AND o.status = 'pending' AND o.next_at <= $2 AND o.digest IS NULL
        AND (o.lease_until IS NULL OR o.lease_until <= now()) AND NOT \(waits(madeBefore: "$3", now: "$2"))
      ORDER BY o.next_at, o.created_at, o.step, o.id, o.idx, o.part LIMIT $4 FOR NO KEY UPDATE OF o SKIP LOCKED),
    leased AS (
      UPDATE outbox o SET token = o.token + 1, owner = $5, lease_until = now() + $6 * interval '1 second'
      FROM ready r WHERE (o.s, o.id, o.step, o.idx, o.part) = (r.s, r.id, r.step, r.idx, r.part) RETURNING o.*)
    SELECT \(OutboxPart.columns), o.token, o.attempts, o.uncertains, o.bytes, o.created_at, ARRAY(
      SELECT e.step || '/' || e.idx || '.' || e.part FROM outbox e
      WHERE e.s = o.s AND e.id = o.id AND e.thread = o.thread AND e.channel = o.channel AND e.recipient = o.recipient
        AND (e.step, e.idx, e.part) <> (o.step, o.idx, o.part) AND e.sent_at IS NOT NULL
        AND (e.status IN ('delivered', 'sending', 'uncertain') OR e.uncertains > 0)
      ORDER BY e.sent_at, e.step, e.idx, e.part LIMIT $7)
    FROM leased o ORDER BY o.next_at, o.created_at, o.step, o.id, o.idx, o.part
    """)

  /// Leases what is pending of one digest of channel `$1` of which something is due by `$2`, unless something of it is under way. The
  /// lock lets one claimer choose a group; another goes on without it.
  static let claimDigest = Statement(
    "OutboxClaimDigest",
    """
    WITH due AS MATERIALIZED (
      SELECT o.digest, o.recipient FROM outbox o
      WHERE \(OperationsSQL.isOpen(channel: "$1")) AND o.channel = $1 AND o.status = 'pending' AND o.digest IS NOT NULL
        AND o.next_at <= $2 AND NOT EXISTS (
          SELECT FROM outbox u WHERE u.channel = o.channel AND u.digest = o.digest AND u.recipient = o.recipient
            AND (u.status = 'sending' OR u.status = 'pending' AND u.lease_until > now()))
      ORDER BY o.next_at, o.created_at, o.id LIMIT 1),
    chosen AS MATERIALIZED (
      SELECT d.digest, d.recipient FROM due d WHERE pg_try_advisory_xact_lock(hashtextextended(d.digest || d.recipient, 0))),
    ready AS MATERIALIZED (
      SELECT o.s, o.id, o.step, o.idx, o.part FROM outbox o JOIN chosen c ON c.digest = o.digest AND c.recipient = o.recipient
      WHERE o.channel = $1 AND o.digest IS NOT NULL AND o.status = 'pending' AND (o.lease_until IS NULL OR o.lease_until <= now())
      ORDER BY o.created_at, o.step, o.id, o.idx, o.part LIMIT $3 FOR NO KEY UPDATE OF o SKIP LOCKED),
    leased AS (
      UPDATE outbox o SET token = o.token + 1, owner = $4, lease_until = now() + $5 * interval '1 second'
      FROM ready r WHERE (o.s, o.id, o.step, o.idx, o.part) = (r.s, r.id, r.step, r.idx, r.part) RETURNING o.*)
    SELECT \(OutboxPart.columns), o.token, o.attempts, o.uncertains, o.bytes, o.created_at, ARRAY[]::text[]
    FROM leased o ORDER BY o.created_at, o.step, o.id, o.idx, o.part
    """)

  static let digestSentAt = Statement(
    "OutboxDigestSentAt",
    """
    SELECT max(sent_at) FROM outbox
    WHERE channel = $1 AND digest = $2 AND recipient = $3 AND status IN ('delivered', 'sending', 'uncertain')
    """)

  /// Right before the first byte. Where `$9` names the step at which `if:` was asked: not if the instance has moved on, or
  /// has an event to read.
  static let markSending = Statement(
    "OutboxMarkSending",
    """
    WITH begun AS (
      UPDATE outbox o SET status = 'sending', attempts = o.attempts + 1, tries = o.tries + 1, bytes = coalesce(o.bytes, $7),
        sent_at = coalesce(o.sent_at, $8), stop_asked = NULL
      WHERE (o.s, o.id, o.step, o.idx, o.part) = ($1, $2, $3, $4, $5) AND o.token = $6 AND o.status = 'pending'
        AND o.lease_until IS NOT NULL AND \(OperationsSQL.isOpen(channel: "o.channel")) AND ($9::int IS NULL OR (
          EXISTS (SELECT FROM instance i WHERE i.s = $1 AND i.id = $2 AND i.step = $9)
          AND NOT EXISTS (SELECT FROM inbox e WHERE e.s = $1 AND e.id = $2 AND e.step IS NULL AND e.at <= $8)))
      RETURNING o.tries),
    tried AS (
      INSERT INTO attempt (s, id, step, idx, part, n, token, began) SELECT $1, $2, $3, $4, $5, b.tries, $6, $8 FROM begun b)
    SELECT tries FROM begun
    """)

  static let renew = Statement(
    "OutboxRenewLease",
    """
    UPDATE outbox o SET lease_until = now() + $7 * interval '1 second'
    FROM unnest($1::smallint[], $2::uuid[], $3::int[], $4::int[], $5::int[], $6::bigint[]) h(s, id, step, idx, part, token)
    WHERE (o.s, o.id, o.step, o.idx, o.part, o.token) = (h.s, h.id, h.step, h.idx, h.part, h.token)
      AND o.lease_until IS NOT NULL
    RETURNING o.id, o.step, o.idx, o.part, o.token
    """)

  /// `$1`–`$5` parts, `$6` words. Questions alone: what goes to people cannot be taken back.
  static let askToStop = Statement(
    "OutboxAskToStop",
    """
    UPDATE outbox o SET stop_asked = $6
    FROM unnest($1::smallint[], $2::uuid[], $3::int[], $4::int[], $5::int[]) h(s, id, step, idx, part)
    WHERE (o.s, o.id, o.step, o.idx, o.part) = (h.s, h.id, h.step, h.idx, h.part) AND o.status = 'sending' AND o.message IS NULL
    RETURNING o.id, o.step, o.idx, o.part
    """)

  static let listStops = Statement(
    "OutboxListStops",
    "SELECT id, step, idx, part, token, stop_asked FROM outbox WHERE status = 'sending' AND stop_asked IS NOT NULL AND owner = $1")

  static let release = Statement(
    "OutboxReleaseOwner",
    "UPDATE outbox SET owner = NULL, lease_until = NULL WHERE status = 'pending' AND owner = $1")

  /// A failed or held part goes again; no lease of before may touch it.
  static let redrive = Statement(
    "OutboxRedrive",
    """
    UPDATE outbox o SET status = 'pending', attempts = 0, token = o.token + 1, next_at = $6, settled_at = NULL
    WHERE (o.s, o.id, o.step, o.idx, o.part) = ($1, $2, $3, $4, $5) AND o.status IN ('failed', 'uncertain')
    """)

  /// The newest, oldest first; each condition counts where it is given.
  static let list = Statement(
    "OutboxList",
    """
    SELECT \(OutboxPart.columns), i.workflow, i.key, o.status, o.attempts, o.uncertains, o.created_at, o.settled_at, o.answer
    FROM (
      SELECT * FROM outbox o WHERE ($1::smallint IS NULL OR o.s = $1 AND o.id = $2) AND ($3::text IS NULL OR o.channel = $3)
        AND ($4::text IS NULL OR o.recipient = $4) AND ($5::text[] IS NULL OR o.status = ANY($5))
        AND (NOT $6 OR o.message IS NOT NULL) AND ($8::int IS NULL OR (o.step, o.idx, o.part) = ($8, $9, $10))
        AND ($11::text IS NULL OR right(o.message ->> 'template', char_length($11) + 1) = '/' || $11)
        AND ($12::timestamptz IS NULL OR o.created_at >= $12)
        AND ($13::text IS NULL OR EXISTS (SELECT FROM instance i WHERE i.s = o.s AND i.id = o.id AND i.workflow = $13))
      ORDER BY o.created_at DESC, o.id DESC, o.step DESC, o.idx DESC, o.part DESC LIMIT $7) o
    JOIN instance i ON i.s = o.s AND i.id = o.id
    ORDER BY o.created_at, o.id, o.step, o.idx, o.part
    """)

  static let listAttempts = Statement(
    "AttemptList",
    """
    SELECT a.n, a.began, a.ended, a.answer FROM attempt a
    WHERE (a.s, a.id, a.step, a.idx, a.part) = ($1, $2, $3, $4, $5) ORDER BY a.n
    """)
}
