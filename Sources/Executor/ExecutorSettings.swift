package import Calendar

/// How an executor works; the defaults suit a small installation and a large one alike.
package struct ExecutorSettings: Sendable {
  /// Instances in one transaction: enough to share its cost, few enough that a batch is over in milliseconds.
  package var batch = 500
  /// Batches under way at once: while one waits for its commit, others are decided and written.
  package var steppers = 4
  /// Real seconds between two looks for work that nobody announced, spread by `pollJitter`.
  package var pollSeconds = 0.5
  package var pollJitter = 0.3
  /// Real seconds until a store in trouble is asked again the first time; then twice as long, up to eight times.
  package var troubleSeconds = 0.5
  /// Real seconds for which an executor stands still after the database's clock jumped.
  package var standstillSeconds = 0.5
  /// A lease outlives three missed renewals.
  package var leaseSeconds = 60
  package var heartbeatSeconds = 2.0
  /// An executor that was silent for so long, without having ended, died uncleanly.
  package var silenceSeconds = 15
  /// How long the others step carefully after an unclean death.
  package var carefulSeconds = 60
  /// Real seconds between two looks for events that are old enough to be forgotten.
  package var pruneSeconds = 6 * 3600.0
  /// Real seconds until a channel that is down is tried again.
  package var channelProbeSeconds = 15.0
  /// How long `stop` waits for deliveries under way before it cuts them off.
  package var graceSeconds = 30.0
  /// Time-lapse: workflow seconds that pass in one real second, at most; nil on the real clock.
  package var pace: Double?
  /// Where the time-lapse clock stands still for good.
  package var timeLapseEnd: Instant?

  /// How many messages may go at once; nil: any number.
  package var brake: BrakeSettings?
  /// What ended longer ago, in days, is removed; nil: never.
  package var keepDays: Int?

  package init() {}
}
