/// A map that keeps the order in which its entries came; two maps with the same entries are equal in any order.
///
/// Also what a struct-like value is made of: such maps are small and read by field name, so a short map is searched
/// along its keys and only a long one has a hash index.
package struct ValueMap: Sendable {
  private var storage: EntryStorage

  /// From this size on a hash index pays; below, comparing a few short keys is faster than hashing one.
  fileprivate static let indexedCountMin = 16

  private static let nothing = EntryStorage(keys: [], values: [], index: [:])

  package init() { storage = Self.nothing }

  package init(minimumCapacity: Int) {
    storage = EntryStorage(keys: [], values: [], index: [:])
    storage.keys.reserveCapacity(minimumCapacity)
    storage.values.reserveCapacity(minimumCapacity)
  }

  /// A struct-like value: keys as its type declares them (shared among all values of the type), each once.
  package init(uniqueKeys keys: [MapKey], values: [Value]) {
    storage = EntryStorage(keys: keys, values: values, index: [:])
    if keys.count >= Self.indexedCountMin { storage.buildIndex() }
  }

  /// Nil where a key is there twice.
  init?(keys: [MapKey], values: [Value]) {
    self.init(uniqueKeys: keys, values: values)
    if keys.count >= Self.indexedCountMin {
      guard storage.index.count == keys.count else { return nil }
    } else {
      for (position, key) in keys.enumerated() where keys[..<position].contains(key) { return nil }
    }
  }

  package var count: Int { storage.keys.count }
  package var isEmpty: Bool { storage.keys.isEmpty }
  package var keys: [MapKey] { storage.keys }
  package var values: [Value] { storage.values }

  /// Where the key stands, if it does.
  func position(of key: MapKey) -> Int? {
    if !storage.index.isEmpty { return storage.index[key] }
    return storage.keys.firstIndex(of: key)
  }

  /// The value of a field whose type declares it at `hint`; absent optional fields before it move it towards the front.
  @inline(__always)
  func value(ofField name: String, hint: Int) -> Value? {
    let storage = storage
    var index = Swift.min(hint, storage.keys.count - 1)
    while index >= 0 {
      if case .string(let key) = storage.keys[index], key.isSame(as: name) { return storage.values[index] }
      index -= 1
    }
    return self[name]
  }

  package subscript(name: String) -> Value? {
    get {
      let storage = storage
      if !storage.index.isEmpty { return storage.index[.string(name)].map { storage.values[$0] } }
      for index in storage.keys.indices {
        if case .string(let key) = storage.keys[index], key.isSame(as: name) { return storage.values[index] }
      }
      return nil
    }
    set { self[.string(name)] = newValue }
  }

  package subscript(key: MapKey) -> Value? {
    get { position(of: key).map { storage.values[$0] } }
    set {
      makeUnique()
      if let newValue {
        if let position = position(of: key) { storage.values[position] = newValue } else { storage.append(key, newValue) }
      } else if let position = position(of: key) {
        storage.remove(at: position)
      }
    }
  }

  /// Adds an entry; false, and no change, where the key is there already.
  package mutating func insert(_ key: MapKey, _ value: Value) -> Bool {
    guard position(of: key) == nil else { return false }
    makeUnique()
    storage.append(key, value)
    return true
  }

  /// CEL's equality, whatever the order.
  func equals(_ other: ValueMap) -> Bool {
    guard count == other.count else { return false }
    if storage === other.storage { return values.allSatisfy { $0.equals($0) } }
    for (position, key) in storage.keys.enumerated() {
      guard let value = other[key], storage.values[position].equals(value) else { return false }
    }
    return true
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) {
      storage = EntryStorage(keys: storage.keys, values: storage.values, index: storage.index)
    }
  }
}

extension EntryStorage {
  fileprivate func append(_ key: MapKey, _ value: Value) {
    keys.append(key)
    values.append(value)
    if !index.isEmpty { index[key] = keys.count - 1 } else if keys.count >= ValueMap.indexedCountMin { buildIndex() }
  }

  fileprivate func remove(at position: Int) {
    keys.remove(at: position)
    values.remove(at: position)
    index = [:]
    if keys.count >= ValueMap.indexedCountMin { buildIndex() }
  }

  fileprivate func buildIndex() {
    index.reserveCapacity(keys.count)
    for (position, key) in keys.enumerated() { index[key] = position }
  }
}

extension ValueMap: Hashable {
  package static func == (left: ValueMap, right: ValueMap) -> Bool {
    guard left.count == right.count else { return false }
    if left.storage === right.storage { return true }
    for (position, key) in left.storage.keys.enumerated() {
      guard right[key] == left.storage.values[position] else { return false }
    }
    return true
  }

  package func hash(into hasher: inout Hasher) {
    var sum = 0
    for (position, key) in storage.keys.enumerated() {
      var entry = Hasher()
      entry.combine(key)
      entry.combine(storage.values[position])
      sum &+= entry.finalize()
    }
    hasher.combine(sum)
  }
}

extension ValueMap: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { storage.keys.count }
  package subscript(position: Int) -> (key: MapKey, value: Value) { (storage.keys[position], storage.values[position]) }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (MapKey, Value)...) {
    self.init(minimumCapacity: elements.count)
    for (key, value) in elements {
      if let position = position(of: key) { storage.values[position] = value } else { storage.append(key, value) }
    }
  }
}

/// Entries of a map, shared until one of its owners writes.
///
/// Sendable though it has variables: they are changed only while `storage` is uniquely referenced by a map under `mutating`
/// access, so no other thread can see it then.
///
/// Nor can two accesses of one variable overlap, for the same reason: they need no check at run time, which costs more than
/// reading a field.
private final class EntryStorage: @unchecked Sendable {
  @exclusivity(unchecked) var keys: [MapKey]
  @exclusivity(unchecked) var values: [Value]
  /// Positions by key; empty while the map is short.
  @exclusivity(unchecked) var index: [MapKey: Int]

  init(keys: [MapKey], values: [Value], index: [MapKey: Int]) {
    self.keys = keys
    self.values = values
    self.index = index
  }
}
