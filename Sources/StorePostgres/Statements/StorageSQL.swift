import PostgreSQL

/// How large the books are, and how fast they grow.
enum StorageSQL {
  static let read = Statement(
    "StorageRead",
    """
    SELECT pg_database_size(current_database()), clock_timestamp(),
      current_setting('default_transaction_read_only') = 'on' OR pg_is_in_recovery(), pg_is_in_recovery()
    """)

  /// Of a server on this machine: its own folder, for those who may read all settings, and those of its tablespaces.
  static let folders = Statement(
    "StorageFolders",
    """
    SELECT f.folder FROM (
      SELECT CASE WHEN pg_has_role(current_user, 'pg_read_all_settings', 'MEMBER') THEN current_setting('data_directory') END
      UNION ALL
      SELECT DISTINCT pg_tablespace_location(c.reltablespace) FROM pg_class c
      WHERE c.reltablespace <> 0 AND c.relnamespace = current_schema()::regnamespace) f(folder)
    WHERE f.folder <> '' AND (inet_server_addr() IS NULL OR inet_server_addr() = inet_client_addr())
    """)

  /// Months of the history count for it.
  static let tables = Statement(
    "StorageTables",
    """
    SELECT coalesce(p.relname, c.relname)::text, sum(pg_total_relation_size(c.oid))::bigint
    FROM pg_class c LEFT JOIN pg_inherits h ON h.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = h.inhparent
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3
    """)

  static let samples = Statement("StorageSamples", "SELECT at, bytes FROM storage_sample ORDER BY at")

  /// `$1` hours between two notes, `$2` days for which they are kept.
  static let note = Statement(
    "StorageNote",
    """
    WITH old AS (DELETE FROM storage_sample WHERE at < now() - $2 * interval '1 day')
    INSERT INTO storage_sample (at, bytes)
    SELECT now(), pg_database_size(current_database())
    WHERE NOT EXISTS (SELECT FROM storage_sample WHERE at > now() - $1 * interval '1 hour') ON CONFLICT DO NOTHING
    """)
}
