extension Migration {
  /// `s` is the shard, which leads every key; no foreign keys, whose key-share locks every step would pay for. JSON is kept
  /// as text that is checked, since `jsonb` would lose the order of maps.
  static let firstSQL = engineSQL + instanceSQL + deliverySQL + masterFileSQL

  private static let engineSQL = """
    CREATE TABLE engine (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      epoch integer NOT NULL DEFAULT 1,
      schema integer NOT NULL DEFAULT 0,
      schema_min integer NOT NULL DEFAULT 0,
      installation text,
      clock timestamptz
    );
    INSERT INTO engine DEFAULT VALUES;

    CREATE TABLE definition (
      hash text COLLATE "C" PRIMARY KEY,
      workflow text COLLATE "C" NOT NULL,
      files json NOT NULL,
      reads_items boolean NOT NULL,
      reads_children boolean NOT NULL
    );

    CREATE TABLE workflow (
      workflow text COLLATE "C" PRIMARY KEY CHECK (octet_length(workflow) <= 1000),
      hash text COLLATE "C" NOT NULL,
      number integer NOT NULL CHECK (number > 0),
      starts integer NOT NULL CHECK (starts >= 0),
      deployed_at timestamptz NOT NULL
    );

    CREATE TABLE executor (
      id text COLLATE "C" PRIMARY KEY,
      host text NOT NULL,
      process_id integer NOT NULL,
      version text NOT NULL,
      started timestamptz NOT NULL,
      heartbeat timestamptz NOT NULL,
      ended timestamptz
    );

    CREATE TABLE channel (
      name text COLLATE "C" PRIMARY KEY CHECK (octet_length(name) <= 1000),
      down boolean NOT NULL,
      since timestamptz NOT NULL,
      answer json NOT NULL,
      next_try_at timestamptz
    );

    """

  /// Nothing that a step changes is indexed in `instance`, so its updates stay within their page; `work` is the narrow row
  /// that is locked.
  private static let instanceSQL = """
    CREATE TABLE instance (
      s smallint NOT NULL,
      id uuid NOT NULL,
      workflow text COLLATE "C" NOT NULL CHECK (octet_length(workflow) <= 1000),
      key text COLLATE "C" NOT NULL CHECK (octet_length(key) <= 1000),
      run integer NOT NULL CHECK (run > 0),
      hash text COLLATE "C" NOT NULL,
      origin text COLLATE "C",
      status text COLLATE "C" NOT NULL CHECK (status IN ('running', 'suspended', 'cancelled', 'faulted', 'completed')),
      state text NOT NULL,
      outcome text,
      standing json NOT NULL,
      input json NOT NULL,
      data json NOT NULL,
      timers json NOT NULL,
      step integer NOT NULL CHECK (step >= 0),
      now timestamptz NOT NULL,
      opened_at timestamptz NOT NULL,
      closed_at timestamptz,
      PRIMARY KEY (s, id)
    ) WITH (fillfactor = 70);
    CREATE INDEX instance_by_key ON instance (workflow, key, run);

    CREATE TABLE work (
      s smallint NOT NULL,
      id uuid NOT NULL,
      due timestamptz,
      awake boolean NOT NULL,
      suspect integer NOT NULL DEFAULT 0,
      PRIMARY KEY (s, id),
      CONSTRAINT work_due_awake CHECK (awake OR due IS NULL)
    ) WITH (fillfactor = 60);
    CREATE INDEX work_due ON work (s, due, id) WHERE due IS NOT NULL;

    CREATE TABLE inbox (
      s smallint NOT NULL,
      id uuid NOT NULL,
      key text COLLATE "C" NOT NULL CHECK (octet_length(key) <= 1000),
      seq bigint GENERATED ALWAYS AS IDENTITY,
      at timestamptz NOT NULL,
      name text COLLATE "C" NOT NULL CHECK (octet_length(name) <= 1000),
      data json NOT NULL,
      step integer,
      PRIMARY KEY (s, id, key)
    );
    CREATE INDEX inbox_unread ON inbox (s, at, id) WHERE step IS NULL;
    CREATE INDEX inbox_unread_of ON inbox (s, id, at, seq) WHERE step IS NULL;

    """

