import CEL
import Calendar
import Workflow

extension Run {
  /// Notes a message with what it is rendered from, unless its `if:` is false already.
  func send(_ id: MessageID) throws(StepFault) {
    guard definition.messages.indices.contains(id.number) else {
      throw fault("the definition has no message \(id.number)", at: nil)
    }
    let spec = definition.messages[id.number]
    if let condition = spec.condition, try !isTrue(condition) {
      changes.append(.passedOver("\(spec.template) was not sent: `\(condition.source)` is false"))
      return
    }
    let kind: Effect.Kind
    switch spec.medium {
    case .email(let email): kind = .email(try effect(of: email, id))
    case .teams(let teams):
      kind = .card(
        CardEffect(
          message: id, kind: teams.kind, channel: teams.channel, card: teams.card, answers: teams.answers, scope: snapshot()))
    }
    try add(kind, entry: spec.cancelsOnExit ? entryInHand : nil)
  }

  private func effect(of email: EmailSpec, _ id: MessageID) throws(StepFault) -> EmailEffect {
    let to = try addressees(email.to)
    let cc = try addressees(email.cc, but: to)
    return EmailEffect(
      message: id, template: email.template, to: to, cc: cc, bcc: try addressees(email.bcc, but: to + cc),
      replyTo: try addressees(email.replyTo, but: []), thread: email.digest == nil ? email.thread ?? definition.thread : nil,
      importance: email.importance, attachments: email.attachments, answers: email.answers, digest: try digest(email), scope: snapshot())
  }

  private func digest(_ email: EmailSpec) throws(StepFault) -> EmailEffect.Digest? {
    guard let spec = email.digest else { return nil }
    let value = try evaluate(spec.groupBy)
    guard let group = value.string else {
      throw fault("`\(spec.groupBy.source)` is \(value.kindWithArticle), not text", at: spec.groupBy.place)
    }
    let end = spec.groupWait.due(from: moment.now, in: definition.zone, calendar: definition.calendar)
    return EmailEffect.Digest(group: group, waitsUntil: end)
  }

  /// Deadlines are set when the step has come to rest; what its messages say of the next one is what was set then, wherever an outage
  /// or a calendar has moved it.
  func tellMessagesOfDeadlines() throws(StepFault) {
    for position in effects.indices {
      switch effects[position].kind {
      case .email(var email):
        email.scope.instance = withNextDue(email.scope.instance)
        email.written = try written(email)
        email.deadline = try deadline(email)
        effects[position].kind = .email(email)
      case .card(var card):
        card.scope.instance = withNextDue(card.scope.instance)
        effects[position].kind = .card(card)
      case .ask, .start, .watched, .tellParent, .log: continue
      }
    }
  }

  private func withNextDue(_ described: Value) -> Value {
    guard case .map(var fields) = described else { return described }
    fields["nextDue"] = nextDue.map { Value($0) }
    return .map(fields)
  }

  /// The words of a mail that has no template.
  private func written(_ email: EmailEffect) throws(StepFault) -> EmailEffect.Written? {
    guard case .email(let spec) = definition.messages[email.message.number].medium, let words = spec.written else { return nil }
    return EmailEffect.Written(
      subject: try text(words.subject, seeing: email.scope), body: try text(words.body, seeing: email.scope))
  }

  private func deadline(_ email: EmailEffect) throws(StepFault) -> EmailEffect.Deadline? {
    guard case .email(let spec) = definition.messages[email.message.number].medium, let expression = spec.deadline else { return nil }
    switch try evaluate(expression, seeing: email.scope) {
    case .timestamp(let instant): return .at(Instant(instant))
    case .null, .optional(nil): return .cancelled
    case .optional(.timestamp(let instant)?): return .at(Instant(instant))
    case let value: throw fault("`\(expression.source)` is \(value.kindWithArticle), not a time", at: expression.place)
    }
  }

  private func addressees(_ expression: Workflow.Expression?, but others: [Addressee]) throws(StepFault) -> [Addressee] {
    guard let expression else { return [] }
    return try addressees(expression).filter { !others.contains(sameAddressAs: $0) }
  }

  /// A contact, an address, or a list of these, each address once.
  private func addressees(_ expression: Workflow.Expression) throws(StepFault) -> [Addressee] {
    var found: [Addressee] = []
    for value in Self.flattened(try evaluate(expression)) {
      guard let addressee = Addressee(value) else {
        throw fault("`\(expression.source)` has \(value.kindWithArticle) that is neither a contact nor an address", at: expression.place)
      }
      noteUnread(value, of: addressee)
      if !found.contains(sameAddressAs: addressee) { found.append(addressee) }
    }
    return found
  }

  /// Of a contact that no file was checked for: words that say nothing here. Its mails go all the same, and the step says so.
  private func noteUnread(_ value: Value, of addressee: Addressee) {
    if let zone = value["timezone"]?.string, addressee.zone == nil {
      changes.append(.passedOver("`\(zone)` is no time zone: the quiet hours of \(addressee.address) are those of the workflow's zone"))
    }
    if let hours = value["quiet"]?.string, addressee.quiet == nil {
      changes.append(.passedOver("`\(hours)` is no stretch of a day: mails to \(addressee.address) do not wait"))
    }
  }

  private static func flattened(_ value: Value) -> [Value] {
    switch value {
    case .list(let values): values.flatMap { flattened($0) }
    case .optional(let inner): inner.map { flattened($0) } ?? []
    case .null: []
    default: [value]
    }
  }
}

extension MessageSpec {
  /// The template or card that it is made of.
  package var template: String {
    switch medium {
    case .email(let email): email.template
    case .teams(let teams): teams.card
    }
  }
}

extension Addressee {
  /// An address as text, or a contact: a map with `email`, and perhaps `name` and `language`.
  init?(_ value: Value) {
    if let address = value.string {
      self.init(name: "", address: address)
    } else if let address = value["email"]?.string {
      self.init(
        name: value["name"]?.string ?? "", address: address, language: value["language"]?.string,
        quiet: value["quiet"]?.string.flatMap { QuietHours($0) },
        // What is no zone is said by the step, and the workflow's zone stands in.
        zone: value["timezone"]?.string.flatMap { try? Zone($0) },
        alternate: value["alternate"]?.string)
    } else {
      return nil
    }
  }
}

extension [Addressee] {
  /// Mail servers tell addresses apart by capitals in theory only.
  func contains(sameAddressAs other: Addressee) -> Bool {
    contains { $0.address.lowercased() == other.address.lowercased() }
  }
}
