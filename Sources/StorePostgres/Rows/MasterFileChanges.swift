import CEL
import Machine
import PostgreSQL
import Store

/// Tracked rows and children that differ from what was loaded.
struct MasterFileChanges {
  private var items: [(id: InstanceID, place: Int, item: Item)] = []
  private var gone: [(id: InstanceID, item: String)] = []
  private var children: [(id: InstanceID, place: Int, child: Child)] = []
  private var left: [(id: InstanceID, child: InstanceID)] = []

  mutating func add(_ written: Instance, loaded: LoadedInstance) {
    addItems(written, loaded)
    addChildren(written, loaded)
  }

  private mutating func addItems(_ written: Instance, _ loaded: LoadedInstance) {
    let before = loaded.instance.instance.items
    guard written.items != before else { return }
    let places = Dictionary(before.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for (place, item) in written.items.enumerated() {
      if let known = places[item.id], known == place, before[known] == item { continue }
      items.append((written.id, place, item))
    }
    let kept = Set(written.items.map(\.id))
    for item in before where !kept.contains(item.id) { gone.append((written.id, item.id)) }
  }

  private mutating func addChildren(_ written: Instance, _ loaded: LoadedInstance) {
    let before = loaded.instance.instance.children
    guard written.children != before else { return }
    let places = Dictionary(before.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for (place, child) in written.children.enumerated() {
      if let known = places[child.id], known == place, before[known] == child { continue }
      children.append((written.id, place, child))
    }
    let kept = Set(written.children.map(\.id))
    for child in before where !kept.contains(child.id) { left.append((written.id, child.id)) }
  }

  var calls: [Call] {
    var calls: [Call] = []
    if !gone.isEmpty {
      calls.append(Call(MasterFileSQL.deleteItems, .keys(gone.map(\.id)) + [.texts(gone.map(\.item))]))
    }
    if !items.isEmpty { calls.append(putItems) }
    if !left.isEmpty {
      calls.append(Call(MasterFileSQL.deleteChildren, .keys(left.map(\.id)) + [.ids(left.map(\.child))]))
    }
    if !children.isEmpty { calls.append(putChildren) }
    return calls
  }

  private var putItems: Call {
    let rows = items.sorted { ($0.id, $0.item.id) < ($1.id, $1.item.id) }
    let all = rows.map(\.item)
    return Call(
      MasterFileSQL.putItems,
      [
        .shards(of: rows.map(\.id)), .ids(rows.map(\.id)), .texts(all.map(\.id)), .numbers(rows.map(\.place)), .bools(all.map(\.isOpen)),
        .instants(all.map(\.openedAt)), .instants(all.map(\.closedAt)), .values(all.map { .map($0.fields) }),
      ])
  }

  private var putChildren: Call {
    let rows = children.sorted { ($0.id, $0.child.id) < ($1.id, $1.child.id) }
    let all = rows.map(\.child)
    return Call(
      MasterFileSQL.putChildren,
      [
        .shards(of: rows.map(\.id)), .ids(rows.map(\.id)), .ids(all.map(\.id)), .numbers(rows.map(\.place)), .texts(all.map(\.workflow)),
        .texts(all.map(\.key)), .texts(all.map(\.status.rawValue)), .texts(all.map(\.state)), .texts(all.map(\.outcome)),
        .numbers(all.map(\.open)), .numbers(all.map(\.closed)),
      ])
  }
}