  private static let deliverySQL = """
    CREATE TABLE outbox (
      s smallint NOT NULL,
      id uuid NOT NULL,
      step integer NOT NULL,
      idx integer NOT NULL CHECK (idx >= 0),
      part integer NOT NULL CHECK (part >= 0),
      channel text COLLATE "C" NOT NULL CHECK (octet_length(channel) <= 1000),
      thread text COLLATE "C" CHECK (octet_length(thread) <= 1000),
      recipient text COLLATE "C" NOT NULL CHECK (octet_length(recipient) <= 1000),
      entry integer,
      message json,
      body json NOT NULL,
      on_uncertain text COLLATE "C" NOT NULL CHECK (on_uncertain IN ('resend', 'hold', 'repeatSilently')),
      status text COLLATE "C" NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'sending', 'delivered', 'failed', 'uncertain', 'cancelled', 'suppressed')),
      token bigint NOT NULL DEFAULT 0,
      owner text COLLATE "C",
      lease_until timestamptz,
      next_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      tries integer NOT NULL DEFAULT 0,
      uncertains integer NOT NULL DEFAULT 0,
      bytes bytea,
      created_at timestamptz NOT NULL,
      sent_at timestamptz,
      settled_at timestamptz,
      answer json NOT NULL DEFAULT 'null',
      PRIMARY KEY (s, id, step, idx, part),
      CONSTRAINT outbox_sending_leased CHECK (status <> 'sending' OR lease_until IS NOT NULL),
      CONSTRAINT outbox_settled CHECK ((settled_at IS NULL) = (status IN ('pending', 'sending')))
    ) WITH (fillfactor = 70);
    CREATE INDEX outbox_pending ON outbox (channel, next_at, created_at) WHERE status = 'pending';
    CREATE INDEX outbox_sending ON outbox (lease_until) WHERE status = 'sending';

    CREATE TABLE attempt (
      s smallint NOT NULL,
      id uuid NOT NULL,
      step integer NOT NULL,
      idx integer NOT NULL,
      part integer NOT NULL,
      n integer NOT NULL,
      token bigint NOT NULL,
      began timestamptz NOT NULL,
      ended timestamptz,
      answer json NOT NULL DEFAULT 'null',
      PRIMARY KEY (s, id, step, idx, part, n)
    );

    """

  /// One open incident for an instance's step, a state entry, a part, a channel.
  private static let masterFileSQL = """
    CREATE TABLE item (
      s smallint NOT NULL,
      id uuid NOT NULL,
      item text COLLATE "C" NOT NULL,
      n integer NOT NULL,
      open boolean NOT NULL,
      opened_at timestamptz NOT NULL,
      closed_at timestamptz,
      fields json NOT NULL,
      PRIMARY KEY (s, id, item)
    );

    CREATE TABLE child (
      s smallint NOT NULL,
      id uuid NOT NULL,
      child uuid NOT NULL,
      n integer NOT NULL,
      workflow text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      status text COLLATE "C" NOT NULL CHECK (status IN ('running', 'suspended', 'cancelled', 'faulted', 'completed')),
      state text NOT NULL,
      outcome text,
      open integer NOT NULL,
      closed integer NOT NULL,
      PRIMARY KEY (s, id, child)
    );

    CREATE TABLE history (
      s smallint NOT NULL,
      id uuid NOT NULL,
      step integer NOT NULL CHECK (step > 0),
      at timestamptz NOT NULL,
      wall timestamptz NOT NULL,
      event json NOT NULL,
      changes json NOT NULL,
      engine text NOT NULL,
      PRIMARY KEY (s, id, step, at)
    ) PARTITION BY RANGE (at);
    CREATE TABLE history_default PARTITION OF history DEFAULT;
    CREATE INDEX history_wall ON history USING brin (wall);

    CREATE TABLE incident (
      s smallint NOT NULL,
      number bigint GENERATED ALWAYS AS IDENTITY,
      id uuid,
      cause text COLLATE "C" NOT NULL CHECK (cause IN ('step', 'effect', 'said', 'channel')),
      about text COLLATE "C",
      channel text COLLATE "C",
      text text NOT NULL,
      detail text,
      opened_at timestamptz NOT NULL,
      closed_at timestamptz,
      PRIMARY KEY (s, number),
      CONSTRAINT incident_subject CHECK ((cause = 'channel') = (id IS NULL) AND (cause = 'channel') = (channel IS NOT NULL))
    );
    CREATE UNIQUE INDEX incident_open ON incident (s, id, cause, about) WHERE closed_at IS NULL;
    CREATE UNIQUE INDEX incident_open_channel ON incident (s, channel) WHERE closed_at IS NULL AND cause = 'channel';
    """
}
