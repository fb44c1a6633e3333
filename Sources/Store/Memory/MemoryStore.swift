import CEL
package import Calendar
import Machine
import Workflow

/// A store that forgets with the process: for the simulator, for tests, and for trying a workflow out.
///
/// Keeps the same promises as the one in PostgreSQL. A verb runs on the actor without a suspension and looks before it
/// writes, so it happens wholly or not at all; what comes back is undeclared JSON, since all values pass through its text.
package actor MemoryStore: Store {
  let engine: String
  let leaseClock: @Sendable () -> Instant

  var epoch = 1
  var installation: String?
  var timeLapse: Instant?

  var definitions: [String: MemoryDefinition] = [:]
  var current: [String: WorkflowRecord] = [:]

  var instances: [InstanceID: MemoryInstance] = [:]
  /// Instances by workflow and key, in order of run.
  var runs: [String: [String: [InstanceID]]] = [:]
  /// Those that may have work; one that has ended and has read everything rests until something happens to it.
  var shards: [Set<InstanceID>] = Array(repeating: [], count: InstanceID.shardCount)
  var inboxes: [InstanceID: MemoryInbox] = [:]
  var lastSequence = 0
  var histories: [InstanceID: [HistoryRecord]] = [:]

  var parts: [PartID: MemoryPart] = [:]
  /// Parts by instance, in order of effect.
  var partsOf: [InstanceID: [PartID]] = [:]
  /// Parts that are pending, by channel.
  var pending: [String: Set<PartID>] = [:]
  var sending: Set<PartID> = []

  var incidents: [IncidentRecord] = []
  /// The state entry that says an open incident of cause *said*, by the incident's number.
  var saidEntries: [Int64: Int] = [:]

  var channelRecords: [String: ChannelRecord] = [:]
  var auditEntries: [AuditEntry] = []
  var appendedRows: [AppendedRecord] = []
  var deploymentRecords: [DeploymentRecord] = []
  /// Since when the outbox is held after a restore.
  var fencedSince: Instant?
  var windows: [MaintenanceWindow] = []
  /// Incidents that their owner was told of.
  var told: Set<Int64> = []
  var redacted: Set<InstanceID> = []
  var executors: [ExecutorID: MemoryExecutor] = [:]

  /// - Parameters:
  ///   - engine: the version of the engine, which each step's history names.
  ///   - leaseClock: the store's own clock, by which leases and heartbeats run.
  package init(engine: String, leaseClock: @escaping @Sendable () -> Instant) {
    self.engine = engine
    self.leaseClock = leaseClock
  }

  /// As after a restore: whoever was made for another epoch stands still.
  package func setEpoch(_ epoch: Int) { self.epoch = epoch }
}

extension MemoryStore {
  /// What a value is once it went through JSON text.
  func plain(_ value: Value) throws(StoreError) -> Value {
    if value.isPlain(depth: 0) { return value }
    if let plain = value.plain(depth: 0) { return plain }
    do throws(StoreError) {
      return try JSONText.value(JSONText.text(value))
    } catch {
      throw .constraint("a value that does not come back from JSON (\(error.detail))")
    }
  }

  func plain(_ event: InboxEvent) throws(StoreError) -> InboxEvent {
    try StoreLimits.check(key: event.key)
    try StoreLimits.check(name: event.name)
    var event = event
    event.data = try plain(event.data)
    return event
  }

  func plain(_ instance: Instance) throws(StoreError) -> Instance {
    var instance = instance
    instance.input = try plain(instance.input)
    instance.data = try plain(instance.data)
    for index in instance.items.indices {
      let fields = try plain(.map(instance.items[index].fields))
      instance.items[index].fields = fields.map ?? ValueMap()
    }
    return instance
  }

  func plain(_ part: OutboxPart) throws(StoreError) -> OutboxPart {
    try StoreLimits.check(name: part.channel)
    try StoreLimits.check(name: part.recipient)
    if let thread = part.thread { try StoreLimits.check(name: thread) }
    var part = part
    part.body = try plain(part.body)
    if let message = part.message { part.message = try MessageReference(stored: try plain(message.stored)) }
    return part
  }

  /// What an instance is called by people.
  func subject(_ id: InstanceID) -> String {
    instances[id].map { "\($0.instance.workflow)/\($0.instance.key)" } ?? ""
  }

  /// Writes an event that is plain already; false where its key is known.
  func take(_ event: InboxEvent) -> Bool {
    lastSequence += 1
    if instances[event.instance] != nil { shards[event.instance.shard].insert(event.instance) }
    return inboxes[event.instance, default: MemoryInbox()].insert(event, sequence: lastSequence)
  }

  /// Writes a new instance that is plain already.
  func put(new instance: Instance) {
    instances[instance.id] = MemoryInstance(instance: instance)
    runs[instance.workflow, default: [:]][instance.key, default: []].append(instance.id)
    shards[instance.id.shard].insert(instance.id)
  }
}

extension Value {
  /// Deeper values go through the text, which knows its own limits.
  private static let plainDepthMax = 16

  /// Whether JSON text gives it back as it is: most values that a store sees came from there.
  fileprivate func isPlain(depth: Int) -> Bool {
    switch self {
    case .null, .bool, .int, .string: return true
    case .double(let number): return number.isFinite
    case .list(let values): return depth < Self.plainDepthMax && values.allSatisfy { $0.isPlain(depth: depth + 1) }
    case .map(let map):
      return depth < Self.plainDepthMax
        && map.allSatisfy { key, value in
          if case .string = key { value.isPlain(depth: depth + 1) } else { false }
        }
    case .uint, .bytes, .timestamp, .duration, .type, .optional: return false
    }
  }

  /// What the text would give back, without writing it; nil for what is left to the text.
  fileprivate func plain(depth: Int) -> Value? {
    switch self {
    case .null, .bool, .int, .string: return self
    case .double(let number): return number.isFinite ? self : nil
    case .timestamp(let instant): return .string(instant.description)
    case .duration(let span): return .string(span.description)
    case .optional(let inner): return inner.map { $0.plain(depth: depth) } ?? .null
    case .list(let values):
      guard depth < Self.plainDepthMax else { return nil }
      var plain: [Value] = []
      plain.reserveCapacity(values.count)
      for value in values {
        guard let one = value.plain(depth: depth + 1) else { return nil }
        plain.append(one)
      }
      return .list(plain)
    case .map(let map):
      guard depth < Self.plainDepthMax else { return nil }
      var plain: [Value] = []
      plain.reserveCapacity(map.count)
      for (key, value) in map {
        guard case .string = key, let one = value.plain(depth: depth + 1) else { return nil }
        plain.append(one)
      }
      return .map(ValueMap(uniqueKeys: map.keys, values: plain))
    case .uint, .bytes, .type: return nil
    }
  }
}
