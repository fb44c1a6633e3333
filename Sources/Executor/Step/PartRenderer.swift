import CEL
import Calendar
import Channel
package import Machine
package import Store
import Template
import Workflow

/// Makes outbox rows of a step's effects: renders messages from what the step saw, one part for each recipient. Pure.
package struct PartRenderer: Sendable {
  /// Channels that this installation has; a message for another is an incident at once.
  package var channels: Set<String>

  /// For `attach: [{items: xlsx}]`.
  package var workbooks: (any WorkbookWriter)?

  /// For `answers:`; without it mails and cards hold no links.
  package var links: (any AnswerLinkMaker)?

  /// In which everybody reads mails, for a preview; nil: each in their own.
  package var language: String?

  /// Whether anybody looks at what mails say beside their subjects; a simulation that shows a timeline only does without.
  package var keepsWords: Bool

  package init(
    channels: Set<String>, workbooks: (any WorkbookWriter)? = nil, links: (any AnswerLinkMaker)? = nil, language: String? = nil,
    keepsWords: Bool = true
  ) {
    self.keepsWords = keepsWords
    self.channels = channels
    self.language = language
    self.workbooks = workbooks
    self.links = links
  }

  package func write(
    _ step: Step, readKey: String?, _ loaded: LoadedDefinition, at moment: Moment
  ) throws(StepFault) -> StepWrite {
    var write = StepWrite(
      record: step.record, readKey: readKey, parts: [], incidents: step.incidents, appended: step.appended)
    for effect in step.effects {
      switch effect.kind {
      case .email(let email):
        try add(email, effect, loaded, step, to: &write)
      case .card(let card):
        try add(card, effect, loaded, step, to: &write)
      case .ask(let ask):
        write.parts.append(ask.part(of: effect, at: moment.now))
      case .start(let start):
        write.parts.append(start.part(of: effect, at: moment.now))
      case .watched(let start, let watched):
        write.parts.append(WatchedRow(start: start, watched: watched).part(of: effect, at: moment.now))
      case .tellParent(let parent, let child):
        write.parts.append(TellEffect(parent: parent, child: child).part(of: effect, at: moment.now))
      case .log:
        break  // The step's record holds the line.
      }
    }
    return write
  }

  private func add(
    _ email: EmailEffect, _ effect: Effect, _ loaded: LoadedDefinition, _ step: Step, to write: inout StepWrite
  ) throws(StepFault) {
    let everyone = Self.everyone(email)
    guard !everyone.isEmpty else {
      write.effectIncidents.append(unsent(effect, "The mail \(email.template) has no recipient."))
      return
    }
    guard channels.contains(ChannelName.email) else {
      write.effectIncidents.append(unsent(effect, "No mail channel is set up for \(email.template)."))
      return
    }
    var renderer = try mailRenderer(email, loaded, step)
    for (number, addressee) in everyone.enumerated() {
      let body: MailBody
      do {
        body = try renderer.body(for: addressee, PartID(effect: effect.id, part: number))
      } catch {
        throw StepFault(message: "The mail \(email.template) could not be rendered: \(error)", place: nil)
      }
      write.parts.append(
        OutboxPart(
          effect: effect.id, part: number, channel: ChannelName.email, thread: email.thread,
          digest: email.digest.map { DigestKey.text($0.group, email.template, step.instance.workflow) }, recipient: addressee.address,
          entry: effect.entry,
          message: reference(email.message, email.template, email.scope, step.instance),
          body: MessagePart(
            recipient: addressee.recipient, message: .mail(body), answers: email.answers, alternate: addressee.alternate
          ).json,
          nextAt: opening(
            for: addressee, email, loaded.definition.zone, at: email.digest?.waitsUntil ?? step.record.moment.now),
          onUncertain: uncertain(email.message, loaded, default: .resend)))
    }
  }

  private func add(
    _ card: CardEffect, _ effect: Effect, _ loaded: LoadedDefinition, _ step: Step, to write: inout StepWrite
  ) throws(StepFault) {
    let channel = card.kind == .teams ? ChannelName.teams(card.channel) : ChannelName.webhook(card.channel)
    guard channels.contains(channel) else {
      write.effectIncidents.append(unsent(effect, "The channel \(card.channel) of the card \(card.card) is not set up."))
      return
    }
    guard let template = loaded.cards[card.message] else {
      throw StepFault(message: "The card template \(card.card) is missing.", place: nil)
    }
    let body: CardBody
    do {
      let link = card.answers.isEmpty ? nil : links?.link(for: PartID(effect: effect.id, part: 0), at: step.record.moment.now)
      let rendered = try template.render(card.scope, for: TemplateReader(answers: card.answers.readers(in: nil, link)))
      body = CardBody(card: rendered, fallbackText: rendered["fallbackText"]?.string ?? card.card)
    } catch {
      throw StepFault(message: "The card \(card.card) could not be rendered: \(error)", place: nil)
    }
    write.parts.append(
      OutboxPart(
        effect: effect.id, part: 0, channel: channel, recipient: card.channel, entry: effect.entry,
        message: reference(card.message, card.card, card.scope, step.instance),
        body: MessagePart(recipient: Recipient(address: card.channel), message: .card(body), answers: card.answers).json,
        nextAt: step.record.moment.now, onUncertain: uncertain(card.message, loaded, default: .hold)))
  }

  private func mailRenderer(
    _ email: EmailEffect, _ loaded: LoadedDefinition, _ step: Step
  ) throws(StepFault) -> MailRenderer {
    let template = loaded.mails[email.message]
    guard template != nil || email.written != nil else {
      throw StepFault(message: "The mail template \(email.template) is missing.", place: nil)
    }
    do {
      let attachments = try email.attachments.map { attachment in
        try ItemTable.attachment(
          of: email.scope, loaded.definition, step.instance, as: attachment.format, at: step.record.moment.now, workbooks)
      }
      return MailRenderer(email, template, attachments: attachments, step: step, links: links, language: language, isRead: keepsWords)
    } catch {
      throw StepFault(message: "The attachments of \(email.template) could not be made: \(error)", place: nil)
    }
  }

  /// The constant part of a subject: without what stands in brackets after the first character.
  package static func topic(_ subject: String) -> String {
    var topic = ""
    var depth = 0
    for character in subject {
      if character == "[", !topic.isEmpty { depth += 1 }
      if depth == 0 { topic.append(character) }
      if character == "]", depth > 0 { depth -= 1 }
    }
    while topic.last == " " { topic.removeLast() }
    return topic
  }

  /// When a mail may go: now, or after the recipient's quiet hours, where it is not urgent.
  private func opening(for addressee: Addressee, _ email: EmailEffect, _ zone: Zone, at now: Instant) -> Instant {
    guard email.importance != .high, let quiet = addressee.quiet else { return now }
    return quiet.opening(from: now, in: addressee.zone ?? zone)
  }

  /// Each address once, `to` before `cc` and `bcc`.
  static func everyone(_ email: EmailEffect) -> [Addressee] {
    var seen: Set<String> = []
    return (email.to + email.cc + email.bcc).filter { seen.insert($0.address.lowercased()).inserted }
  }

  private func reference(
    _ message: MessageID, _ template: String, _ scope: Snapshot, _ instance: Instance
  ) -> MessageReference {
    MessageReference(
      number: message.number, locals: scope.locals, template: "\(instance.workflow)/\(instance.key)/\(template)")
  }

  private func uncertain(
    _ message: MessageID, _ loaded: LoadedDefinition, default fallback: OutboxPart.Uncertain
  ) -> OutboxPart.Uncertain {
    switch loaded.definition.messages[message.number].onUncertain {
    case .resend: .resend
    case .hold: .hold
    case nil: fallback
    }
  }

  private func unsent(_ effect: Effect, _ text: String) -> IncidentOpening {
    IncidentOpening(cause: .effect, text: text, part: PartID(effect: effect.id, part: 0))
  }
}

extension Addressee {
  var recipient: Recipient { Recipient(name: name, address: address, language: language) }
}

extension MailBody.Importance {
  init(_ importance: EmailSpec.Importance) {
    switch importance {
    case .low: self = .low
    case .normal: self = .normal
    case .high: self = .high
    }
  }
}
