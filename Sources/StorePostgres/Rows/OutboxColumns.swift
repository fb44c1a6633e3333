import Calendar
import Machine
import PostgreSQL
import Store

enum OutboxColumns {
  /// New parts of a batch, sorted by key.
  static func insert(_ parts: [(part: OutboxPart, createdAt: Instant)]) -> Call {
    let rows = parts.sorted { $0.part.id < $1.part.id }
    let all = rows.map(\.part)
    return Call(
      DeliverySQL.insert,
      [
        .shards(of: all.map(\.effect.instance)), .ids(all.map(\.effect.instance)), .numbers(all.map(\.effect.step)),
        .numbers(all.map(\.effect.index)),
        .numbers(all.map(\.part)), .texts(all.map(\.channel)), .texts(all.map(\.thread)), .texts(all.map(\.recipient)),
        .numbers(all.map(\.entry)), .texts(all.map { $0.message.map { JSONText.text($0.stored) } }),
        .values(all.map(\.body)), .texts(all.map(\.onUncertain.rawValue)), .instants(all.map(\.nextAt)),
        .instants(rows.map(\.createdAt)), .texts(all.map(\.digest)),
      ])
  }
}
