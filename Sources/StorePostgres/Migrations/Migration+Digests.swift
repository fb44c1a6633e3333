extension Migration {
  /// Mails that go to their recipient as one. An executor of before sends each alone.
  static let digestsSQL = """
    ALTER TABLE outbox ADD COLUMN digest text COLLATE "C";
    CREATE INDEX outbox_digest ON outbox (channel, digest, recipient) WHERE digest IS NOT NULL;
    CREATE INDEX outbox_digest_due ON outbox (channel, next_at) WHERE digest IS NOT NULL AND status = 'pending'
    """
}
