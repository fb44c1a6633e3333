package import Calendar

/// The place of a message in `Definition.messages`.
package struct MessageID: Hashable, Sendable {
  package var number: Int

  package init(_ number: Int) {
    self.number = number
  }
}

/// A message that an action sends: through which channel, to whom, made of what, and when it is not to go after all.
package struct MessageSpec: Hashable, Sendable {
  package enum Medium: Hashable, Sendable {
    case email(EmailSpec)
    case teams(TeamsSpec)
  }

  package var medium: Medium
  /// Asked in the step, and again right before each attempt.
  package var condition: Expression?
  /// Whether it stays unsent once the state whose `entry` it stands in was left by a later step.
  package var cancelsOnExit: Bool
  /// The same message (workflow, key, template) is suppressed within this time after the last.
  package var notWithin: Delay?
  package var onUncertain: OnUncertain?
  /// What its template can name: that of the action which sends it.
  package var scope: NameScope
  package var place: Place

  package init(
    medium: Medium, condition: Expression?, cancelsOnExit: Bool = true, notWithin: Delay? = nil, onUncertain: OnUncertain? = nil,
    scope: NameScope = NameScope(), place: Place
  ) {
    self.medium = medium
    self.condition = condition
    self.cancelsOnExit = cancelsOnExit
    self.notWithin = notWithin
    self.onUncertain = onUncertain
    self.scope = scope
    self.place = place
  }
}

/// What is done when nobody knows whether the other side took a message.
package enum OnUncertain: String, Hashable, Sendable, CaseIterable {
  /// It goes again with the same bytes under the same id.
  case resend
  /// It waits for a person.
  case hold
}

package struct EmailSpec: Hashable, Sendable {
  package enum Importance: String, Hashable, Sendable, CaseIterable {
    case low
    case normal
    case high
  }

  /// The template's name; of a mail without one what it is called by: its action's name, or its subject as the file says it.
  package var template: String
  /// What it says where no template does.
  package var written: WrittenMail?
  /// A contact, an address, or a list of these.
  package var to: Expression
  package var cc: Expression?
  /// They get it, and nobody sees that they do.
  package var bcc: Expression?
  /// Where a reply goes; without it to the installation's own mailbox.
  package var replyTo: Expression?
  package var importance: Importance
  package var attachments: [AttachmentSpec]
  package var answers: [AnswerSpec]
  /// The conversation; without it the workflow's own `thread`.
  package var thread: String?
  /// The instant of a calendar entry that goes with it; one that is null takes the entry back.
  package var deadline: Expression?
  /// Where it goes together with others of its kind.
  package var digest: DigestSpec?

  package init(
    template: String, written: WrittenMail? = nil, to: Expression, cc: Expression? = nil, bcc: Expression? = nil,
    replyTo: Expression? = nil, importance: Importance = .normal, attachments: [AttachmentSpec] = [], answers: [AnswerSpec] = [],
    thread: String? = nil, deadline: Expression? = nil, digest: DigestSpec? = nil
  ) {
    self.written = written
    self.bcc = bcc
    self.replyTo = replyTo
    self.deadline = deadline
    self.digest = digest
    self.template = template
    self.to = to
    self.cc = cc
    self.importance = importance
    self.attachments = attachments
    self.answers = answers
    self.thread = thread
  }
}

/// A mail that needs no template: text, worked out in the step.
package struct WrittenMail: Hashable, Sendable {
  package var subject: Text
  package var body: Text

  package init(subject: Text, body: Text) {
    self.subject = subject
    self.body = body
  }
}

/// A JSON template to a room or a program: a card for Teams, or a message for a webhook.
package struct TeamsSpec: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case teams
    case webhook
  }

  package var kind: Kind
  /// The webhook's name in `tocsin.yaml`: `alerts`.
  package var channel: String
  package var card: String
  /// Buttons of the card that lead to its page.
  package var answers: [AnswerSpec]

  package init(kind: Kind = .teams, channel: String, card: String, answers: [AnswerSpec] = []) {
    self.kind = kind
    self.channel = channel
    self.card = card
    self.answers = answers
  }
}

/// The tracked rows as a file.
package struct AttachmentSpec: Hashable, Sendable {
  package enum Format: String, Hashable, Sendable, CaseIterable {
    case csv
    case xlsx
  }

  package var format: Format

  package init(format: Format) {
    self.format = format
  }
}

/// A way to answer a message: the event it causes, and the words on the button.
package struct AnswerSpec: Hashable, Sendable {
  package var event: String
  package var label: String
  /// The words in other languages, by ISO 639-1 code.
  package var labels: [String: String]
  /// Whoever answers so must say why.
  package var asksReason: Bool

  package init(event: String, label: String, labels: [String: String] = [:], asksReason: Bool = false) {
    self.event = event
    self.label = label
    self.labels = labels
    self.asksReason = asksReason
  }

  /// The words for a reader of that language (`de`, `de-AT`); those without a language where it has none.
  package func label(in language: String?) -> String {
    guard let language else { return label }
    return labels[language] ?? labels[String(language.prefix { $0 != "-" })] ?? label
  }
}
