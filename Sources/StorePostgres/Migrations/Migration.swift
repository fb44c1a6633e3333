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
    Migration(number: 1, name: "instances, inbox, outbox, history", sql: firstSQL, oldestSchema: 1)
  ]
}
