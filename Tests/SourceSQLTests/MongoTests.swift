#if MongoDB
  import CEL
  import Calendar
  import Source
  import SourceMongo
  import TestSupport
  import Testing

  /// Over the real wire protocol, to a server of the tests' own (Tests/Servers/mongo.py).
  @Suite struct `Documents of MongoDB` {
    private static let bookings = """
      [{"_id": {"$oid": "0000000000000000000000aa"}, "id": "NC-1", "operator": "NordCharge", "faulty": true, "energy": 1.5, "start": {"$date": "2026-05-03T08:00:00Z"}},
       {"_id": {"$oid": "0000000000000000000000ab"}, "id": "NC-2", "operator": "NordCharge", "faulty": false, "energy": 2, "start": {"$date": "2026-05-04T08:00:00Z"}},
       {"_id": {"$oid": "0000000000000000000000ac"}, "id": "VT-1", "operator": "Voltaris", "faulty": true, "energy": 9007199254740993, "tags": ["a", null]}]
      """

    private func ask(
      _ collection: String, _ filter: ValueMap, on server: ScriptServer, seconds: Double = 20
    ) async throws -> SourceOutcome {
      let source = MongoSource(
        name: "bookings-db/confirm", address: "mongodb://127.0.0.1:\(server.port)/emsp", collection: collection, filter: { _ in filter })
      return await source.ask(
        SourceRequest(
          name: "bookings-db/confirm", input: [:], askedAt: try Instant(parsing: "2026-06-06T04:00:00Z"), timeoutSeconds: seconds))
    }

    @Test func `are found by values, one of several, and times; in batches, as plain values`() async throws {
      let server = try await ScriptServer.start("mongo.py", [Self.bookings])
      guard case .answered(let all) = try await ask("bookings", [:], on: server) else { throw TestSupportError("no answer") }
      #expect(all.rows == 3 && all.complete)
      #expect(all.data.list?.compactMap { $0["id"]?.string } == ["NC-1", "NC-2", "VT-1"])
      #expect(all.data.list?[0]["_id"] == "0000000000000000000000aa")
      #expect(all.data.list?[0]["start"] == "2026-05-03T08:00:00Z")
      #expect(all.data.list?[2]["energy"] == 9_007_199_254_740_993)
      #expect(all.data.list?[2]["tags"] == ["a", .null])
      let ids: Value = ["NC-1", "NC-2", "none"]
      guard case .answered(let faulty) = try await ask("bookings", ["id": ids, "faulty": true], on: server) else {
        throw TestSupportError("no answer")
      }
      #expect(faulty.data.list?.compactMap { $0["id"]?.string } == ["NC-1"])
      let time = try #require(Timestamp(seconds: try Instant(parsing: "2026-05-04T08:00:00Z").secondsSinceEpoch))
      guard case .answered(let dated) = try await ask("bookings", ["start": .timestamp(time)], on: server) else {
        throw TestSupportError("no answer")
      }
      #expect(dated.data.list?.compactMap { $0["id"]?.string } == ["NC-2"])
      #expect(try server.said("written").isEmpty)
    }

    @Test(arguments: [("forbidden", false), ("dies", true)])
    func `that cannot be had say whether asking again helps`(collection: String, mayPass: Bool) async throws {
      let server = try await ScriptServer.start("mongo.py", [Self.bookings])
      guard case .failed(let failure) = try await ask(collection, [:], on: server) else { throw TestSupportError("it answered") }
      #expect((failure.retry != .never) == mayPass, "\(failure)")
    }

    @Test func `that nobody waits for any more are stopped at the server, and others are asked meanwhile`() async throws {
      let server = try await ScriptServer.start("mongo.py", [Self.bookings])
      let source = MongoSource(
        name: "bookings-db/slow", address: "mongodb://127.0.0.1:\(server.port)/emsp", collection: "slow", filter: { _ in [:] })
      let request = SourceRequest(
        name: "bookings-db/slow", input: [:], askedAt: try Instant(parsing: "2026-06-06T04:00:00Z"), timeoutSeconds: 600)
      let asking = (0..<2).map { _ in Task { await source.ask(request) } }
      // Both are under way at once: none waits for the other's connection.
      try await eventually("the server was asked twice") { try server.said("asked").count == 2 }
      asking[0].cancel()
      guard case .failed(let failure) = await asking[0].value else { throw TestSupportError("it answered") }
      #expect(failure.text == "bookings-db/slow was stopped" && failure.retry != .never)
      _ = try await server.heard("stopped") { _ in true }
      #expect(try server.said("stopped").count == 1)
      asking[1].cancel()
      _ = await asking[1].value
      try await eventually("the other was stopped too") { try server.said("stopped").count == 2 }
    }

    @Test func `of a server that hears nothing keep nobody waiting who had them stopped`() async throws {
      let server = try await ScriptServer.start("mongo.py", [Self.bookings])
      let asking = Task { try await ask("deaf", [:], on: server, seconds: 2) }
      _ = try await server.heard("asked") { _ in true }
      asking.cancel()
      guard case .failed(let failure) = try await asking.value else { throw TestSupportError("it answered") }
      #expect(failure.text == "bookings-db/confirm was stopped")
    }
  }
#endif
