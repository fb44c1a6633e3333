import PostgreSQL

/// What `status`, `doctor` and `audit` show.
enum OverviewSQL {
  static let countInstances = Statement(
    "OverviewInstances",
    """
    SELECT workflow, status, count(*) FROM instance WHERE NOT starts_with(key, '@start.')
    GROUP BY workflow, status ORDER BY workflow, status
    """)

  /// By channel, what is not delivered or called off; `$1` is now.
  static let countParts = Statement(
    "OverviewParts",
    """
    SELECT channel, count(*) FILTER (WHERE status = 'pending'), count(*) FILTER (WHERE status = 'pending' AND next_at <= $1),
      count(*) FILTER (WHERE status = 'sending'), count(*) FILTER (WHERE status = 'held'), count(*) FILTER (WHERE status = 'uncertain'),
      count(*) FILTER (WHERE status = 'failed'), min(next_at) FILTER (WHERE status = 'pending' AND next_at <= $1)
    FROM outbox WHERE status IN ('pending', 'held', 'sending', 'uncertain', 'failed') GROUP BY channel ORDER BY channel
    """)

  static let countDue = Statement(
    "OverviewDue",
    """
    SELECT count(*), min(at) FROM (
      SELECT id, min(at) AS at FROM (
        SELECT w.id, w.due AS at FROM work w WHERE w.due <= $1
        UNION ALL
        SELECT e.id, e.at FROM inbox e JOIN work w ON w.s = e.s AND w.id = e.id AND w.awake
        WHERE e.step IS NULL AND e.at <= $1) either
      GROUP BY id) due
    """)

  static let countIncidents = Statement("OverviewIncidents", "SELECT count(*) FROM incident WHERE closed_at IS NULL")

  static let listExecutors = Statement(
    "ExecutorList",
    """
    SELECT id, host, process_id, version, floor(extract(epoch FROM now() - heartbeat))::int, ended IS NOT NULL
    FROM executor ORDER BY heartbeat DESC, id LIMIT $1
    """)

  static let insertAudit = Statement(
    "AuditInsert", "INSERT INTO audit (at, by, verb, target, reason, outcome) VALUES ($1, $2, $3, $4, $5, $6)")

  static let listAudits = Statement(
    "AuditList",
    """
    SELECT * FROM (SELECT at, by, verb, target, reason, outcome, number FROM audit ORDER BY number DESC LIMIT $1) newest ORDER BY number
    """)
}
