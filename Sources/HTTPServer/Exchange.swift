import CMicroHTTPD
import Synchronization

/// One request on its way through the server, from its first line until its answer has left.
///
/// The library holds it as the request's context and hands it to each callback; a handler's task holds it while it works.
// `connection` is the library's own and valid until the request is completed; it is used from the library's thread, and from
// `resume`, which is called once, under the lock, while the request is suspended and thus cannot be completed.
final class Exchange: @unchecked Sendable {
  enum Phase {
    /// The request line is known; its headers come.
    case opened
    /// Chosen; its body comes.
    case reading(WebRoutes.Route, places: [String: String])
    /// Suspended, while a handler works.
    case working
    /// To be sent as soon as the library asks again.
    case answered(WebAnswer)
    /// Given to the library.
    case sent
  }

  struct State {
    var phase = Phase.opened
    var body: [UInt8] = []
    var task: Task<Void, Never>?
    /// When the handler began, in monotonic seconds.
    var workingSince: Double = 0
  }

  let uri: String
  let openedAt: Double
  private let connection: OpaquePointer
  private let state = Mutex(State())
  /// Told once, on the library's thread, when the headers are known.
  var method = ""
  var route = "-"
  var client = ""

  init(uri: String, connection: OpaquePointer) {
    self.uri = uri
    self.connection = connection
    openedAt = monotonicSeconds()
  }

  func withState<Result>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

  /// Suspends the request and lets the handler work on it.
  func work(_ handler: @escaping @Sendable () async -> WebAnswer) {
    state.withLock { state in
      state.phase = .working
      state.workingSince = monotonicSeconds()
      MHD_suspend_connection(connection)
      state.task = Task { self.finish(await handler()) }
    }
  }

  /// The first answer counts: the handler's, or the one for a handler that takes too long.
  func finish(_ answer: WebAnswer) {
    let task = state.withLock { state -> Task<Void, Never>? in
      guard case .working = state.phase else { return nil }
      state.phase = .answered(answer.isWellFormed ? answer : .text("The answer was not well-formed.\n", status: 500))
      defer { state.task = nil }
      MHD_resume_connection(connection)
      return state.task
    }
    task?.cancel()
  }
}
