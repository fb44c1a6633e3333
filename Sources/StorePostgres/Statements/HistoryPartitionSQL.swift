import PostgreSQL

enum HistoryPartitionSQL {
  /// Months (as `2026-11`) that have a partition of their own.
  static let list = Statement(
    "HistoryPartitionList",
    """
    SELECT right(c.relname, 7) FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
    WHERE h.inhparent = 'history'::regclass AND c.relname ~ '^history_[0-9]{4}_[0-9]{2}$'
    """)

  /// Makes a month's partition of what the default one holds of it. New steps wait meanwhile, before they choose a partition: a row
  /// of the month that came into the default partition now would keep the new one out, and one that had chosen it would be refused,
  /// which looks like the instance's own fault.
  static func create(_ month: HistoryMonth) -> String {
    """
    LOCK TABLE ONLY history IN EXCLUSIVE MODE;
    LOCK TABLE history_default IN ACCESS EXCLUSIVE MODE;
    CREATE TABLE history_\(month.suffix) (LIKE history INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    WITH moved AS (
      DELETE FROM history_default WHERE at >= '\(month.begin)' AND at < '\(month.adding(1).begin)' RETURNING *)
    INSERT INTO history_\(month.suffix) SELECT * FROM moved;
    ALTER TABLE history ATTACH PARTITION history_\(month.suffix)
      FOR VALUES FROM ('\(month.begin)') TO ('\(month.adding(1).begin)')
    """
  }
}
