extension Migration {
  /// What retention and growth are looked up by, and questions that a person stops.
  ///
  /// No step but the last of an instance changes what the index is made of, so all others stay within their page.
  static let upkeepSQL = """
    CREATE INDEX instance_ended ON instance (workflow, hash, closed_at) WHERE closed_at IS NOT NULL AND redacted_at IS NULL;
    ALTER TABLE outbox ADD COLUMN stop_asked text;
    CREATE TABLE storage_sample (
      at timestamptz PRIMARY KEY,
      bytes bigint NOT NULL
    )
    """
}
