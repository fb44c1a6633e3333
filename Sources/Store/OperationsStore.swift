package import CEL
package import Calendar
package import Machine
package import Workflow

/// What operators hold, release and look into: channels, messages, versions, and the outbox of a database that came back from a
/// backup.
package protocol OperationsStore: Sendable {
  /// Nothing begins on a paused channel, whoever holds a lease; what is being sent ends. False where it is paused already.
  func pauseChannel(_ channel: String, _ pause: ChannelRecord.Pause) async throws(StoreError) -> Bool
  /// False where it is not paused.
  func resumeChannel(_ channel: String) async throws(StoreError) -> Bool

  /// Moves parts that nobody is sending; no lease of before may touch them afterwards. Closes the incidents that have nothing left
  /// to be about.
  /// - Returns: those that were where the move begins.
  func moveParts(_ ids: [PartID], _ move: OutboxMove, answer: Value, at now: Instant) async throws(StoreError) -> Set<PartID>
  /// Holds all messages of a channel that are about to go if they are too many, with one incident; the count is made in the
  /// statement that holds.
  /// - Returns: how many were held now.
  func brake(_ channel: String, _ rule: BrakeRule, at now: Instant) async throws(StoreError) -> Int
  /// The most messages that a channel began in one window of so many seconds, in the four weeks before.
  func busiestWindow(_ channel: String, seconds: Int, at now: Instant) async throws(StoreError) -> Int
  /// Asks whoever carries out these questions to stop; the executor that holds the lease hears it with its next heartbeat.
  /// - Returns: those that are being asked.
  func askToStop(_ ids: [PartID], because words: String) async throws(StoreError) -> Set<PartID>
  /// What an executor was asked to stop, and why.
  func stopsAsked(of owner: ExecutorID) async throws(StoreError) -> [DeliveryToken: String]
  /// All that is known of one part; nil where there is none.
  func evidence(of part: PartID) async throws(StoreError) -> PartEvidence?

  /// Whether the outbox is held because the database is another's copy. With `raises` it is held from now on if it is one.
  func fence(raises: Bool, at now: Instant) async throws(StoreError) -> Fence
  /// Holds the outbox by a person's word: a restore that the database itself cannot notice. False where it is held.
  func raiseFence(at now: Instant) async throws(StoreError) -> Bool
  /// Lets the outbox go, and takes this database for the installation's own from now on. False where it is not held.
  func liftFence(at now: Instant) async throws(StoreError) -> Bool

  /// Which definition was made current when, oldest first; of all workflows where none is named.
  func deployments(of workflow: String?) async throws(StoreError) -> [DeploymentRecord]
  /// Says who deployed, and why.
  func signDeployment(_ workflow: String, number: Int, by: String, reason: String) async throws(StoreError)
  /// Instances by the version that they are pinned to; schedules are not counted.
  func versionCounts() async throws(StoreError) -> [VersionCount]
}

/// What an operator makes of parts that nobody is sending.
package enum OutboxMove: String, Hashable, Sendable {
  /// `pending → held`
  case hold
  /// `held → pending`; the brake does not count it any more.
  case release
  /// From `pending`, `held`, `uncertain` and `failed`: never to be sent.
  case cancel

  /// Where the move begins.
  package var from: Set<PartRecord.Status> {
    switch self {
    case .hold: [.pending]
    case .release: [.held]
    case .cancel: [.pending, .held, .uncertain, .failed]
    }
  }

  package var to: PartRecord.Status {
    switch self {
    case .hold: .held
    case .release: .pending
    case .cancel: .cancelled
    }
  }
}

/// More messages than this in so many seconds are somebody's mistake: they are held before the first of them goes.
package struct BrakeRule: Hashable, Sendable {
  package var messagesMax: Int
  package var windowSeconds: Int

  package init(messagesMax: Int, windowSeconds: Int) {
    self.messagesMax = messagesMax
    self.windowSeconds = windowSeconds
  }

  /// While more instances than the rule's messages are due, what they will send is not known: messages wait for them, but not
  /// longer than this, in seconds.
  package static let waitSecondsMax: Int64 = 60
}

/// A part with everything that proves what became of it.
package struct PartEvidence: Hashable, Sendable {
  package var record: PartRecord
  /// As they were sent, or would be; nil where none were composed yet.
  package var bytes: [UInt8]?
  /// When the first byte went.
  package var sentAt: Instant?
  package var attempts: [AttemptRecord]

  package init(record: PartRecord, bytes: [UInt8]?, sentAt: Instant?, attempts: [AttemptRecord]) {
    self.record = record
    self.bytes = bytes
    self.sentAt = sentAt
    self.attempts = attempts
  }
}

/// Whether the outbox is held after a restore.
package struct Fence: Hashable, Sendable {
  /// Since when; nil where it is not held.
  package var since: Instant?
  /// The database is not where it was when the outbox was last free.
  package var isCopy: Bool
  /// Real time of the last step that the database knows: about when the backup was made.
  package var lastStep: Instant?

  package init(since: Instant?, isCopy: Bool, lastStep: Instant?) {
    self.since = since
    self.isCopy = isCopy
    self.lastStep = lastStep
  }
}

package struct DeploymentRecord: Hashable, Sendable {
  package var workflow: String
  package var number: Int
  package var hash: DefinitionHash
  package var at: Instant
  package var by: String?
  package var reason: String?

  package init(workflow: String, number: Int, hash: DefinitionHash, at: Instant, by: String? = nil, reason: String? = nil) {
    self.workflow = workflow
    self.number = number
    self.hash = hash
    self.at = at
    self.by = by
    self.reason = reason
  }
}

package struct VersionCount: Hashable, Sendable {
  package var workflow: String
  package var hash: DefinitionHash
  package var counts: [Instance.Status: Int]

  package init(workflow: String, hash: DefinitionHash, counts: [Instance.Status: Int]) {
    self.workflow = workflow
    self.hash = hash
    self.counts = counts
  }
}

extension IncidentOpening {
  /// - Parameter held: how many messages; nil leaves `{held}` for the statement that counts them.
  package static func braked(_ channel: String, _ rule: BrakeRule, held: Int?) -> IncidentOpening {
    IncidentOpening(
      cause: .brake,
      text: "\(held.map(String.init) ?? "{held}") messages were about to go on \(channel) at once; they are held for a person to look at.",
      detail: "more than \(rule.messagesMax) in \(rule.windowSeconds / 60) min: tocsin outbox")
  }

  package static let restored = IncidentOpening(
    cause: .restore, text: "The database came back from a backup; nothing is sent until a person releases the outbox.",
    detail: "tocsin restore-check")

  /// The subject of `restored`.
  package static let outboxSubject = "outbox"
}
