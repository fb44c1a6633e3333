import PostgreSQL

enum MigrationSQL {
  /// Held to the end of the transaction; the number is Tocsin's own.
  static let lock = Statement("MigrationLock", "SELECT pg_advisory_xact_lock(7166749283514)")

  static let createTable = """
    CREATE TABLE IF NOT EXISTS migration (
      number integer PRIMARY KEY,
      name text NOT NULL,
      hash text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )
    """

  static let list = Statement("MigrationList", "SELECT number, hash FROM migration ORDER BY number")

  static let isThere = Statement("MigrationIsThere", "SELECT to_regclass('migration') IS NOT NULL")

  static let record = Statement("MigrationRecord", "INSERT INTO migration (number, name, hash) VALUES ($1, $2, $3)")

  /// Raises the fence for executors of an older schema: those that are at work stand still, those that begin are refused.
  static let writeSchema = Statement(
    "EngineWriteSchema",
    """
    UPDATE engine SET schema = $1, schema_min = $2, epoch = epoch + CASE WHEN schema_min > 0 AND schema_min < $2 THEN 1 ELSE 0 END
    """)

  static let readSchema = Statement("EngineReadSchema", "SELECT schema, schema_min FROM engine")
}
