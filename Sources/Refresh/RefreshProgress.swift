import Synchronization

/// How far a run is, told from one task to another.
final class RefreshProgress: Sendable {
  private struct State {
    var rows = 0
    var written = 0
    var phase = RefreshRun.Phase.asking
    var heard: Double?
  }

  private let state = Mutex(State())

  var rows: Int { state.withLock { $0.rows } }
  var written: Int { state.withLock { $0.written } }
  var phase: RefreshRun.Phase { state.withLock { $0.phase } }

  func add(_ rows: Int) {
    state.withLock {
      $0.rows += rows
      $0.phase = .reading
    }
  }

  /// - Parameter part: of the bytes; rows are about alike.
  func wrote(part: Double) { state.withLock { $0.written = Int(Double($0.rows) * min(1, part)) } }
  func move(to phase: RefreshRun.Phase) { state.withLock { $0.phase = phase } }
  func heard(at time: Double) { state.withLock { $0.heard = time } }

  func lastHeard(default fallback: Double) -> Double {
    state.withLock { state in
      if let heard = state.heard { return heard }
      state.heard = fallback
      return fallback
    }
  }
}
