import Calendar
import Foundation
import PostgreSQL

extension Command {
  static let sample = Command(
    name: "sample", summary: "Fill a stand-in of a foreign database, to try things out.",
    discussion: """
      ccb: a billing database as Oracle CC&B has it, in a database of that name on Tocsin's own server; what was in it goes.
      The same number of customers, seed and time give the same rows. 300,000 customers take a minute or two.

      bookings: charging sessions as documents of a MongoDB collection, one a line in extended JSON:
      tocsin sample bookings --count 100000 | mongoimport --uri "$BOOKINGS_URL" --collection bookings --drop
      """,
    arguments: [Argument(name: "ccb | bookings", help: "Which.")],
    options: [
      Option(name: "--count", value: "N", help: "How many bookings (default 10000); one in forty is faulty."),
      Option(name: "--customers", value: "N", help: "How many (default 300000)."),
      Option(name: "--seed", value: "N", help: "Another seed, other customers (default 1)."),
      Option(name: "--at", value: "TIME", help: "RFC 3339; the rows are as they would stand then (default: now)."),
    ],
    run: { call in
      let which = try call.required(0)
      if which == "bookings" { return try bookings(call) }
      guard which == "ccb" else { throw UsageError("There is no sample \(which).", hint: "tocsin sample ccb, tocsin sample bookings") }
      let customers = try call.number("--customers", default: 300_000)
      let seed = try call.number("--seed", default: 1)
      return try await call.withStore(migrates: true) { access in
        let now: Instant
        if let text = call.options["--at"] { now = try Instant(parsing: text) } else { now = SystemClock().now() }
        let filler = CCBSample(
          folder: call.directory.appending(path: "samples/ccb"), customers: customers, seed: seed,
          asOf: try Zone("Asia/Dhaka").local(now).description)
        let clock = SystemClock()
        let began = clock.monotonicSeconds()
        try await filler.fill(access.target) { call.terminal.complain($0) }
        let seconds = Int64(clock.monotonicSeconds() - began)
        call.terminal.write("ccb: \(ProgressLine.grouped(customers)) customers, seed \(seed), in \(SpanText.words(seconds: seconds)).")
        return .success
      }
    })

  private static func bookings(_ call: Invocation) throws -> ExitCode {
    let asOf = try call.options["--at"].map { try Instant(parsing: $0) } ?? SystemClock().now()
    var sample = BookingSample(count: try call.number("--count", default: 10_000), seed: try call.number("--seed", default: 1), asOf: asOf)
    sample.write { call.terminal.write($0) }
    return .success
  }
}

/// The stand-in of a CC&B database; its files also run in psql.
struct CCBSample {
  let folder: URL
  let customers: Int
  let seed: Int
  /// Without a zone, as the billing database has its times.
  let asOf: String

  static let database = "ccb"

  func fill(_ own: ConnectionString, progress: (String) -> Void) async throws {
    let server = try await Connection.open(own)
    let there = try await server.query(
      Statement("DatabaseFind", "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)"), [.text(Self.database)])
    if try !there.only().bool(0) { try await server.execute("CREATE DATABASE \(Self.database) TEMPLATE template0") }
    await server.close()
    let connection = try await Connection.open(try own.with(database: Self.database))
    do {
      for name in ["schema", "generate", "indexes"] {
        progress("samples/ccb/\(name).sql")
        try await connection.execute(try script(name))
      }
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  /// Without what only psql understands, its variables filled in; they are numbers and a time of ours.
  private func script(_ name: String) throws -> String {
    let url = folder.appending(path: "\(name).sql")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { throw CommandError("\(url.path) cannot be read.") }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).filter { !$0.drop { $0 == " " }.hasPrefix("\\") }
      .joined(separator: "\n").replacing(":customers", with: String(customers)).replacing(":seed", with: String(seed))
      .replacing(":asof", with: "'\(asOf)'")
  }
}
