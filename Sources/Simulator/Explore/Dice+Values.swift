import CEL
import Calendar
import Workflow

extension Dice {
  /// A record whose fields are of their declared types; optional ones are there half of the time.
  mutating func record(_ type: RecordType, _ types: [String: ObjectType]) -> ValueMap {
    var map = ValueMap()
    for field in type.fields where !field.isOptional || happens(0.5) {
      map[field.name] = value(of: field.type, types, depth: 0)
    }
    return map
  }

  /// Deeper types are left empty: nobody's rows are.
  private static let depthMax = 4

  mutating func value(of type: CELType, _ types: [String: ObjectType], depth: Int) -> Value {
    switch type {
    case .bool: return .bool(happens(0.5))
    case .int, .uint: return .int(Int64(number(in: 0...500)))
    case .double: return .double(Double(number(in: 0...50_000)) / 100)
    case .string: return .string(pick(["alpha", "bravo", "charlie", "delta"]) ?? "alpha")
    case .timestamp:
      return .string(Instant(secondsSinceEpoch: 1_767_225_600 + Int64(number(in: 0...31_536_000))).description)
    case .duration: return .string("\(number(in: 1...600))m")
    case .list(let element):
      guard depth < Self.depthMax else { return .list([]) }
      return .list((0..<number(in: 0...2)).map { _ in value(of: element, types, depth: depth + 1) })
    case .object(let name):
      guard depth < Self.depthMax, let object = types[name] else { return .map(ValueMap()) }
      var map = ValueMap()
      for field in object.fields where !field.isOptional || happens(0.5) {
        map[field.name] = value(of: field.type, types, depth: depth + 1)
      }
      return .map(map)
    default: return .map(ValueMap())
    }
  }
}
