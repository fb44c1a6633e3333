/// What both stores refuse as a constraint: beyond these a row is a mistake or an attack, and no index could hold it.
package enum StoreLimits {
  /// An event's or an instance's key; a B-tree entry ends at about 2,700 bytes.
  package static let keyBytesMax = 1_000
  /// A recipient, a thread, the name of a channel, a workflow or an event.
  package static let nameBytesMax = 1_000
  /// Unread events of one instance that one claim loads; the others come with the next.
  package static let eventsPerInstanceMax = 100
  /// Rows that a listing without a limit of its own returns.
  package static let listedMax = 10_000
  /// Expired leases that one sweep settles.
  package static let sweptMax = 1_000
  /// Earlier parts of a thread that a delivery is told of; References name the root and the last few.
  package static let earlierMax = 1_000

  package static func check(key: String) throws(StoreError) {
    try check(key, "a key", bytesMax: keyBytesMax)
  }

  package static func check(name: String) throws(StoreError) {
    try check(name, "a name", bytesMax: nameBytesMax)
  }

  /// A database keeps no zero byte in a text.
  private static func check(_ text: String, _ what: String, bytesMax: Int) throws(StoreError) {
    guard text.utf8.count <= bytesMax else { throw .constraint("\(what) of more than \(bytesMax) bytes") }
    guard !text.utf8.contains(0) else { throw .constraint("\(what) with a zero byte") }
  }
}
