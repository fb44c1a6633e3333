import CEL
import Calendar
import Channel
import Executor
import Machine
import Store
import Workflow

/// A second set of books, kept beside the store by what passes through its seam and over the wires; each entry is held against
/// the invariants of the design as it is made. It decides nothing, and it believes nobody: what a step makes of an instance it
/// finds out itself.
///
/// `@unchecked Sendable`: used on the universe's own thread alone.
final class Ledger: @unchecked Sendable {
  struct Book {
    var instance: Instance
    var inbox: [Row] = []
    /// Due times of a schedule that led to a round.
    var lastRound: Instant?
    var told: Set<String> = []
  }

  struct Row {
    var event: InboxEvent
    var sequence: Int
    var step: Int?

    var isStart: Bool { event.key == StoredEventName.started }
  }

  struct Part {
    var part: OutboxPart
    var status = PartRecord.Status.pending
    var token: Int64 = 0
    var isLeased = false
    var uncertains = 0
    /// How often `sending` was written; no more often may anything be sent.
    var marks = 0
    var markedAt: Instant?
    var attempts = 0
    var accepted = 0
    var bytes: [UInt8]?
    var messageID: String?
    var createdAt: Instant
    var wasRedriven = false
  }

  let machine: Machine
  let live: Live
  let trace: Trace
  var definitions: [DefinitionHash: LoadedDefinition] = [:]
  var books: [InstanceID: Book] = [:]
  var parts: [PartID: Part] = [:]
  var partsOf: [InstanceID: [PartID]] = [:]
  /// As messages on the wire name them.
  var partsByText: [String: PartID] = [:]
  /// Events for instances that nobody has opened yet.
  var early: [InstanceID: [Row]] = [:]
  private var sequence = 0
  private(set) var violation: Violation?
  /// Steps so far: what a run was worth.
  private(set) var steps = 0
  /// Told of the first violation, so that the world stands still.
  var wasViolated: () -> Void = {}
  /// From then on nothing is late any more.
  var punctualFrom: Instant?

  init(machine: Machine, live: Live, trace: Trace) {
    self.machine = machine
    self.live = live
    self.trace = trace
  }

  /// The first one counts: what follows follows from it.
  func violated(_ invariant: String, _ text: String) {
    trace.add("ledger", "\(invariant) is violated: \(text)")
    guard violation == nil else { return }
    violation = Violation(invariant: invariant, text: text)
    wasViolated()
  }

  func name(_ id: InstanceID) -> String { books[id].map { "\($0.instance.workflow)/\($0.instance.key)" } ?? "\(id)" }

  func name(_ id: PartID) -> String { "\(name(id.effect.instance)) \(id.effect.step)/\(id.effect.index).\(id.part)" }

  func countStep() { steps += 1 }
}

/// Which promise of the design was not kept, and how.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  package var invariant: String
  package var text: String

  package var description: String { "\(invariant): \(text)" }
}

/// Events.
extension Ledger {
  func opened(_ instance: Instance) {
    if books[instance.id] != nil { violated("KeyOnce", "\(name(instance.id)) was opened twice") }
    let beside = books.values.contains {
      $0.instance.workflow == instance.workflow && $0.instance.key == instance.key && !$0.instance.status.isEnded
    }
    if beside { violated("KeyOnce", "\(instance.workflow)/\(instance.key) was opened beside a run of its own") }
    books[instance.id] = Book(instance: instance, inbox: early.removeValue(forKey: instance.id) ?? [])
  }

  func received(_ event: InboxEvent, isNew: Bool) {
    let known = (books[event.instance]?.inbox ?? early[event.instance] ?? []).contains { $0.event.key == event.key }
    guard isNew else {
      if !known { violated("NothingLost", "\(event.key) of \(name(event.instance)) was refused as known, but never came") }
      return
    }
    if known { violated("Deduped", "\(event.key) of \(name(event.instance)) was taken in twice") }
    insert(event)
  }

  /// As part of another verb, where a key that is known changes nothing.
  func receivedPerhaps(_ event: InboxEvent) {
    let known = (books[event.instance]?.inbox ?? early[event.instance] ?? []).contains { $0.event.key == event.key }
    if !known { insert(event) }
  }

  private func insert(_ event: InboxEvent) {
    sequence += 1
    let row = Row(event: event, sequence: sequence)
    if books[event.instance] == nil { early[event.instance, default: []].append(row) } else { books[event.instance]?.inbox.append(row) }
  }

  /// Unread and arrived, in order of arrival.
  func unread(_ id: InstanceID, by now: Instant) -> [Row] {
    let rows = (books[id]?.inbox ?? []).filter { $0.step == nil && $0.event.at <= now }
    return Self.inOrder(rows)
  }

  /// In order of arrival, but for what opens the instance: that is read first.
  static func inOrder(_ rows: [Row]) -> [Row] {
    rows.sorted { ($0.isStart ? 0 : 1, $0.event.at, $0.sequence) < ($1.isStart ? 0 : 1, $1.event.at, $1.sequence) }
  }
}
