extension Migration {
  /// Mails that came in, with what became of them.
  static let mailsSQL = """
    CREATE TABLE received_mail (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      key text COLLATE "C" NOT NULL UNIQUE CHECK (octet_length(key) <= 1000),
      at timestamptz NOT NULL,
      author text NOT NULL,
      subject text NOT NULL,
      verdict text COLLATE "C" NOT NULL
        CHECK (verdict IN ('answered', 'replied', 'untrusted', 'bounced', 'automatic', 'own', 'quarantined')),
      reason text NOT NULL,
      id uuid,
      event text COLLATE "C",
      bytes bytea NOT NULL
    );
    CREATE INDEX received_mail_doubtful ON received_mail (number) WHERE verdict IN ('untrusted', 'quarantined')
    """
}
