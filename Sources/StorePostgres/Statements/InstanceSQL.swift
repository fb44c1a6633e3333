import Machine
import PostgreSQL
import Store

enum InstanceSQL {
  /// Instances by shard and id, with what their definition lets a step read.
  static let load = Statement(
    "InstanceLoad",
    """
    SELECT \(InstanceRow.columns), d.reads_items, d.reads_children
    FROM unnest($1::smallint[], $2::uuid[]) k(s, id) JOIN instance i ON i.s = k.s AND i.id = k.id
      LEFT JOIN definition d ON d.hash = i.hash
    """)

  static let loadItems = Statement(
    "ItemLoad",
    """
    SELECT t.id, \(Item.columns) FROM unnest($1::smallint[], $2::uuid[]) k(s, id) JOIN item t ON t.s = k.s AND t.id = k.id
    ORDER BY t.id, t.n, t.item
    """)

  static let loadChildren = Statement(
    "ChildLoad",
    """
    SELECT t.id, \(Child.columns) FROM unnest($1::smallint[], $2::uuid[]) k(s, id) JOIN child t ON t.s = k.s AND t.id = k.id
    ORDER BY t.id, t.n, t.child
    """)

  /// By workflow, key, run; each condition counts where it is given.
  static let list = Statement(
    "InstanceList",
    """
    SELECT \(InstanceRow.columns) FROM instance i
    WHERE ($1::text IS NULL OR i.workflow = $1) AND ($2::text IS NULL OR i.key = $2)
      AND ($3::text IS NULL OR starts_with(i.key, $3)) AND ($4::text[] IS NULL OR i.status = ANY($4))
      AND ($5 OR NOT starts_with(i.key, '@start.'))
    ORDER BY i.workflow, i.key, i.run LIMIT $6
    """)

  /// The newest run of a key.
  static let findNewest = Statement(
    "InstanceFindNewest",
    "SELECT \(InstanceRow.columns) FROM instance i WHERE i.workflow = $1 AND i.key = $2 ORDER BY i.run DESC LIMIT 1")

  /// The newest run of a key, and the run that an opening of this origin (`$3`) or adoption key (`$4`) led to before.
  static let findForOpening = Statement(
    "InstanceFindForOpening",
    """
    SELECT i.id, i.run, i.status, (
      SELECT r.id FROM instance r WHERE r.workflow = $1 AND r.key = $2
        AND (r.origin = $3 OR EXISTS (SELECT FROM inbox e WHERE e.s = r.s AND e.id = r.id AND e.key = $4))
      ORDER BY r.run LIMIT 1)
    FROM instance i WHERE i.workflow = $1 AND i.key = $2 ORDER BY i.run DESC LIMIT 1
    """)

  /// A new instance with its work row and its first event, unless its id is there.
  static let open = Statement(
    "InstanceOpen",
    """
    WITH opened AS (
      INSERT INTO instance (s, id, workflow, key, run, hash, origin, status, state, standing, input, data, timers, step, now, opened_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', '', $8::text::json, $9::text::json, $10::text::json, '[]', 0, $11, $11)
      ON CONFLICT (s, id) DO NOTHING RETURNING s, id),
    waiting AS (INSERT INTO work (s, id, due, awake) SELECT s, id, NULL, true FROM opened),
    told AS (
      INSERT INTO inbox (s, id, key, at, name, data) SELECT s, id, $12, $13, $14, $15::text::json FROM opened
      ON CONFLICT (s, id, key) DO NOTHING)
    SELECT id FROM opened
    """)

  /// Waits for the instance's row: operators' words take the same lock as a step.
  static let lockWork = Statement(
    "WorkLock", "SELECT due FROM work WHERE s = $1 AND id = $2 FOR NO KEY UPDATE")

  static let redrive = Statement(
    "InstanceRedrive",
    """
    UPDATE instance i SET status = CASE WHEN i.closed_at IS NULL THEN 'running'
      WHEN EXISTS (SELECT FROM history h WHERE h.s = $1 AND h.id = $2 AND h.event ->> 'name' = '\(StoredEventName.cancelled)')
      THEN 'cancelled' ELSE 'completed' END
    WHERE i.s = $1 AND i.id = $2 AND i.status = 'faulted'
    """)
}
