import Machine
import PostgreSQL
import Store

/// Reads whole instances, with items and children, within one transaction.
struct MasterFileRead {
  private let transaction: Transaction

  init(_ transaction: Transaction) { self.transaction = transaction }

  func instance(_ id: InstanceID) throws -> Instance? {
    let answers = try transaction.pipeline([
      Call(InstanceSQL.load, [.shard(id.shard), .ids([id])]), Call(InstanceSQL.loadItems, [.shard(id.shard), .ids([id])]),
      Call(InstanceSQL.loadChildren, [.shard(id.shard), .ids([id])]),
    ])
    guard let row = answers[0].first else { return nil }
    var cursor = RowCursor(row)
    var instance = try InstanceRow(&cursor).instance
    let rows = try MasterFileRows(items: answers[1], children: answers[2])
    instance.items = rows.items[id] ?? []
    instance.children = rows.children[id] ?? []
    return instance
  }

  /// Adds items and children, a pipeline of two calls for each shard.
  func complete(_ instances: [Instance]) throws -> [Instance] {
    let shards = Dictionary(grouping: instances.map(\.id), by: \.shard).sorted { $0.key < $1.key }
    guard !shards.isEmpty else { return [] }
    let answers = try transaction.pipeline(
      shards.flatMap { shard, ids in
        [
          Call(InstanceSQL.loadItems, [.shard(shard), .ids(ids)]), Call(InstanceSQL.loadChildren, [.shard(shard), .ids(ids)]),
        ]
      })
    var items: [InstanceID: [Item]] = [:]
    var children: [InstanceID: [Child]] = [:]
    for index in shards.indices {
      let rows = try MasterFileRows(items: answers[2 * index], children: answers[2 * index + 1])
      items.merge(rows.items) { first, _ in first }
      children.merge(rows.children) { first, _ in first }
    }
    return instances.map { instance in
      var whole = instance
      whole.items = items[instance.id] ?? []
      whole.children = children[instance.id] ?? []
      return whole
    }
  }
}
