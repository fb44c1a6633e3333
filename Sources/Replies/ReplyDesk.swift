import CEL
package import Calendar
package import Executor
import Machine
import Mail
package import Store
import Workflow

/// Decides what a mail that came in means: an answer, words for the owner, a message that came back, or nothing for a machine to act on. All
/// of it may be repeated: the same mail changes nothing twice.
package struct ReplyDesk: Sendable {
  /// Whose mails are whose.
  package struct House: Hashable, Sendable {
    /// The right-hand side of our Message-IDs.
    package var domain: String
    /// Addresses that we write from; what comes from them is no answer.
    package var ownAddresses: Set<String>
    /// The name under which our mail server reports who a mail is from (`Authentication-Results`); nil: nobody is believed.
    package var authenticationServer: String?

    package init(domain: String, ownAddresses: Set<String>, authenticationServer: String?) {
      self.domain = domain
      self.ownAddresses = ownAddresses
      self.authenticationServer = authenticationServer
    }
  }

  private let store: any Store
  private let mails: any MailStore
  private let shelf: DefinitionShelf
  private let house: House
  /// Nil: nobody stands in for an address that is gone.
  private let standIn: StandIn?

  package init(store: any Store, mails: any MailStore, shelf: DefinitionShelf, house: House, standIn: StandIn? = nil) {
    self.standIn = standIn
    self.store = store
    self.mails = mails
    self.shelf = shelf
    self.house = house
  }

  /// Takes a mail in: tells the instance first, then keeps the mail.
  package func take(_ bytes: [UInt8], at now: Instant) async throws -> ReceivedMail {
    let mail: InboundMail
    do throws(MailRefusal) {
      mail = try InboundMail(bytes)
    } catch {
      return try await refuse(bytes, "\(error)", at: now)
    }
    var received = ReceivedMail(
      key: MailKey.of(mail, bytes: bytes), at: now, author: clean(mail.from.first?.address ?? ""), subject: clean(mail.subject),
      verdict: .quarantined, reason: "")
    try await decide(mail, &received)
    _ = try await mails.keep(received, bytes: bytes)
    return received
  }

  /// A mail that is too large, or cannot be read, is listed with its beginning.
  package func refuse(_ head: [UInt8], _ reason: String, at now: Instant) async throws -> ReceivedMail {
    let received = ReceivedMail(
      key: MailKey.of(nil, bytes: head), at: now, author: "", subject: "", verdict: .quarantined, reason: reason)
    _ = try await mails.keep(received, bytes: Array(head.prefix(Self.headBytesMax)))
    return received
  }

  private static let headBytesMax = 64 * 1_024
  private static let textCharactersMax = 20_000
  private static let partsMax = 10_000

  private func decide(_ mail: InboundMail, _ received: inout ReceivedMail) async throws {
    switch MailKind(mail) {
    case .bounce(let bounce): try await take(bounce, &received)
    case .automatic(let reason):
      received.verdict = .automatic
      received.reason = "a machine wrote it (\(reason.rawValue))"
      received.instance = try await place(of: mail.inReplyTo + mail.references.reversed())?.instance.id
    case .reply(let reply): try await take(reply, mail, &received)
    }
  }

  /// Where a mail belongs.
  private struct Place {
    var instance: Instance
    /// The message that it answers, or the newest of the thread to its author.
    var named: PartRecord?
    var parts: [PartRecord]
  }

  private func place(of ids: [String]) async throws -> Place? {
    for reference in ids.compactMap({ ThreadReference($0, domain: house.domain) }) {
      guard let instance = try await store.instance(reference.instance) else { continue }
      let parts = try await store.parts(PartFilter(instance: instance.id, channel: ChannelName.email, limit: Self.partsMax))
      switch reference {
      case .part(let id):
        guard let named = parts.first(where: { $0.part.id == id }) else { continue }
        return Place(instance: instance, named: named, parts: parts.filter { $0.part.thread == named.part.thread })
      case .thread(_, let thread):
        let ofThread = parts.filter { $0.part.thread == thread }
        if !ofThread.isEmpty { return Place(instance: instance, named: nil, parts: ofThread) }
      }
    }
    return nil
  }

  private func take(_ reply: ReplyText, _ mail: InboundMail, _ received: inout ReceivedMail) async throws {
    guard let author = mail.from.first, mail.from.count == 1 else {
      received.reason = "it has no author, or several"
      return
    }
    if house.ownAddresses.contains(author.folded) || mail.messageID.flatMap({ ThreadReference($0, domain: house.domain) }) != nil {
      received.verdict = .own
      received.reason = "it is one of our own"
      return
    }
    guard let place = try await place(of: mail.inReplyTo + mail.references.reversed() + givenUp(mail)) else {
      received.reason = "it answers none of our messages"
      return
    }
    received.instance = place.instance.id
    let doubt = doubt(about: author, mail, place)
    if doubt == nil, let answer = try await answer(reply, author, place) {
      received.verdict = .answered
      received.event = answer.event
      received.reason = "\(author.address) answered"
      var data: ValueMap = ["by": .string(author.address), "channel": "reply"]
      if let reason = answer.reason { data["reason"] = .string(clean(reason, keepsLines: true)) }
      return try await tell(place.instance.id, received, answer.event, .map(data), by: author.address)
    }
    received.verdict = doubt == nil ? .replied : .untrusted
    received.event = "replied"
    received.reason = doubt ?? "none of the words that answer"
    let wrote = givenUp(mail).isEmpty ? reply.text : "Wants no more of these mails. \(reply.text)"
    let text = clean(String(wrote.prefix(Self.textCharactersMax)), keepsLines: true)
    try await tell(
      place.instance.id, received, "replied", ["by": .string(author.address), "text": .string(text)], by: author.address)
  }

  /// The digest that a mail program's button asks to be left out of (`List-Unsubscribe`): a person takes them off the contacts.
  private func givenUp(_ mail: InboundMail) -> [String] {
    let words = mail.subject.split(separator: " ")
    return words.count == 2 && words[0].lowercased() == "unsubscribe" ? ["<\(words[1])>"] : []
  }

  /// Why its author is not believed to be a recipient of the thread; nil where they are.
  private func doubt(about author: MailAddress, _ mail: InboundMail, _ place: Place) -> String? {
    guard place.parts.contains(where: { MailAddress(address: $0.part.recipient).folded == author.folded }) else {
      return "\(clean(author.address)) is no recipient of the conversation"
    }
    guard let server = house.authenticationServer else { return "no mail server is set that would vouch for its author" }
    guard let results = AuthenticationResults.topmost(mail, server: server) else { return "\(server) says nothing about its author" }
    return results.vouches(for: author) ? nil : "\(server) does not vouch for its author"
  }

  /// What was answered: in the words of the newest message with answers that its author got. An older one may not answer for it.
  private func answer(_ reply: ReplyText, _ author: MailAddress, _ place: Place) async throws -> (event: String, reason: String?)? {
    // Of a digest nobody can tell which of its mails is meant; its links can.
    guard place.named?.part.digest == nil else { return nil }
    let definition = try await shelf.definition(place.instance.hash).definition
    func answers(_ record: PartRecord) -> [AnswerSpec] {
      guard let number = record.part.message?.number, definition.messages.indices.contains(number),
        case .email(let email) = definition.messages[number].medium
      else { return [] }
      return email.answers
    }
    let sent = place.parts.filter {
      ($0.status == .delivered || $0.status == .uncertain || $0.status == .sending)
        && MailAddress(address: $0.part.recipient).folded == author.folded
    }
    guard let newest = sent.filter({ !answers($0).isEmpty }).max(by: { $0.part.id < $1.part.id }) else { return nil }
    if let named = place.named, !answers(named).isEmpty, named.part.effect.step < newest.part.effect.step { return nil }
    return ReplyWords.match(reply, answers(newest))
  }

  private func take(_ bounce: Bounce, _ received: inout ReceivedMail) async throws {
    let failed = bounce.recipients.filter { $0.action == .failed }
    let place = try await place(of: bounce.messageIDs)
    received.instance = place?.instance.id
    guard !failed.isEmpty else {
      let complaint = bounce.recipients.first { $0.action == .complained }
      received.verdict = complaint == nil ? .automatic : .quarantined
      received.reason = complaint.map { "\(clean($0.address)) called a mail spam" } ?? "a word on the way of a mail, no failure"
      return
    }
    guard let place, let named = place.named else {
      received.reason = "a mail came back that is none of ours: \(clean(failed[0].address)) \(failed[0].status)"
      return
    }
    received.verdict = .bounced
    received.event = "bounced"
    let said = [failed[0].status.description, clean(failed[0].diagnostic)].filter { !$0.isEmpty }.joined(separator: " ")
    received.reason = "\(clean(failed[0].address)): \(said)"
    for (number, recipient) in failed.enumerated() {
      let data: Value = [
        "message": .string(named.part.id.description), "address": .string(clean(recipient.address)),
        "status": .string(recipient.status.description), "permanent": .bool(recipient.isPermanent),
        "reason": .string(clean(recipient.diagnostic)),
      ]
      try await tell(place.instance.id, received, "bounced", data, by: nil, number: number)
    }
    let words = "A message to \(named.part.recipient) came back: \(said)"
    let isNew = try await mails.markBounced(
      named.part.id, answer: ["text": .string(words), "status": .string(failed[0].status.description)], text: words, at: received.at)
    guard isNew, failed[0].isPermanent, let standIn else { return }
    if let address = try await standIn.forward(named.part, because: said, at: received.at) {
      received.reason += "; it goes to \(address) instead"
    }
  }

  private func tell(
    _ instance: InstanceID, _ received: ReceivedMail, _ name: String, _ data: Value, by: String?, number: Int = 0
  ) async throws {
    let key = number == 0 ? received.key : "\(received.key)/\(number)"
    _ = try await store.append(
      InboxEvent(instance: instance, key: key, at: received.at, event: .occurred(name: name, data: data, by: by)))
  }

  /// What comes from outside, without control characters.
  private func clean(_ text: String, keepsLines: Bool = false) -> String {
    let scalars = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F || keepsLines && $0 == "\n" }
    return String(String(String.UnicodeScalarView(scalars)).prefix(keepsLines ? Self.textCharactersMax : 500))
  }
}
