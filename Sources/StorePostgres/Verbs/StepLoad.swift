import Calendar
import Machine
import PostgreSQL
import Store
import Workflow

/// Loads locked instances in statements of their own, so that they see what was committed before the lock was had.
struct StepLoad {
  private let transaction: Transaction
  private let now: Instant
  private let epoch: Int

  init(_ transaction: Transaction, now: Instant, epoch: Int) {
    self.transaction = transaction
    self.now = now
    self.epoch = epoch
  }

  struct Result {
    var due: [LoadedInstance] = []
    /// Rows that nobody can read are their instance's trouble, not their shard's.
    var unreadable: [(id: InstanceID, incident: IncidentOpening)] = []
  }

  func due(_ ids: [InstanceID]) throws -> Result {
    let answers = try transaction.pipeline([
      Call(StepSQL.readEpoch),
      Call(InstanceSQL.load, .keys(ids)),
      Call(InboxSQL.loadUnread, .keys(ids) + [.instant(now), .number(StoreLimits.eventsPerInstanceMax)]),
    ])
    let found = try answers[0].only().int(0)
    guard found == epoch else { throw StoreError.wrongEpoch(found, wanted: epoch) }
    var result = Result()
    var events = EventsByInstance(answers[2], &result.unreadable)
    for row in answers[1] {
      guard let instance = read(row, &result.unreadable), !events.unreadable.contains(instance.instance.instance.id) else { continue }
      var loaded = instance
      loaded.instance.events = events.take(loaded.instance.instance.id)
      // What another executor did between the claim's look and its lock may have left nothing to do.
      let isDue = loaded.instance.instance.due.map { $0 <= now } ?? false
      if isDue || !loaded.instance.events.isEmpty { result.due.append(loaded) }
    }
    try addMasterFiles(&result.due)
    return result
  }

  /// One instance whether it is due or not, without its events; nil where it is not there.
  func one(_ id: InstanceID) throws -> LoadedInstance? {
    guard let row = try transaction.query(InstanceSQL.load, .keys([id])).first else { return nil }
    var unreadable: [(id: InstanceID, incident: IncidentOpening)] = []
    guard let loaded = read(row, &unreadable) else {
      throw StoreError.bug("\(unreadable.first?.incident.detail ?? "a row cannot be read")")
    }
    var all = [loaded]
    try addMasterFiles(&all)
    return all[0]
  }

  private func read(_ row: Row, _ unreadable: inout [(id: InstanceID, incident: IncidentOpening)]) -> LoadedInstance? {
    do {
      var cursor = RowCursor(row)
      let instance = try InstanceRow(&cursor).instance
      let reads = Definition.Reads(items: try cursor.optionalBool() ?? true, children: try cursor.optionalBool() ?? true)
      return LoadedInstance(instance: DueInstance(instance: instance, events: []), reads: reads)
    } catch {
      var cursor = RowCursor(row)
      // The id is a part of the key and reads as what it was asked by.
      if let id = try? cursor.instanceID() { unreadable.append((id, .unreadable(StoreError(any: error)))) }
      return nil
    }
  }

  private func addMasterFiles(_ due: inout [LoadedInstance]) throws {
    let items = due.filter(\.reads.items).map(\.instance.instance.id)
    let children = due.filter(\.reads.children).map(\.instance.instance.id)
    guard !items.isEmpty || !children.isEmpty else { return }
    let answers = try transaction.pipeline([
      Call(InstanceSQL.loadItems, .keys(items)), Call(InstanceSQL.loadChildren, .keys(children)),
    ])
    let rows = try MasterFileRows(items: answers[0], children: answers[1])
    for index in due.indices {
      let id = due[index].instance.instance.id
      due[index].instance.instance.items = rows.items[id] ?? []
      due[index].instance.instance.children = rows.children[id] ?? []
    }
  }
}

/// Unread events of a batch, by instance.
private struct EventsByInstance {
  private var events: [InstanceID: [InboxEvent]] = [:]
  private(set) var unreadable: Set<InstanceID> = []

  init(_ rows: Rows, _ problems: inout [(id: InstanceID, incident: IncidentOpening)]) {
    for row in rows {
      do {
        var cursor = RowCursor(row)
        let event = try InboxEvent(&cursor)
        events[event.instance, default: []].append(event)
      } catch {
        var cursor = RowCursor(row)
        // The id is a part of the key and reads as what it was asked by.
        guard let id = try? cursor.instanceID(), unreadable.insert(id).inserted else { continue }
        problems.append((id, .unreadable(StoreError(any: error))))
      }
    }
  }

  mutating func take(_ id: InstanceID) -> [InboxEvent] { events[id] ?? [] }
}

/// Tracked rows and children, by instance.
struct MasterFileRows {
  private(set) var items: [InstanceID: [Item]] = [:]
  private(set) var children: [InstanceID: [Child]] = [:]

  init(items itemRows: Rows, children childRows: Rows) throws {
    for row in itemRows {
      var cursor = RowCursor(row)
      let id = try cursor.instanceID()
      items[id, default: []].append(try Item(&cursor))
    }
    for row in childRows {
      var cursor = RowCursor(row)
      let id = try cursor.instanceID()
      children[id, default: []].append(try Child(&cursor))
    }
  }
}

extension IncidentOpening {
  static func unreadable(_ error: StoreError) -> IncidentOpening {
    IncidentOpening(cause: .step, text: "A row of this instance cannot be read.", detail: error.message + " " + error.detail)
  }
}
