package import Calendar
package import Machine

/// Something that needs a person, about to be opened.
package struct IncidentOpening: Hashable, Sendable {
  package enum Cause: String, Hashable, Sendable {
    /// An expression, a limit, a template: the step was undone, the instance is faulted.
    case step
    /// Retries used up, refused, no recipient; the instance goes on.
    case effect
    /// A state says so, as long as it is active.
    case said
    /// A channel is down; its messages wait.
    case channel
    /// More messages at once than the brake lets go; they are held.
    case brake
    /// The database came back from a backup; the outbox is held.
    case restore

    /// Whether it is about the whole and not about an instance.
    package var isOfTheWhole: Bool { self == .channel || self == .brake || self == .restore }
  }

  package var cause: Cause
  /// Safe to show: what is wrong.
  package var text: String
  /// `file:line:column`, an SMTP answer.
  package var detail: String?
  /// The part that failed, where the cause is *effect*.
  package var part: PartID?

  package init(cause: Cause, text: String, detail: String? = nil, part: PartID? = nil) {
    self.cause = cause
    self.text = text
    self.detail = detail
    self.part = part
  }
}

package struct IncidentRecord: Hashable, Sendable {
  package var number: Int64
  package var cause: IncidentOpening.Cause
  /// `workflow/key`, or the channel's name.
  package var subject: String
  package var instance: InstanceID?
  package var part: PartID?
  package var text: String
  package var detail: String?
  package var openedAt: Instant
  package var closedAt: Instant?

  package init(
    number: Int64, cause: IncidentOpening.Cause, subject: String, instance: InstanceID?, part: PartID?, text: String,
    detail: String?, openedAt: Instant, closedAt: Instant?
  ) {
    self.number = number
    self.cause = cause
    self.subject = subject
    self.instance = instance
    self.part = part
    self.text = text
    self.detail = detail
    self.openedAt = openedAt
    self.closedAt = closedAt
  }
}
