package import CEL
package import Calendar
import Machine
import PostgreSQL
package import Store

extension PostgresStore: MailStore {
  package func keep(_ mail: ReceivedMail, bytes: [UInt8]) async throws(StoreError) -> Bool {
    let parameters: [Parameter] = [
      .text(mail.key), .instant(mail.at), .text(mail.author), .text(mail.subject), .text(mail.verdict.rawValue), .text(mail.reason),
      .nullable(uuid: mail.instance?.uuid), .nullable(text: mail.event), .bytes(bytes),
    ]
    return try await rows(ReceivedMailSQL.keep, parameters).affected == 1
  }

  package func receivedMails(doubtfulOnly: Bool, limit: Int) async throws(StoreError) -> [ReceivedMail] {
    try reading(try await rows(ReceivedMailSQL.list, [.bool(doubtfulOnly), .number(max(0, limit))])) { cursor in
      ReceivedMail(
        number: Int64(try cursor.int()), key: try cursor.text(), at: try cursor.instant(), author: try cursor.text(),
        subject: try cursor.text(), verdict: try cursor.word(ReceivedMail.Verdict.self), reason: try cursor.text(),
        instance: try cursor.optionalInstanceID(), event: try cursor.optionalText())
    }
  }

  package func receivedMailBytes(_ number: Int64) async throws(StoreError) -> [UInt8]? {
    try reading(try await rows(ReceivedMailSQL.bytes, [.int8(number)])) { cursor in try cursor.optionalBytes() }.first ?? nil
  }

  package func countReceivedMails(before: Instant) async throws(StoreError) -> Int {
    try reading(try await rows(ReceivedMailSQL.countPrunable, [.instant(before)])) { cursor in try cursor.int() }.first ?? 0
  }

  package func pruneReceivedMails(before: Instant) async throws(StoreError) -> Int {
    try await rows(ReceivedMailSQL.prune, [.instant(before)]).affected
  }

  package func markBounced(_ part: PartID, answer: Value, text: String, at now: Instant) async throws(StoreError) -> Bool {
    let parameters = part.parameters + [.value(answer), .instant(now), .text(part.description), .text(text), .null(.text)]
    return try await rows(ReceivedMailSQL.bounce, parameters).count == 1
  }
}
