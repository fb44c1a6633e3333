import CEL
import Synchronization

/// Environments that were made already: a workflow's places have few kinds, and its templates ask for the same ones again.
final class EnvironmentShelf: Sendable {
  private let made = Mutex<[NameScope: Environment]>([:])

  /// Kinds of places are as many as events with data of their own and loops; beyond this they are made anew.
  private static let countMax = 1_000

  /// `make` may run twice for one scope when two ask at once; both results mean the same.
  func environment(for scope: NameScope, _ make: () -> Environment) -> Environment {
    if let known = made.withLock({ $0[scope] }) { return known }
    let environment = make()
    made.withLock { if $0.count < Self.countMax { $0[scope] = environment } }
    return environment
  }
}
