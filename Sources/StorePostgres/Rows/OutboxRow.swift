import Calendar
import Machine
import PostgreSQL
import Store

extension OutboxPart {
  /// In the order in which `init` reads them; `o` is the table.
  static let columns = """
    o.id, o.step, o.idx, o.part, o.channel, o.thread, o.recipient, o.entry, o.message, o.body, o.next_at, o.on_uncertain, o.digest
    """

  init(_ cursor: inout RowCursor) throws {
    let effect = EffectID(instance: try cursor.instanceID(), step: try cursor.int(), index: try cursor.int())
    let part = try cursor.int()
    let channel = try cursor.text()
    let thread = try cursor.optionalText()
    let recipient = try cursor.text()
    let entry = try cursor.optionalInt()
    let stored = try cursor.optionalJSON()
    var message: MessageReference?
    if let stored { message = try MessageReference(stored: stored) }
    self.init(
      effect: effect, part: part, channel: channel, thread: thread, recipient: recipient, entry: entry, message: message,
      body: try cursor.json(), nextAt: try cursor.instant(), onUncertain: try cursor.word(Uncertain.self))
    digest = try cursor.optionalText()
  }
}

extension Delivery {
  /// A part, then `token, attempts, uncertains, bytes, created_at, earlier`; earlier ones as `step/idx.part`.
  init(_ cursor: inout RowCursor) throws {
    let part = try OutboxPart(&cursor)
    let token = DeliveryToken(effect: part.effect, part: part.part, token: Int64(try cursor.int()))
    let attempts = try cursor.int()
    let uncertains = try cursor.int()
    let bytes = try cursor.optionalBytes()
    let createdAt = try cursor.instant()
    var earlier: [PartID] = []
    for text in try cursor.texts() {
      guard let id = PartID("\(part.effect.instance)/\(text)") else {
        throw StoreError(retry: .never, message: "a stored row cannot be read: \(text) is no part")
      }
      earlier.append(id)
    }
    self.init(
      part: part, token: token, attempts: attempts, uncertains: uncertains, bytes: bytes, createdAt: createdAt,
      earlier: earlier)
  }
}

extension PartRecord {
  /// A part, then `workflow, key, status, attempts, uncertains, created_at, settled_at, answer`.
  init(_ cursor: inout RowCursor) throws {
    self.init(
      part: try OutboxPart(&cursor), workflow: try cursor.text(), key: try cursor.text(), status: try cursor.word(Status.self),
      attempts: try cursor.int(), uncertains: try cursor.int(), createdAt: try cursor.instant(),
      settledAt: try cursor.optionalInstant(), lastAnswer: try cursor.json())
  }
}
