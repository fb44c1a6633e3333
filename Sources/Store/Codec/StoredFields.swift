import CEL
import Calendar
import Machine

/// A stored JSON object, read field by field: what does not fit is an error that names the field, never a guess.
struct StoredFields {
  private let map: ValueMap
  /// What the object is, for errors: `instance state`.
  private let about: String

  init(_ value: Value, about: String) throws(StoreError) {
    guard case .map(let map) = value else { throw StoredFields.misfit(about, "is no object") }
    self.map = map
    self.about = about
  }

  subscript(name: String) -> Value? {
    guard let value = map[name], !value.isNull else { return nil }
    return value
  }

  /// A value that may be null, but not absent.
  func value(_ name: String) throws(StoreError) -> Value {
    guard let value = map[name] else { throw misfit(name) }
    return value
  }

  func text(_ name: String) throws(StoreError) -> String {
    guard let text = map[name]?.string else { throw misfit(name) }
    return text
  }

  func int(_ name: String) throws(StoreError) -> Int {
    guard let number = map[name]?.int else { throw misfit(name) }
    return Int(number)
  }

  func bool(_ name: String) throws(StoreError) -> Bool {
    guard let flag = map[name]?.bool else { throw misfit(name) }
    return flag
  }

  func list(_ name: String) throws(StoreError) -> [Value] {
    guard let list = map[name]?.list else { throw misfit(name) }
    return list
  }

  func object(_ name: String) throws(StoreError) -> ValueMap {
    guard let object = map[name]?.map else { throw misfit(name) }
    return object
  }

  func texts(_ name: String) throws(StoreError) -> [String] {
    var texts: [String] = []
    for value in try list(name) {
      guard let text = value.string else { throw misfit(name) }
      texts.append(text)
    }
    return texts
  }

  /// A time as microseconds since 1970.
  func instant(_ name: String) throws(StoreError) -> Instant {
    guard let number = map[name]?.int else { throw misfit(name) }
    return Instant(microsecondsSinceEpoch: number)
  }

  func instanceID(_ name: String) throws(StoreError) -> InstanceID {
    guard let id = InstanceID(try text(name)) else { throw misfit(name) }
    return id
  }

  func effectID(_ name: String) throws(StoreError) -> EffectID {
    guard let id = EffectID(try text(name)) else { throw misfit(name) }
    return id
  }

  func misfit(_ field: String) -> StoreError { StoredFields.misfit(about, "has no fitting \(field)") }

  private static func misfit(_ about: String, _ what: String) -> StoreError {
    StoreError(retry: .never, message: "a stored row cannot be read: \(about) \(what)")
  }
}

extension Value {
  /// An object of the entries that have a value; each name once.
  static func object(_ entries: KeyValuePairs<String, Value?>) -> Value {
    var keys: [MapKey] = []
    var values: [Value] = []
    keys.reserveCapacity(entries.count)
    values.reserveCapacity(entries.count)
    for (name, value) in entries {
      guard let value else { continue }
      keys.append(.string(name))
      values.append(value)
    }
    return .map(ValueMap(uniqueKeys: keys, values: values))
  }

  static func int(_ number: Int) -> Value { .int(Int64(number)) }

  /// A time as microseconds since 1970.
  static func instant(_ instant: Instant) -> Value { .int(instant.microsecondsSinceEpoch) }
}
