import CEL
import Calendar
import Machine
import PostgreSQL
import Store

/// Our values as the parameters of a statement.
extension Parameter {
  static func id(_ id: InstanceID) -> Parameter { .uuid(id.uuid) }
  static func ids(_ ids: [InstanceID]) -> Parameter { .uuids(ids.map(\.uuid)) }
  static func shard(_ shard: Int) -> Parameter { .int2(Int16(clamping: shard)) }
  static func shards(of ids: [InstanceID]) -> Parameter { .int2s(ids.map { Int16(clamping: $0.shard) }) }

  static func instant(_ instant: Instant) -> Parameter { .instant(instant.microsecondsSinceEpoch) }
  static func instants(_ instants: [Instant?]) -> Parameter { .instants(instants.map { $0?.microsecondsSinceEpoch }) }
  static func optional(_ instant: Instant?) -> Parameter { .nullable(instant: instant?.microsecondsSinceEpoch) }

  static func number(_ number: Int) -> Parameter { .int4(Int32(clamping: number)) }
  static func numbers(_ numbers: [Int?]) -> Parameter { .int4s(numbers.map { $0.map { Int32(clamping: $0) } }) }

  /// JSON goes as text, so that the order of its maps stays.
  static func value(_ value: Value) -> Parameter { .text(JSONText.text(value)) }
  static func values(_ values: [Value]) -> Parameter { .texts(values.map { JSONText.text($0) }) }
}

extension [Parameter] {
  /// What most statements about instances begin with: their shards and ids.
  static func keys(_ ids: [InstanceID]) -> [Parameter] { [.shards(of: ids), .ids(ids)] }
}
