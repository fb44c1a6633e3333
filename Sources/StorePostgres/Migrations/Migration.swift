import PostgreSQL

/// A change of the schema: never altered once merged, additive while an older executor lives.
struct Migration: Hashable, Sendable {
  let number: Int
  /// What it brings, as people read it in the table of migrations.
  let name: String
  let sql: String
  /// Executors of an older schema than this stand still afterwards.
  let oldestSchema: Int

  /// Tells whether a migration was altered after it had been applied.
  var hash: String {
    var hash = StableHash()
    hash.combine(sql.utf8)
    return hash.text
  }

  static let all = [
    Migration(number: 1, name: "instances, inbox, outbox, history", sql: firstSQL, oldestSchema: 1),
    Migration(number: 2, name: "parts in the order of their claim", sql: claimOrderSQL, oldestSchema: 1),
    Migration(number: 3, name: "what operators did", sql: auditSQL, oldestSchema: 1),
    Migration(number: 4, name: "refreshes, reports, and the billing side's tables", sql: billingSQL, oldestSchema: 1),
    Migration(number: 5, name: "mails that came in", sql: mailsSQL, oldestSchema: 1),
    Migration(number: 6, name: "tables that workflows append to, and the log of batches", sql: appendedSQL, oldestSchema: 1),
    Migration(number: 7, name: "what operators hold, and who deployed", sql: operationsSQL, oldestSchema: 1),
    Migration(number: 8, name: "mails that go together", sql: digestsSQL, oldestSchema: 1),
    Migration(number: 9, name: "retention, growth, and questions that are stopped", sql: upkeepSQL, oldestSchema: 1),
    Migration(number: 10, name: "how far a refresh has written", sql: refreshProgressSQL, oldestSchema: 1),
  ]

  private static let auditSQL = """
    CREATE TABLE audit (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL,
      by text NOT NULL,
      verb text NOT NULL,
      target text NOT NULL,
      reason text NOT NULL,
      outcome text NOT NULL
    )
    """

  /// A batch makes many parts of one moment: without the rest of the order in the index, a claim of ten sorts them all.
  private static let claimOrderSQL = """
    CREATE INDEX outbox_in_order ON outbox (channel, next_at, created_at, step, id, idx, part) WHERE status = 'pending';
    DROP INDEX outbox_pending
    """
}
