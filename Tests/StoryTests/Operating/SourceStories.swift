import Foundation
import PostgreSQL
import TestSupport
import Testing

/// A slow source at three in the morning.
@Suite struct SourceStories {
  private static let files: [String: String] = [
    "tocsin.yaml": "installation: story\ndomain: story.example\n",
    "sources/books.yaml": "source: books\nkind: postgresql\ndatabase: {env: BOOKS_URL}\nconnections: 2\n",
    "reports/slow.sql": """
    -- title: Slow rows
    -- source: books
    -- column: id string   Id
    SELECT 'a' AS id FROM pg_sleep(600)
    """,
    "workflows/asker.yaml": """
    workflow: asker
    timezone: UTC
    initial: asking
    states:
      asking:
        invoke:
          src: slow
          timeout: 1h
          retry: {attempts: 1, delay: 10m}
          onDone: over
          onError: blocked
      blocked: {incident: 'Nobody answered: ${event.data.reason}', on: {redrive: asking}}
      over: {type: final}
    """,
  ]

  @Test func `a query that runs too long is seen, stopped at its server, and the workflow goes its way`() async throws {
    let books = try await TestDatabase.make("books")
    let rig = try await OperatingRig.make("slow", Self.files, ["BOOKS_URL": books.connectionString.secretText])
    #expect(try await rig.says("sources") == "No source was asked yet.\n")
    let run = try rig.month.start("run", "--quiet")
    for key in ["a1", "a2", "a3"] { _ = try await rig.month.output("start", "asker", "--key", key) }
    let running = """
      SELECT count(*)::int FROM pg_stat_activity
      WHERE query LIKE '%pg_sleep(600)%' AND datname = '\(books.name)' AND state = 'active' AND pid <> pg_backend_pid()
      """
    try await eventually("the database is at it") { try await rig.count(running) == 2 }
    try await eventually("all three are in hand") { try await rig.count("SELECT count(*)::int FROM outbox WHERE status = 'sending'") == 3 }
    let seen = try await rig.shows("slow-source", "sources")
    #expect(seen.hasPrefix("slow is being asked since "), "\(seen)")
    #expect(
      seen.contains("SOURCE  STATE  POOL  ASKING  SINCE  WAITING  LAST TOOK  LAST ANSWER\nslow  up  2 to books  slow for asker/a"),
      "\(seen)")

    #expect(try await rig.says("source", "cancel", "fast", "--reason", "no", "--yes").contains("fast is not being asked."))
    _ = try await rig.shows("slow-source", "channel", "pause", "source/slow", "--reason", "the database is on its knees", "--yes")
    let cancelled = try await rig.shows(
      "slow-source", "source", "cancel", "slow", "--reason", "the database is on its knees", "--by", "miriam", "--yes")
    #expect(cancelled.contains(" questions to be stopped, in DATABASE:\n  ID/1/0.0  slow for asker/a"), "\(cancelled)")
    #expect(cancelled.hasSuffix("ID/1/0.0: its executor stops it\n"), "\(cancelled)")
    try await eventually("nothing runs there any more") { try await rig.count(running) == 0 }
    try await eventually("all that were asked are told") {
      try await rig.says("incidents").contains("Nobody answered: stopped by miriam: the database is on its knees")
    }
    let audit = try await rig.says("audit")
    #expect(audit.contains("miriam  source cancel  ID/1/0.0  its executor stops it  the database is on its knees"), "\(audit)")
    // The books: each question has one attempt, with its end; the ladder stands where a person can redrive it.
    #expect(try await rig.count("SELECT count(*)::int FROM attempt WHERE ended IS NULL") == 0)
    #expect(try await rig.count("SELECT count(*)::int FROM outbox WHERE status = 'sending'") == 0)
    try rig.checkPage("slow-source")
    run.signal(SIGTERM)
    try await run.ended()
  }
}
