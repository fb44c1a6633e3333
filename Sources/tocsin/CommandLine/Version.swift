/// What this program is, for people, logs and the books.
enum Version {
  static let text = "0.1.0"
  /// The epoch of the engine: executors of different epochs do not share a store.
  static let epoch = 1
}
