package import CEL
package import Calendar
package import Machine

/// Hands effects out to be carried out, under leases and fencing tokens.
///
/// `pending → sending → delivered | failed | uncertain`, and from `pending` also `cancelled | suppressed`, and `held` until a person
/// says otherwise. Nothing is leased or begun on a paused channel, or while the outbox is held after a restore. Every verb about a claimed delivery names its token; a stale one changes nothing and is told so by `false`.
package protocol DeliveryStore: Sendable {
  /// Leases parts of a channel that are pending, due by `now` and not leased, oldest first; they stay pending. Leaves out
  /// what must wait for its thread: an earlier effect of the same instance and thread to the same recipient is pending
  /// or under way, unless this part has waited longer than `threadWaitSeconds`. Leaves out digests.
  func claimDeliveries(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery]

  /// Leases the mails of one digest: of a group of which one is due, all that are pending and not leased, oldest first. Nothing of a
  /// group of which something is under way.
  func claimDigest(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery]

  /// When something of a digest last went to a recipient, or may have gone.
  func digestSentAt(_ digest: String, channel: String, recipient: String) async throws(StoreError) -> Instant?

  /// The instance as it stands, to ask `if:` again, and whether it has an unread event that has arrived by `now`.
  func instanceForCheck(_ id: InstanceID, at now: Instant) async throws(StoreError) -> CheckedInstance?

  /// Written right before the first byte, in one statement: pending → sending, attempts + 1, the bytes kept if none are
  /// yet. False if the token is stale, or, where `checkedStep` is given, the instance has moved on from it or has an
  /// unread event: look again.
  func markSending(
    _ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], at now: Instant
  ) async throws(StoreError) -> Bool

  /// Writes how an attempt ended, with the event it causes in the same statement. `delivered` also settles a
  /// part that is uncertain, or pending again after it, by the word of an older attempt (a late answer), and closes the
  /// part's incident. False if the token is stale: nothing changed. From where which ending may come: `SettlementRule`.
  func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) async throws(StoreError) -> Bool

  /// Keeps the leases of what is still under way; returns those that were kept.
  func renewLeases(_ deliveries: [DeliveryToken], seconds: Int) async throws(StoreError) -> [DeliveryToken]

  /// Gives back at once what this executor holds and has not begun to send.
  func releaseLeases(of owner: ExecutorID) async throws(StoreError)

  /// Settles what a dead executor left: pending leases that are over become free (the claim sees to that), `sending`
  /// whose lease is over becomes uncertain, then pending again if its channel's policy is to resend and it was
  /// uncertain less than `DeliveryLimits.resendsMax` times, else it is held with an incident; a question to a source
  /// simply becomes pending. Returns what it found.
  func sweepExpiredLeases(at now: Instant) async throws(StoreError) -> [SweptDelivery]
}

package enum DeliveryLimits {
  /// In doubt a mail goes out again with the same bytes at most twice.
  package static let resendsMax = 2
  /// A later mail of a thread waits this long for an earlier one, in seconds; LANGUAGE calls it `threadWait`.
  package static let threadWaitSeconds = 15 * 60
  /// Nobody reads more in one mail.
  package static let digestPartsMax = 100
}

/// A fresh id per process start; a name that is used again would make a dead executor look alive.
package struct ExecutorID: Hashable, Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits.
  package var text: String

  package init(text: String) {
    self.text = text
  }

  package var description: String { text }
}

/// One recipient's share of an effect: a row of the outbox.
package struct OutboxPart: Hashable, Sendable {
  package var effect: EffectID
  /// Counts the recipients of the effect from 0.
  package var part: Int
  /// `email`, `teams/alerts`, `source/bookings-db`, `start`, `tell`.
  package var channel: String
  package var thread: String?
  /// With which others to the same recipient it goes as one.
  package var digest: String?
  /// Whom it reaches: an address; empty where the channel has only one other side.
  package var recipient: String
  /// The state entry that it lives with; it is cancelled once that was left by a later step.
  package var entry: Int?
  /// The number of the message in its definition, for its `if:`; nil for what is no message.
  package var message: MessageReference?
  /// What the channel makes bytes of; JSON.
  package var body: Value
  package var nextAt: Instant
  package var onUncertain: Uncertain

  /// What a sweep does with a part whose sender died while sending.
  package enum Uncertain: String, Hashable, Sendable {
    case resend
    case hold
    /// Asking again does no harm and nobody is told: questions, starts, tells.
    case repeatSilently
  }

  package init(
    effect: EffectID, part: Int, channel: String, thread: String? = nil, digest: String? = nil, recipient: String = "",
    entry: Int? = nil, message: MessageReference? = nil, body: Value, nextAt: Instant, onUncertain: Uncertain
  ) {
    self.digest = digest
    self.effect = effect
    self.part = part
    self.channel = channel
    self.thread = thread
    self.recipient = recipient
    self.entry = entry
    self.message = message
    self.body = body
    self.nextAt = nextAt
    self.onUncertain = onUncertain
  }
}

