import Calendar

/// Knows the processes that share the store, and which of them died uncleanly.
package protocol ExecutorStore: Sendable {
  func register(_ executor: ExecutorRecord) async throws(StoreError)
  func heartbeat(_ id: ExecutorID) async throws(StoreError)
  func end(_ id: ExecutorID) async throws(StoreError)
  /// Somebody saw that its process is gone: it counts as silent from now on, not only after a while. Its next heartbeat, if
  /// there is one, says otherwise.
  func declareDead(_ id: ExecutorID, silenceSeconds: Int) async throws(StoreError)
  /// How many executors stopped beating for longer than `silenceSeconds` without having ended, and are not yet
  /// `carefulSeconds` past that: while there are any, the others step in careful mode. By the store's own clock.
  func uncleanDeaths(silenceSeconds: Int, carefulSeconds: Int) async throws(StoreError) -> Int
}

package struct ExecutorRecord: Hashable, Sendable {
  package var id: ExecutorID
  package var host: String
  package var processID: Int
  package var version: String

  package init(id: ExecutorID, host: String, processID: Int, version: String) {
    self.id = id
    self.host = host
    self.processID = processID
    self.version = version
  }
}
