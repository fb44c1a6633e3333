package import Store

/// Which channels are down, as this executor last heard from the other side or from the store.
package actor ChannelHealth {
  private var down: Set<String> = []

  package init() {}

  package func isDown(_ channel: String) -> Bool { down.contains(channel) }

  package func markUp(_ channel: String) { down.remove(channel) }

  /// - Returns: whether it was up before.
  @discardableResult
  package func markDown(_ channel: String) -> Bool { down.insert(channel).inserted }

  package func set(_ records: [ChannelRecord]) {
    down = Set(records.filter(\.isDown).map(\.name))
  }
}
