import Synchronization

/// Tells an executor's loops that it is time to end: first in order, then, when patience is over, at once.
package final class StopSign: Sendable {
  package enum Stage: Int, Sendable {
    case working
    /// What is under way is finished, nothing else is begun.
    case stopping
    /// What is under way is broken off; what is known is still written, once.
    case cutOff
  }

  private let current = Mutex(Stage.working)

  package init() {}

  package var stage: Stage { current.withLock { $0 } }

  /// Stages are only ever gone through forwards.
  package func move(to stage: Stage) {
    current.withLock { if stage.rawValue > $0.rawValue { $0 = stage } }
  }
}
