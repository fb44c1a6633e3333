import Synchronization

/// Under which name the server knows a question while it is under way, and whether somebody wants it stopped: told from the queue that
/// waits for the answer to whoever stops it.
package final class MongoQuestionName: Sendable {
  private struct State {
    var session: String?
    var isStopped = false
  }

  private let state = Mutex(State())

  package init() {}

  package var isStopped: Bool { state.withLock { $0.isStopped } }

  func give(_ session: String) { state.withLock { $0.session = session } }

  /// From now on the question is not begun, or not gone on with.
  /// - Returns: the session under which the server has it, as extended JSON; nil where it was not asked yet.
  package func stop() -> String? {
    state.withLock { state in
      state.isStopped = true
      return state.session
    }
  }
}
