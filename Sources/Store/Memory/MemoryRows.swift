import CEL
import Calendar
import Machine

/// An instance with what only the store knows of it. Values are plain JSON.
///
/// What is asked of all instances again and again, who is due, is asked without copying them.
struct MemoryInstance {
  private final class Box {
    var instance: Instance
    init(_ instance: Instance) { self.instance = instance }
  }

  private var box: Box
  /// Processes that may not have survived its next step.
  var suspect = 0

  init(instance: Instance) { box = Box(instance) }

  var instance: Instance {
    get { box.instance }
    set {
      if isKnownUniquelyReferenced(&box) { box.instance = newValue } else { box = Box(newValue) }
    }
  }

  var isAwake: Bool { box.instance.isAwake }
  var due: Instant? { box.instance.due }
}

/// The events of one instance, whether it exists or not.
struct MemoryInbox {
  /// In order of arrival: `at`, then the order in which they were written.
  private(set) var unread: [Row] = []
  private(set) var read: [Row] = []
  private var keys: Set<String> = []

  struct Row {
    var event: InboxEvent
    var sequence: Int
    var step: Int?
  }

  func has(_ key: String) -> Bool { keys.contains(key) }

  func hasUnread(at now: Instant) -> Bool { unread.first.map { $0.event.at <= now } ?? false }

  mutating func insert(_ event: InboxEvent, sequence: Int) -> Bool {
    guard keys.insert(event.key).inserted else { return false }
    let place = unread.lastIndex { $0.event.at <= event.at }.map { $0 + 1 } ?? 0
    unread.insert(Row(event: event, sequence: sequence, step: nil), at: place)
    return true
  }

  /// What has arrived by `now`, in the order in which it is read: what opens the instance comes before anything that was
  /// said to it earlier.
  func toRead(by now: Instant) -> [InboxEvent] {
    let arrived = unread.lazy.map(\.event).prefix { $0.at <= now }
    guard let start = unread.first(where: { $0.event.key == StoredEventName.started })?.event else { return Array(arrived) }
    return [start] + arrived.filter { $0.key != StoredEventName.started }
  }

  /// Forgets up to `limit` keys of events that were read and happened before a moment.
  mutating func prune(before moment: Instant, limit: Int) -> Int {
    let old = Set(read.lazy.filter { $0.event.at < moment }.prefix(limit).map(\.event.key))
    read.removeAll { old.contains($0.event.key) }
    keys.subtract(old)
    return old.count
  }

  mutating func markRead(_ key: String, step: Int) {
    guard let place = unread.firstIndex(where: { $0.event.key == key }) else { return }
    var row = unread.remove(at: place)
    row.step = step
    read.append(row)
  }
}

/// A row of the outbox with its attempts.
struct MemoryPart {
  var part: OutboxPart
  var status = PartRecord.Status.pending
  var attempts = 0
  /// Every attempt that was begun, counted or not; numbers them.
  var tries = 0
  var uncertains = 0
  var token: Int64 = 0
  var owner: ExecutorID?
  /// By the store's own clock.
  var leaseUntil: Instant?
  var bytes: [UInt8]?
  var createdAt: Instant
  var sentAt: Instant?
  var settledAt: Instant?
  var lastAnswer = Value.null
  /// A person let it go; the brake does not count it.
  var isCleared = false
  /// Somebody wants it stopped, in these words.
  var stopAsked: String?
  var tried: [Attempt] = []

  struct Attempt {
    var record: AttemptRecord
    var token: Int64
  }

  /// Whether the recipient has it, or may have it.
  var mayHaveArrived: Bool {
    sentAt != nil && (status == .delivered || status == .sending || status == .uncertain || uncertains > 0)
  }

  mutating func endLease() {
    owner = nil
    leaseUntil = nil
  }
}

struct MemoryDefinition {
  var closure: DefinitionClosure
}

struct MemoryExecutor {
  var record: ExecutorRecord
  var heartbeat: Instant
  var isEnded = false
}
