package import Calendar
package import Machine

/// Lets due instances be stepped, exactly once each, whoever else does the same.
package protocol StepStore: Sendable {
  /// The shards in which an instance is due or has an unread event that has arrived by `now`.
  func shardsWithDueWork(at now: Instant) async throws(StoreError) -> [Int]

  /// One transaction: locks due instances of some shards (skipping what others hold), loads them, has them decided, and
  /// writes what was decided. Either all of it happens or nothing; a stalled caller's transaction is ended by the
  /// database and writes nothing. `decide` crosses no network and may not block.
  ///
  /// An instance whose `suspect` count is the claim's `suspectsMax` or more is not loaded but faulted.
  /// One whose rows cannot be read is faulted too. An abandoned batch throws `never` with the reason.
  /// - Returns: how many instances were claimed and written; 0 claimed means that nothing was due.
  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport

  /// Careful mode's first half, a transaction of its own: counts up the suspicion against the next due instance of the
  /// shard and names it; nil where nothing is due. A step that is written sets the count back to 0.
  func suspectNextDue(shard: Int, at now: Instant) async throws(StoreError) -> InstanceID?
}

package enum StepLimits {
  /// A step that three processes in a row did not survive is not tried by a fourth.
  package static let suspectsMax = 3

  /// The same while processes die: whoever kills many of them has now this instance in hand, now that one. The guilty one was
  /// there at every second death at least.
  package static func suspectsMax(deaths: Int) -> Int { max(suspectsMax, (deaths + 1) / 2) }
}

/// Which due work to take.
package struct StepClaim: Hashable, Sendable {
  /// One for a backlog; many where each has little, for a transaction costs the same whatever it holds.
  package var shards: [Int]
  package var now: Instant
  /// Instances in all; each shard gives its share.
  package var limit: Int
  /// Takes this instance alone: careful mode, or a batch halved down to its guilty one.
  package var only: [InstanceID]?
  /// The engine's epoch that the caller was built for; a commit under another is refused.
  package var epoch: Int
  /// Suspicions at which an instance is faulted unseen; whoever has just suspected it himself allows one more.
  package var suspectsMax = StepLimits.suspectsMax

  package init(shard: Int, now: Instant, limit: Int, only: [InstanceID]? = nil, epoch: Int) {
    self.init(shards: [shard], now: now, limit: limit, only: only, epoch: epoch)
  }

  package init(shards: [Int], now: Instant, limit: Int, only: [InstanceID]? = nil, epoch: Int) {
    self.shards = shards
    self.now = now
    self.limit = limit
    self.only = only
    self.epoch = epoch
  }
}

extension StepClaim {
  /// How many instances one of its shards gives at most.
  package var limitPerShard: Int { shards.isEmpty ? 0 : max(1, limit / shards.count) }
}

/// The caller does not want the batch after all (it is shutting down, a definition is missing); it is rolled back.
package struct StepAbandoned: Error, Hashable, Sendable {
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }
}

/// An instance under its row lock, with all that its next steps can read.
///
/// Values come as undeclared JSON (timestamps are strings); who knows the definition gives them their types.
package struct DueInstance: Hashable, Sendable {
  package var instance: Instance
  /// Unread and arrived by `now`, in order of arrival (`at`, then the order in which they were written).
  package var events: [InboxEvent]

  package init(instance: Instance, events: [InboxEvent]) {
    self.instance = instance
    self.events = events
  }
}

/// What became of one claimed instance.
package struct InstanceWrite: Hashable, Sendable {
  /// The step number that was loaded; the write fails as a bug if it is another by then.
  package var fromStep: Int
  /// As it stands after the last of the steps; `faulted` where the next step failed.
  package var instance: Instance
  package var steps: [StepWrite]
  /// Opened when a step failed; its event stays unread and its timer stays due, but the instance is faulted.
  package var fault: IncidentOpening?

  package init(fromStep: Int, instance: Instance, steps: [StepWrite], fault: IncidentOpening? = nil) {
    self.fromStep = fromStep
    self.instance = instance
    self.steps = steps
    self.fault = fault
  }
}

/// One step's rows.
package struct StepWrite: Hashable, Sendable {
  package var record: StepRecord
  /// The key of the inbox event that this step read; nil for a timer's step.
  package var readKey: String?
  package var parts: [OutboxPart]
  package var incidents: [IncidentChange]
  /// Incidents of cause *effect* that are known already in the step: a message without any recipient.
  package var effectIncidents: [IncidentOpening]
  /// Rows for tables that only grow.
  package var appended: [AppendedRow]

  package init(
    record: StepRecord, readKey: String?, parts: [OutboxPart], incidents: [IncidentChange] = [],
    effectIncidents: [IncidentOpening] = [], appended: [AppendedRow] = []
  ) {
    self.record = record
    self.readKey = readKey
    self.parts = parts
    self.incidents = incidents
    self.effectIncidents = effectIncidents
    self.appended = appended
  }
}

package struct StepReport: Hashable, Sendable {
  package var claimed: Int
  package var written: Int
  /// Instances that were faulted unseen: their suspicion count was full, or their rows cannot be read.
  package var faulted: [InstanceID]

  package init(claimed: Int, written: Int, faulted: [InstanceID] = []) {
    self.claimed = claimed
    self.written = written
    self.faulted = faulted
  }
}
