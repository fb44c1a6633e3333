import CEL
package import Calendar
import Channel
import Executor
import Machine
package import Store
package import Workflow

/// Takes answers in: looks up what a link belongs to, checks that a person means it, and writes the event. What the answer causes is
/// the workflow's own.
package struct AnswerDesk: Sendable {
  package enum Found: Sendable {
    /// Not one of our links.
    case nothing
    case expired(Instant)
    case found(AnswerCase)
  }

  package enum Taken: Hashable, Sendable {
    case taken
    /// The same was answered before, by this recipient or another.
    case before
    /// The characters are not those of the mail.
    case wrongCode
    /// Too many wrong characters.
    case tooMany
    case needsReason
    case needsName
    /// A newer message asks now.
    case stale
    case over
    case notOffered
    /// The ten minutes are over, or there is nothing of this recipient's to be taken back.
    case cannotWithdraw
  }

  /// What somebody sent.
  package struct Submission: Hashable, Sendable {
    package var event: String
    package var code: String
    package var reason: String
    /// Of who answers for a room.
    package var name: String

    package init(event: String, code: String, reason: String = "", name: String = "") {
      self.event = event
      self.code = code
      self.reason = reason
      self.name = name
    }
  }

  /// So long an answer can be taken back.
  package static let undoSeconds: Int64 = 600
  /// The event that takes an answer back; its data names the answer.
  package static let withdrawal = "withdrawn"
  /// “I am not the right person”: a way to answer that every mail has. It arrives as a free reply, the event `replied`.
  package static let notMe = "not-me"
  /// Of a reason that is kept.
  package static let reasonLengthMax = 2_000
  package static let nameLengthMax = 80

  package let store: any Store
  package let keys: AnswerKeys
  package let attempts = AnswerAttempts()
  private let surroundings: Surroundings

  /// What the desk needs of the program around it.
  package struct Surroundings: Sendable {
    /// Workflows' time.
    package var now: @Sendable () async throws -> Instant
    /// Told when an event was written, so that it is read at once.
    package var poke: @Sendable () async -> Void
    package var pause: @Sendable (_ seconds: Double) async -> Void
    /// Whether a state of this definition handles an event.
    package var handles: @Sendable (DefinitionHash, String) async throws -> Bool

    package init(
      now: @escaping @Sendable () async throws -> Instant, poke: @escaping @Sendable () async -> Void,
      pause: @escaping @Sendable (_ seconds: Double) async -> Void,
      handles: @escaping @Sendable (DefinitionHash, String) async throws -> Bool
    ) {
      self.now = now
      self.poke = poke
      self.pause = pause
      self.handles = handles
    }
  }

  package init(store: any Store, keys: AnswerKeys, _ surroundings: Surroundings) {
    self.store = store
    self.keys = keys
    self.surroundings = surroundings
  }

  package func now() async throws -> Instant { try await surroundings.now() }

  package func find(_ token: AnswerToken?) async throws -> Found {
    guard let token else { return .nothing }
    guard token.expiresAt > (try await surroundings.now()) else { return .expired(token.expiresAt) }
    guard let instance = try await store.instance(token.part.effect.instance) else { return .nothing }
    let records = try await store.parts(PartFilter(instance: instance.id))
    guard let record = records.first(where: { $0.part.id == token.part }), let message = Self.message(record), !message.answers.isEmpty
    else { return .nothing }
    return .found(
      AnswerCase(
        part: token.part, record: record, message: message, instance: instance, newest: Self.newest(record, records),
        given: try await given(instance.id), deadline: instance.timers.map(\.due).min(),
        canWithdraw: try await surroundings.handles(instance.hash, Self.withdrawal)))
  }

  /// - Throws: `StoreError` where the store cannot be reached; nothing is taken in then.
  package func take(_ submission: Submission, _ token: AnswerToken, _ found: AnswerCase) async throws -> Taken {
    let now = try await surroundings.now()
    let isWithdrawal = submission.event == Self.withdrawal
    guard isWithdrawal || found.isOffered(submission.event) else { return .notOffered }
    if !isWithdrawal, found.newest != nil { return .stale }
    if found.instance.status.isEnded { return .over }
    if !isWithdrawal, found.standing(submission.event) != nil { return .before }
    if let objection = try await objection(submission, token, found, at: now) { return objection }
    let by = Self.author(found, name: submission.name)
    if isWithdrawal { return try await withdraw(found, by: by, at: now) }
    let turn = found.given.count { $0.key.hasPrefix(Self.key(found.part, submission.event)) }
    let reason = String(submission.reason.prefix(Self.reasonLengthMax))
    let isNotMe = submission.event == Self.notMe
    let fields: ValueMap =
      isNotMe ? ["text": .string("I am not the right person. \(reason)")] : reason.isEmpty ? [:] : ["reason": .string(reason)]
    return try await append(
      found, key: "\(Self.key(found.part, submission.event))/\(turn)", event: isNotMe ? "replied" : submission.event, by: by,
      fields: fields, at: now)
  }

  /// What can be taken back now, by this recipient.
  package func withdrawable(_ found: AnswerCase, at now: Instant) -> AnswerCase.Given? {
    guard !found.instance.status.isEnded, found.canWithdraw else { return nil }
    return found.given.last { given in
      given.key.hasPrefix("answer/\(found.part)/") && !given.isWithdrawn && now < given.at.adding(seconds: Self.undoSeconds)
    }
  }

  private func objection(
    _ submission: Submission, _ token: AnswerToken, _ found: AnswerCase, at now: Instant
  ) async throws -> Taken? {
    guard await attempts.mayTry(found.part, at: now) else { return .tooMany }
    let code = submission.code.filter { !$0.isWhitespace }.uppercased()
    guard token.codes(keys).contains(code) else {
      // What a scanner puts into a field is no guess, and must not keep a person from answering.
      if code.count == AnswerToken.codeLength { await attempts.noteWrong(found.part, at: now) }
      return .wrongCode
    }
    await attempts.noteRight(found.part)
    let offer = found.offers.first { $0.event == submission.event }
    let asksReason = offer?.asksReason ?? (submission.event == Self.notMe)
    if asksReason, Self.isBlank(submission.reason) { return .needsReason }
    if found.isOfRoom, Self.isBlank(submission.name) { return .needsName }
    return nil
  }

  private func withdraw(_ found: AnswerCase, by: String, at now: Instant) async throws -> Taken {
    guard let given = withdrawable(found, at: now) else { return .cannotWithdraw }
    return try await append(
      found, key: "withdrawn/\(given.key)", event: Self.withdrawal, by: by, fields: ["answer": .string(given.event)], at: now)
  }

  private func append(
    _ found: AnswerCase, key: String, event: String, by: String, fields: ValueMap, at now: Instant
  ) async throws -> Taken {
    var data = fields
    data["by"] = .string(by)
    data["channel"] = .string(found.isOfRoom ? "card" : "link")
    data["message"] = .string(found.part.description)
    let event = InboxEvent(instance: found.instance.id, key: key, at: now, event: .occurred(name: event, data: .map(data), by: by))
    let isNew = try await store.append(event)
    await surroundings.poke()
    try await waitUntilRead(event)
    return isNew ? .taken : .before
  }

  /// So that the page can say what came of it; where the workflow takes longer, the page says that.
  private func waitUntilRead(_ event: InboxEvent) async throws {
    for _ in 0..<Self.looksMax {
      let records = try await store.inbox(of: event.instance)
      guard records.contains(where: { $0.event.key == event.key && $0.step == nil }) else { return }
      await surroundings.pause(Self.lookSeconds)
    }
  }

  private static let looksMax = 30
  private static let lookSeconds = 0.1

  /// All that people said to the instance, by whatever way.
  private func given(_ instance: InstanceID) async throws -> [AnswerCase.Given] {
    let records = try await store.inbox(of: instance)
    let withdrawn = Set(records.compactMap { $0.event.key.hasPrefix("withdrawn/") ? String($0.event.key.dropFirst(10)) : nil })
    return records.compactMap { record -> AnswerCase.Given? in
      let name = record.event.name
      guard !name.hasPrefix("@"), name != Self.withdrawal, let by = record.event.data["by"]?.string else { return nil }
      return AnswerCase.Given(
        event: name, by: by, at: record.event.at, reason: record.event.data["data"]?["reason"]?.string ?? "", key: record.event.key,
        isWithdrawn: withdrawn.contains(record.event.key), isUnread: record.step == nil)
    }.sorted { $0.at < $1.at }
  }

  /// The key of the event that this recipient's answer causes, without its turn: who answers, takes it back and answers again does so
  /// twice; who presses twice does so once.
  private static func key(_ part: PartID, _ event: String) -> String { "answer/\(part)/\(event)" }

  private static func author(_ found: AnswerCase, name: String) -> String {
    guard found.isOfRoom else { return found.recipient }
    let said = String(String.UnicodeScalarView(name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    return "someone in \(found.recipient), as \(said.prefix(nameLengthMax).trimmed)"
  }

  private static func newest(_ record: PartRecord, _ records: [PartRecord]) -> AnswerCase.Newer? {
    let later = records.filter { other in
      other.part.recipient == record.part.recipient && other.part.channel == record.part.channel
        && (other.part.effect.step, other.part.effect.index) > (record.part.effect.step, record.part.effect.index)
        && [.pending, .sending, .delivered, .uncertain].contains(other.status) && message(other)?.answers.isEmpty == false
    }
    let last = later.max { ($0.part.effect.step, $0.part.effect.index) < ($1.part.effect.step, $1.part.effect.index) }
    return last.map { AnswerCase.Newer(part: $0.part.id, at: $0.createdAt) }
  }

  private static func message(_ record: PartRecord) -> MessagePart? {
    // A row of another kind, or of another version's shape, is none that can be answered.
    try? MessagePart(json: record.part.body)
  }

  private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}

extension Substring {
  fileprivate var trimmed: String {
    var rest = self
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