/// Where the `if:` of a message is found again, and the `forEach` values it may read.
package struct MessageReference: Hashable, Sendable {
  package var number: Int
  package var locals: [Value]
  /// `workflow/key/template`, for `notWithin`.
  package var template: String

  package init(number: Int, locals: [Value], template: String) {
    self.number = number
    self.locals = locals
    self.template = template
  }
}

package struct DeliveryClaim: Hashable, Sendable {
  package var channel: String
  package var limit: Int
  package var owner: ExecutorID
  package var now: Instant
  package var leaseSeconds: Int
  /// Nothing is leased while more than the rule allows would go.
  package var brake: BrakeRule?

  package init(channel: String, limit: Int, owner: ExecutorID, now: Instant, leaseSeconds: Int, brake: BrakeRule? = nil) {
    self.channel = channel
    self.limit = limit
    self.owner = owner
    self.now = now
    self.leaseSeconds = leaseSeconds
    self.brake = brake
  }
}

/// A lease on a part: whose, and which of the leases it ever had.
package struct DeliveryToken: Hashable, Sendable {
  package var effect: EffectID
  package var part: Int
  package var token: Int64

  package init(effect: EffectID, part: Int, token: Int64) {
    self.effect = effect
    self.part = part
    self.token = token
  }
}

package struct Delivery: Hashable, Sendable {
  package var part: OutboxPart
  package var token: DeliveryToken
  /// Attempts that used up one of the allowed ones so far.
  package var attempts: Int
  /// How often it was uncertain.
  package var uncertains: Int
  /// The bytes of the first attempt; every later one sends these.
  package var bytes: [UInt8]?
  package var createdAt: Instant
  /// What reached this recipient in this thread before, or may have, in the order in which it was sent: what References
  /// may name. Overtaking counts by time, so an overtaken mail answers the one that overtook it.
  package var earlier: [PartID]

  package init(
    part: OutboxPart, token: DeliveryToken, attempts: Int, uncertains: Int, bytes: [UInt8]?, createdAt: Instant,
    earlier: [PartID]
  ) {
    self.part = part
    self.token = token
    self.attempts = attempts
    self.uncertains = uncertains
    self.bytes = bytes
    self.createdAt = createdAt
    self.earlier = earlier
  }
}

/// `instance/step/index.part`.
package struct PartID: Hashable, Sendable, CustomStringConvertible {
  package var effect: EffectID
  package var part: Int

  package init(effect: EffectID, part: Int) {
    self.effect = effect
    self.part = part
  }

  package var description: String { "\(effect).\(part)" }
}

package struct CheckedInstance: Hashable, Sendable {
  package var instance: Instance
  package var hasUnreadEvent: Bool

  package init(instance: Instance, hasUnreadEvent: Bool) {
    self.instance = instance
    self.hasUnreadEvent = hasUnreadEvent
  }
}

/// How an attempt ended, or why there was none.
package struct Settlement: Hashable, Sendable {
  package enum Ending: Hashable, Sendable {
    case delivered
    /// Pending again, not before this time.
    case retried(at: Instant, usesUpAttempt: Bool)
    case failed
    /// Nobody knows; goes again at this time, or is held where there is none.
    case uncertain(resendAt: Instant?)
    /// Never tried: its state was left, its `if:` is false.
    case cancelled
    /// Never tried: the same message went out a short time ago.
    case suppressed
  }

  package var ending: Ending
  /// The other side's words, or the reason; JSON, safe to keep, without secrets. Kept with the attempt.
  package var answer: Value
  /// When the attempt began; nil where there was none.
  package var beganAt: Instant?
  package var event: InboxEvent?
  package var incident: IncidentOpening?

  package init(
    ending: Ending, answer: Value, beganAt: Instant? = nil, event: InboxEvent? = nil, incident: IncidentOpening? = nil
  ) {
    self.ending = ending
    self.answer = answer
    self.beganAt = beganAt
    self.event = event
    self.incident = incident
  }
}

package struct SweptDelivery: Hashable, Sendable {
  package var id: PartID
  package var channel: String
  package var isHeld: Bool

  package init(id: PartID, channel: String, isHeld: Bool) {
    self.id = id
    self.channel = channel
    self.isHeld = isHeld
  }
}
