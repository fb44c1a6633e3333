package import Calendar

/// Mails of many instances that reach a recipient as one, instead of as a flood; the words are Alertmanager's.
package struct DigestSpec: Hashable, Sendable {
  /// Mails of the same template with the same value go together.
  package var groupBy: Expression
  /// The first mail of a group waits so long for others.
  package var groupWait: Delay
  /// After one went, the next of its group goes no sooner.
  package var groupInterval: Delay

  /// As Alertmanager has them where nothing is said.
  package static let groupWaitUsual = Delay.seconds(30)
  package static let groupIntervalUsual = Delay.seconds(5 * 60)

  package init(groupBy: Expression, groupWait: Delay = groupWaitUsual, groupInterval: Delay = groupIntervalUsual) {
    self.groupBy = groupBy
    self.groupWait = groupWait
    self.groupInterval = groupInterval
  }
}
