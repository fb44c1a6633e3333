extension Migration {
  /// The books of refreshes and reports, and the tables that the billing side's readers know, column for column.
  static let billingSQL = refreshSQL + billStopSQL + balanceSQL + queryLogSQL

  private static let refreshSQL = """
    CREATE TABLE refresh_run (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      refresh text COLLATE "C" NOT NULL,
      asker text COLLATE "C",
      batch_date date NOT NULL,
      status text COLLATE "C" NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'failed')),
      phase text COLLATE "C" NOT NULL DEFAULT 'asking' CHECK (phase IN ('asking', 'reading', 'writing', 'over')),
      is_incremental boolean NOT NULL,
      rows bigint NOT NULL DEFAULT 0,
      rows_expected bigint,
      summary_rows bigint,
      asked_at timestamptz NOT NULL,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      lease_until timestamptz NOT NULL,
      ended_at timestamptz,
      error text,
      CONSTRAINT refresh_run_ended CHECK ((ended_at IS NULL) = (status = 'running'))
    );
    CREATE UNIQUE INDEX refresh_run_at_work ON refresh_run (refresh) WHERE ended_at IS NULL;
    CREATE INDEX refresh_run_history ON refresh_run (refresh, started_at DESC);
    CREATE INDEX refresh_run_asker ON refresh_run (asker) WHERE asker IS NOT NULL;

    """

  /// Rows of a run go into the table after all were read: when that was, and how many have gone.
  static let refreshProgressSQL = """
    ALTER TABLE refresh_run ADD COLUMN read_at timestamptz, ADD COLUMN rows_written bigint NOT NULL DEFAULT 0
    """

  private static let billStopSQL = """
    CREATE TABLE bill_stop_summary (
      crp_account_no varchar(50) NOT NULL,
      total_cpc_count int,
      bill_stop_count int,
      active_billing_count int,
      bill_stop_percentage decimal(5,2),
      batch_date date NOT NULL,
      UNIQUE (crp_account_no, batch_date)
    );
    CREATE INDEX bill_stop_summary_date ON bill_stop_summary (batch_date, bill_stop_count DESC);

    CREATE TABLE bill_stop_details (
      crp_account_no varchar(50),
      cpc_customer_no varchar(50) NOT NULL,
      customer_name varchar(255),
      address text,
      last_bill_date date,
      billing_status varchar(50),
      current_balance decimal(15,2),
      batch_date date NOT NULL,
      UNIQUE (cpc_customer_no, batch_date)
    );
    CREATE INDEX bill_stop_details_crp ON bill_stop_details (batch_date, crp_account_no);

    CREATE TABLE bill_stop_batch_log (
      batch_date date NOT NULL,
      start_time timestamp NOT NULL,
      end_time timestamp,
      status varchar(20) NOT NULL CHECK (status IN ('running', 'completed', 'failed')),
      summary_count int,
      details_count int,
      duration_seconds int,
      error_message text
    );
    CREATE INDEX bill_stop_batch_log_start ON bill_stop_batch_log (batch_date, start_time);

    """

  private static let balanceSQL = """
    CREATE TABLE nocs_balance_summary (
      id serial PRIMARY KEY,
      nocs_name varchar(200) NOT NULL,
      nocs_code varchar(50) NOT NULL UNIQUE,
      total_customers int,
      positive_qty int,
      positive_balance_amt decimal(15,2),
      negative_qty int,
      negative_balance_amt decimal(15,2),
      net_balance decimal(15,2),
      refresh_duration int,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX nocs_balance_summary_code ON nocs_balance_summary (nocs_code);
    CREATE INDEX nocs_balance_summary_name ON nocs_balance_summary (nocs_name);
    CREATE INDEX nocs_balance_summary_updated ON nocs_balance_summary (updated_at);

    """

  private static let queryLogSQL = """
    CREATE TABLE query_logs (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      username text NOT NULL,
      report text,
      source text NOT NULL,
      query text NOT NULL,
      parameters json NOT NULL,
      status text COLLATE "C" NOT NULL CHECK (status IN ('completed', 'failed')),
      row_count bigint NOT NULL,
      duration_ms bigint NOT NULL,
      error_message text
    );
    CREATE INDEX query_logs_at ON query_logs (at)
    """
}
