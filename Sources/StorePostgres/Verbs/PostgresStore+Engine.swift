package import Calendar
import PostgreSQL
package import Store

extension PostgresStore {
  package func register(_ executor: ExecutorRecord) async throws(StoreError) {
    _ = try await rows(
      ExecutorSQL.register,
      [.text(executor.id.text), .text(executor.host), .number(executor.processID), .text(executor.version)])
    // Before its first claim: whoever starts on a copy holds the outbox of it.
    _ = try await fence(raises: true, at: try await clock().database)
  }

  package func heartbeat(_ id: ExecutorID) async throws(StoreError) {
    _ = try await rows(ExecutorSQL.heartbeat, [.text(id.text)])
  }

  package func end(_ id: ExecutorID) async throws(StoreError) {
    _ = try await rows(ExecutorSQL.end, [.text(id.text)])
  }

  package func declareDead(_ id: ExecutorID, silenceSeconds: Int) async throws(StoreError) {
    _ = try await rows(ExecutorSQL.declareDead, [.text(id.text), .number(silenceSeconds)])
  }

  package func uncleanDeaths(silenceSeconds: Int, carefulSeconds: Int) async throws(StoreError) -> Int {
    let counted = try await rows(ExecutorSQL.countUncleanDeaths, [.number(silenceSeconds), .number(carefulSeconds)])
    return try reading(counted) { cursor in try cursor.int() }.first ?? 0
  }

  package func clock() async throws(StoreError) -> ClockReading {
    let read = try reading(try await rows(EngineSQL.readClock)) { cursor in
      ClockReading(database: try cursor.instant(), timeLapse: try cursor.optionalInstant(), epoch: try cursor.int())
    }
    guard let reading = read.first else { throw StoreError.bug("the database has no engine row") }
    return reading
  }

  package func startTimeLapse(at start: Instant) async throws(StoreError) {
    _ = try await rows(EngineSQL.startClock, [.instant(start)])
  }

  package func advanceTimeLapse(limit: Instant) async throws(StoreError) -> TimeLapseAdvance {
    let advanced = try await rows(
      EngineSQL.advanceClock, [.instant(limit), .number(DeliveryLimits.threadWaitSeconds)])
    let read = try reading(advanced) { cursor in
      (clock: try cursor.optionalInstant(), next: try cursor.optionalInstant(), moved: try cursor.optionalInstant())
    }
    guard let found = read.first, found.clock != nil else { throw StoreError.noTimeLapse }
    // No row moved: something is due now, or another executor was faster, which will have made something due.
    guard let moved = found.moved else { return .busy }
    guard let next = found.next, next <= moved else { return .idle(at: moved) }
    return .moved(to: moved)
  }

  package func installation(default name: String) async throws(StoreError) -> String {
    let named = try await rows(EngineSQL.nameInstallation, [.text(name)])
    guard let installation = try reading(named, { cursor in try cursor.text() }).first else {
      throw StoreError.bug("the database has no engine row")
    }
    return installation
  }
}
