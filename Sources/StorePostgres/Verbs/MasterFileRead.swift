import Machine
import PostgreSQL
import Store

/// Reads whole instances, with items and children, within one transaction.
struct MasterFileRead {
  private let transaction: Transaction

  init(_ transaction: Transaction) { self.transaction = transaction }

  func instance(_ id: InstanceID) throws -> Instance? {
    let answers = try transaction.pipeline([
      Call(InstanceSQL.load, .keys([id])), Call(InstanceSQL.loadItems, .keys([id])),
      Call(InstanceSQL.loadChildren, .keys([id])),
    ])
    guard let row = answers[0].first else { return nil }
    var cursor = RowCursor(row)
    var instance = try InstanceRow(&cursor).instance
    let rows = try MasterFileRows(items: answers[1], children: answers[2])
    instance.items = rows.items[id] ?? []
    instance.children = rows.children[id] ?? []
    return instance
  }

  /// Adds items and children.
  func complete(_ instances: [Instance]) throws -> [Instance] {
    guard !instances.isEmpty else { return [] }
    let keys: [Parameter] = .keys(instances.map(\.id))
    let answers = try transaction.pipeline([Call(InstanceSQL.loadItems, keys), Call(InstanceSQL.loadChildren, keys)])
    let rows = try MasterFileRows(items: answers[0], children: answers[1])
    return instances.map { instance in
      var whole = instance
      whole.items = rows.items[instance.id] ?? []
      whole.children = rows.children[instance.id] ?? []
      return whole
    }
  }
}
