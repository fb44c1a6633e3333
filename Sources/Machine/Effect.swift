package import CEL
package import Calendar
package import Workflow

/// Something to be done once the step is committed, under an id that never changes.
package struct Effect: Hashable, Sendable {
  package var id: EffectID
  /// The state entry that it comes from and lives with; nil where it outlives every state.
  package var entry: Int?
  package var kind: Kind

  package init(id: EffectID, entry: Int?, kind: Kind) {
    self.id = id
    self.entry = entry
    self.kind = kind
  }

  package enum Kind: Hashable, Sendable {
    case email(EmailEffect)
    case card(CardEffect)
    case ask(AskEffect)
    case start(StartEffect)
    /// Opens an instance for a watched row where there is none, and tells it what the round saw.
    case watched(StartEffect, Watched)
    /// Tells a parent that this instance ended, as it stands now.
    case tellParent(InstanceID, Child)
    case log(String)
  }
}

/// A mail that is to be rendered in the step, from what the step saw, and sent to each recipient afterwards.
package struct EmailEffect: Hashable, Sendable {
  package var message: MessageID
  package var template: String
  /// What it says where no template does.
  package var written: Written?
  package var to: [Addressee]
  package var cc: [Addressee]
  /// Whom the others do not see.
  package var bcc: [Addressee]
  /// Where a reply goes; empty: to the installation's own mailbox.
  package var replyTo: [Addressee]
  package var thread: String?
  package var importance: EmailSpec.Importance
  package var attachments: [AttachmentSpec]
  package var answers: [AnswerSpec]
  package var deadline: Deadline?
  package var digest: Digest?
  package var scope: Snapshot

  /// The words of a mail without a template, as the step worked them out.
  package struct Written: Hashable, Sendable {
    package var subject: String
    package var body: String

    package init(subject: String, body: String) {
      self.subject = subject
      self.body = body
    }
  }

  /// With which others it goes, and how long it waits for them.
  package struct Digest: Hashable, Sendable {
    package var group: String
    package var waitsUntil: Instant

    package init(group: String, waitsUntil: Instant) {
      self.group = group
      self.waitsUntil = waitsUntil
    }
  }

  /// What the calendar entry of the instance becomes.
  package enum Deadline: Hashable, Sendable {
    case at(Instant)
    case cancelled
  }

  package init(
    message: MessageID, template: String, written: Written? = nil, to: [Addressee], cc: [Addressee], bcc: [Addressee] = [],
    replyTo: [Addressee] = [], thread: String?, importance: EmailSpec.Importance, attachments: [AttachmentSpec],
    answers: [AnswerSpec], deadline: Deadline? = nil, digest: Digest? = nil, scope: Snapshot
  ) {
    self.written = written
    self.bcc = bcc
    self.replyTo = replyTo
    self.deadline = deadline
    self.digest = digest
    self.message = message
    self.template = template
    self.to = to
    self.cc = cc
    self.thread = thread
    self.importance = importance
    self.attachments = attachments
    self.answers = answers
    self.scope = scope
  }
}

/// Somebody who gets a mail.
package struct Addressee: Hashable, Sendable {
  package var name: String
  package var address: String
  /// An ISO 639-1 code, where the contact says one.
  package var language: String?
  /// When mails to them wait, and where they are; the workflow's zone where that is not said.
  package var quiet: QuietHours?
  package var zone: Zone?
  /// The address that gets what cannot be delivered to this one.
  package var alternate: String?

  package init(
    name: String, address: String, language: String? = nil, quiet: QuietHours? = nil, zone: Zone? = nil, alternate: String? = nil
  ) {
    self.alternate = alternate
    self.quiet = quiet
    self.zone = zone
    self.name = name
    self.address = address
    self.language = language
  }
}

/// A card for a webhook, rendered in the step.
package struct CardEffect: Hashable, Sendable {
  package var message: MessageID
  package var kind: TeamsSpec.Kind
  package var channel: String
  package var card: String
  package var answers: [AnswerSpec]
  package var scope: Snapshot

  package init(
    message: MessageID, kind: TeamsSpec.Kind = .teams, channel: String, card: String, answers: [AnswerSpec] = [], scope: Snapshot
  ) {
    self.message = message
    self.kind = kind
    self.channel = channel
    self.card = card
    self.answers = answers
    self.scope = scope
  }
}

/// A question to a source, and for how long it is asked again.
package struct AskEffect: Hashable, Sendable {
  package var source: String
  package var input: Value
  package var timeoutSeconds: Int?
  package var retry: Retry
  /// Whether the workflow says what happens when it is not answered; without that it is an incident.
  package var isErrorHandled: Bool

  package init(source: String, input: Value, timeoutSeconds: Int?, retry: Retry, isErrorHandled: Bool) {
    self.source = source
    self.input = input
    self.timeoutSeconds = timeoutSeconds
    self.retry = retry
    self.isErrorHandled = isErrorHandled
  }

  /// A retry policy with its instants worked out.
  package struct Retry: Hashable, Sendable {
    package var attempts: Int?
    package var delaySeconds: Int
    package var backoff: RetryPolicy.Backoff
    package var jitter: Double
    package var until: Instant?

    package init(attempts: Int?, delaySeconds: Int, backoff: RetryPolicy.Backoff, jitter: Double, until: Instant?) {
      self.attempts = attempts
      self.delaySeconds = delaySeconds
      self.backoff = backoff
      self.jitter = jitter
      self.until = until
    }
  }
}

/// An instance to be opened, or, where its key is already there, adopted.
package struct StartEffect: Hashable, Sendable {
  package var workflow: String
  package var key: String
  package var again: Start.Again
  package var input: Value
  /// First values of `data`; what is not among them has a default.
  package var data: Value
  package var items: [Value]?
  /// Who is told of its end; nil for what a schedule opens.
  package var parent: InstanceID?
  /// `now` of the opened instance's first step.
  package var at: Instant

  package init(
    workflow: String, key: String, again: Start.Again, input: Value, data: Value = .map(ValueMap()), items: [Value]?,
    parent: InstanceID?, at: Instant
  ) {
    self.workflow = workflow
    self.key = key
    self.again = again
    self.input = input
    self.data = data
    self.items = items
    self.parent = parent
    self.at = at
  }
}
