/// What a server's words mean, where it gives no status: a reply code, or one of the phrases that servers use.
enum Diagnosis {
  /// - Parameter kind: permanent or temporary, where that is known.
  static func status(of text: String, kind: Int? = nil) -> EnhancedStatus? {
    if let said = EnhancedStatus.findFailure(in: text), kind == nil || said.kind == kind { return said }
    let code = replyCode(in: text)
    let kind = kind ?? code.map { $0 / 100 }
    let low = ASCII.lowered(text)
    for line in phrases where line.words.contains(where: { low.has($0) }) {
      return EnhancedStatus(kind ?? line.kind, line.subject, line.detail)
    }
    if let code, let known = ofCodes[code] { return EnhancedStatus(kind ?? code / 100, known.0, known.1) }
    return kind.map { EnhancedStatus($0) }
  }

  /// The first 4xx or 5xx that stands where a reply's code stands: at the beginning, or after a mark.
  static func replyCode(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 3 else { return nil }
    for index in 0...(bytes.count - 3) where bytes[index] == 0x34 || bytes[index] == 0x35 {
      guard ASCII.isDigit(bytes[index + 1]), bytes[index + 1] <= 0x35, ASCII.isDigit(bytes[index + 2]) else { continue }
      let before = index == 0 ? 0x20 : bytes[index - 1]
      let after = index + 3 < bytes.count ? bytes[index + 3] : 0x20
      guard !ASCII.isDigit(before), !ASCII.isLetter(before), before != 0x2E, before != 0x2D, before != 0x40, before != 0x2F else {
        continue
      }
      guard
        after == 0x20 || after == 0x2D || after == 0x3A || after == 0x2C || after == 0x3B || after == 0x5D || after == 0x29 || after == 0x0A
          || after == 0x09 || after == 0x3C || after == 0x22 || after == 0x2E
      else { continue }
      // A code begins a reply; a number inside of a sentence does not (`after 500 tries`).
      guard startsReply(bytes, index) else { continue }
      return Int(bytes[index] - 0x30) * 100 + Int(bytes[index + 1] - 0x30) * 10 + Int(bytes[index + 2] - 0x30)
    }
    return nil
  }

  private static func startsReply(_ bytes: [UInt8], _ index: Int) -> Bool {
    var back = index - 1
    while back >= 0, ASCII.isBlank(bytes[back]) { back -= 1 }
    guard back >= 0 else { return true }
    if [0x0A, 0x3A, 0x3E, 0x28, 0x5B, 0x22, 0x27, 0x2C, 0x3B, 0x2E, 0x29, 0x5D, 0x23, 0x7C, 0x2A, 0x3C].contains(bytes[back]) {
      return true
    }
    var start = back
    while start >= 0, ASCII.isLetter(bytes[start]) { start -= 1 }
    let word = ASCII.lowered(String(decoding: bytes[(start + 1)...max(start + 1, back)], as: UTF8.self))
    return [
      "error", "code", "said", "reason", "was", "with", "response", "status", "server", "smtp", "failure", "data", "returned", "reply",
      "to",
    ]
    .contains(word)
  }

  private static let ofCodes: [Int: (Int, Int)] = [
    421: (4, 2), 422: (2, 2), 450: (2, 0), 451: (3, 0), 452: (2, 2), 550: (1, 1), 551: (1, 6), 552: (2, 2), 553: (1, 3), 554: (0, 0),
    501: (5, 2), 503: (5, 1), 530: (7, 0), 534: (7, 9), 535: (7, 8), 571: (7, 1), 523: (3, 4), 521: (3, 2), 556: (1, 10),
  ]

  private struct Phrases {
    let kind: Int
    let subject: Int
    let detail: Int
    let words: [String]
  }

  /// In lower case; the first line that fits counts.
  private static let phrases: [Phrases] = [
    Phrases(
      kind: 5, subject: 2, detail: 2,
      words: [
        "mailbox full", "mailbox is full", "mailbox exceeded", "over quota", "overquota", "quota exceeded", "exceeded quota",
        "exceeded storage", "exceeds its quota", "exceeded the local limit", "insufficient disk", "not enough storage",
        "exceeds the maximum",
        "mailbox has exceeded", "mail box full", "user's disk quota", "mailbox for user is full", "quota violation", "account is over",
        "out of disk space", "max message size exceeded for mailbox", "boîte pleine", "postfach voll", "postfach ist voll", "quota",
        "メールボックスが一杯", "size limit for this user",
      ]),
    Phrases(
      kind: 5, subject: 1, detail: 2,
      words: [
        "host unknown", "unknown host", "host not found", "no such domain", "domain not found", "name or service not known",
        "unrouteable address",
        "unrouteable mail domain", "domain name not found", "domain does not exist", "bad destination host", "no mx",
        "couldn't find any host",
        "unknown mail domain", "no route to host", "nxdomain", "could not be resolved", "domain must exist",
      ]),
    Phrases(
      kind: 5, subject: 1, detail: 6,
      words: ["user has moved", "has moved to", "no longer on server", "user has moved", "recipient has moved", "replaced by"]),
    Phrases(
      kind: 5, subject: 1, detail: 1,
      words: [
        "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no mailbox here by that name",
        "mailbox unavailable",
        "unknown recipient", "recipient unknown", "does not exist", "doesn't exist", "not a valid mailbox", "invalid recipient",
        "invalid mailbox",
        "user not found", "mailbox not found", "unknown address", "address unknown", "address rejected", "recipient rejected",
        "invalid final delivery userid", "not listed in", "no such address", "this user doesn't have a", "is not a known user",
        "unknown local",
        "bad destination mailbox", "undeliverable address", "addressee unknown", "recipient not found", "user does not",
        "account has been disabled",
        "no account by that name", "not our customer", "unknown or illegal alias", "mailbox disabled", "account is disabled",
        "utilisateur inconnu",
        "unbekannter empfänger", "empfänger unbekannt", "destinatario desconocido", "usuario desconocido", "no longer valid",
        "no longer available",
        "no user", "invalid user", "mailbox name not allowed", "account not found", "address not found", "宛先のメールアドレスが見つかりません",
      ]),
    Phrases(
      kind: 5, subject: 3, detail: 4,
      words: ["message too large", "message size exceeds", "too big", "exceeds size limit", "message is too large", "exceeds maximum"]),
    Phrases(
      kind: 4, subject: 4, detail: 7,
      words: [
        "retry timeout exceeded", "delivery time expired", "message expired", "too long", "for the last", "has been in the queue",
        "retry time not reached",
        "expired", "was not delivered within", "tried to deliver", "gave up",
      ]),
    Phrases(
      kind: 4, subject: 4, detail: 1,
      words: [
        "connection timed out", "connection refused", "timed out", "timeout", "could not connect", "couldn't connect", "unable to connect",
        "not responding", "connection reset", "deferred", "lost connection", "no answer from", "network unreachable",
        "i wasn't able to establish",
        "temporary failure", "could not be contacted", "unreachable",
      ]),
    Phrases(
      kind: 5, subject: 4, detail: 6,
      words: ["too many hops", "mail loop", "loops back", "hop count exceeded", "maximum hop count", "looping"]),
    Phrases(
      kind: 5, subject: 7, detail: 1,
      words: [
        "spam", "blocked", "blacklist", "access denied", "relaying denied", "relay not permitted", "not permitted", "denied", "rejected",
        "refused",
        "not authorized", "policy", "virus", "content", "prohibited", "are not member", "not a member",
      ]),
  ]
}
