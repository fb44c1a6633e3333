package import CEL
package import Calendar
import PostgreSQL
package import Store

extension PostgresStore {
  package func channels() async throws(StoreError) -> [ChannelRecord] {
    try reading(try await rows(ChannelSQL.list)) { cursor in
      var record = ChannelRecord(
        name: try cursor.text(), isDown: try cursor.bool(), since: try cursor.instant(), lastAnswer: try cursor.json(),
        nextTryAt: try cursor.optionalInstant())
      let since = try cursor.optionalInstant()
      let (by, reason) = (try cursor.optionalText() ?? "", try cursor.optionalText() ?? "")
      record.pause = since.map { ChannelRecord.Pause(since: $0, by: by, reason: reason) }
      return record
    }
  }

  package func channelWentDown(
    _ channel: String, answer: Value, nextTryAt: Instant, at now: Instant
  ) async throws(StoreError) {
    _ = try await rows(
      ChannelSQL.markDown,
      [
        .text(channel), .instant(now), .value(answer), .instant(nextTryAt), .text(IncidentOpening.channelDown(channel).text),
      ])
  }

  package func channelCameUp(_ channel: String, at now: Instant) async throws(StoreError) {
    _ = try await rows(ChannelSQL.markUp, [.text(channel), .instant(now)])
  }

  package func claimChannelProbe(_ channel: String, nextTryAt: Instant, at now: Instant) async throws(StoreError) -> Bool {
    try await rows(ChannelSQL.claimProbe, [.text(channel), .instant(nextTryAt), .instant(now)]).affected == 1
  }
}
