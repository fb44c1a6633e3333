extension Migration {
  /// What operators hold: messages that wait for a person, channels that are paused, an outbox that came back from a backup; and
  /// which definition was made current when, and by whom.
  static let operationsSQL = """
    ALTER TABLE outbox DROP CONSTRAINT outbox_status_check, DROP CONSTRAINT outbox_settled,
      ADD CONSTRAINT outbox_status_check
        CHECK (status IN ('pending', 'held', 'sending', 'delivered', 'failed', 'uncertain', 'cancelled', 'suppressed')),
      ADD CONSTRAINT outbox_settled CHECK ((settled_at IS NULL) = (status IN ('pending', 'held', 'sending'))),
      ADD COLUMN cleared boolean NOT NULL DEFAULT false;
    CREATE INDEX outbox_held ON outbox (channel) WHERE status = 'held';
    CREATE INDEX outbox_sent ON outbox (channel, sent_at) WHERE sent_at IS NOT NULL AND message IS NOT NULL;

    ALTER TABLE channel ADD COLUMN paused_at timestamptz, ADD COLUMN paused_by text, ADD COLUMN paused_reason text;

    ALTER TABLE engine ADD COLUMN home oid, ADD COLUMN home_place text, ADD COLUMN fenced_at timestamptz;
    UPDATE engine SET home = tableoid, home_place = \(FenceSQL.place);

    ALTER TABLE incident DROP CONSTRAINT incident_cause_check, DROP CONSTRAINT incident_subject,
      ADD CONSTRAINT incident_cause_check CHECK (cause IN ('step', 'effect', 'said', 'channel', 'brake', 'restore')),
      ADD CONSTRAINT incident_subject CHECK (
        (cause IN ('channel', 'brake', 'restore')) = (id IS NULL) AND (id IS NULL) = (channel IS NOT NULL));
    CREATE UNIQUE INDEX incident_open_whole ON incident (s, cause, channel) WHERE closed_at IS NULL AND id IS NULL;

    ALTER TABLE incident ADD COLUMN told_at timestamptz, ADD COLUMN tell_at timestamptz;
    ALTER TABLE instance ADD COLUMN redacted_at timestamptz;

    CREATE TABLE maintenance (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workflow text COLLATE "C",
      channel text COLLATE "C",
      begins timestamptz NOT NULL,
      ends timestamptz,
      cron text,
      minutes integer CHECK (minutes > 0),
      zone text NOT NULL,
      by text NOT NULL,
      reason text NOT NULL,
      CONSTRAINT maintenance_form CHECK ((cron IS NULL) = (minutes IS NULL) AND (cron IS NOT NULL OR ends IS NOT NULL))
    );

    CREATE TABLE deployment (
      workflow text COLLATE "C" NOT NULL,
      number integer NOT NULL,
      hash text COLLATE "C" NOT NULL,
      at timestamptz NOT NULL,
      by text,
      reason text,
      PRIMARY KEY (workflow, number)
    );
    INSERT INTO deployment (workflow, number, hash, at) SELECT workflow, number, hash, deployed_at FROM workflow
    """
}
