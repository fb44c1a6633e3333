import PostgreSQL

enum DefinitionSQL {
  static let put = Statement(
    "DefinitionPut",
    """
    INSERT INTO definition (hash, workflow, files, reads_items, reads_children) VALUES ($1, $2, $3::text::json, $4, $5)
    ON CONFLICT (hash) DO NOTHING
    """)

  /// Makes a definition the current one; no row where it is already. Who deploys the same workflow at the same time waits.
  static let makeCurrent = Statement(
    "WorkflowMakeCurrent",
    """
    INSERT INTO workflow AS w (workflow, hash, number, starts, deployed_at) VALUES ($1, $2, 1, $3, $4)
    ON CONFLICT (workflow) DO UPDATE SET hash = excluded.hash, number = w.number + 1, starts = excluded.starts,
      deployed_at = excluded.deployed_at
    WHERE w.hash <> excluded.hash RETURNING w.number
    """)

  /// Who opens alone holds the workflow's row until it is open: a deploy waits as long.
  static let lockWorkflow = Statement("WorkflowLock", "SELECT number FROM workflow WHERE workflow = $1 FOR NO KEY UPDATE")

  static let readNumber = Statement("WorkflowReadNumber", "SELECT number FROM workflow WHERE workflow = $1")

  /// The newest run of each schedule.
  static let listSchedules = Statement(
    "ScheduleList",
    """
    SELECT DISTINCT ON (i.key) i.id, i.key, i.run, i.status FROM instance i
    WHERE i.workflow = $1 AND starts_with(i.key, '@start.') ORDER BY i.key, i.run DESC
    """)

  static let find = Statement(
    "DefinitionFind", "SELECT workflow, files, reads_items, reads_children FROM definition WHERE hash = $1")

  static let listCurrent = Statement(
    "WorkflowList", "SELECT workflow, hash, number, deployed_at FROM workflow ORDER BY workflow")
}
