extension Migration {
  /// Rows that steps add to tables that only grow: one table for all, keyed as effects are, so that a step adds its rows once. What
  /// other programs read by a name of its own is a view of it.
  static let appendedSQL = """
    CREATE TABLE appended (
      s smallint NOT NULL,
      id uuid NOT NULL,
      step integer NOT NULL,
      idx integer NOT NULL,
      table_name text COLLATE "C" NOT NULL,
      at timestamptz NOT NULL,
      columns json NOT NULL,
      PRIMARY KEY (s, id, step, idx)
    );
    CREATE INDEX appended_at ON appended (table_name, at);

    CREATE VIEW batch_execution_log AS
    SELECT columns->>'batch_code' AS batch_code,
           (columns->>'check_time')::timestamptz AS check_time,
           (columns->>'total_records')::bigint AS total_records,
           (columns->>'rps')::double precision AS rps,
           extract(epoch FROM (columns->>'duration')::interval)::int AS duration,
           (columns->>'started_at')::timestamptz AS started_at,
           columns->>'verdict' AS verdict
    FROM appended WHERE table_name = 'batch_execution_log';

    CREATE VIEW batch_monitoring_alert AS
    SELECT split_part(i.key, '@', 1) AS batch_code,
           reverse(split_part(reverse(o.message->>'template'), '/', 1)) AS alert_type,
           o.settled_at AS sent_at
    FROM outbox o JOIN instance i ON i.s = o.s AND i.id = o.id
    WHERE o.status = 'delivered' AND o.message IS NOT NULL AND i.workflow = 'batch-stuck-alert'
    """
}
