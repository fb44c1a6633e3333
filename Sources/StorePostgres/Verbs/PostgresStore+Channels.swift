package import CEL
package import Calendar
import PostgreSQL
package import Store

extension PostgresStore {
  package func channels() async throws(StoreError) -> [ChannelRecord] {
    try reading(try await rows(ChannelSQL.list)) { cursor in
      ChannelRecord(
        name: try cursor.text(), isDown: try cursor.bool(), since: try cursor.instant(), lastAnswer: try cursor.json(),
        nextTryAt: try cursor.optionalInstant())
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
