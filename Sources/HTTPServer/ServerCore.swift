import CMicroHTTPD
import Glibc
import Synchronization

/// What the library's callbacks work on: routes, limits, and what is under way.
final class ServerCore: Sendable {
  struct Link: Sendable {
    var socket: Int32
    /// When its present request began, or the last one ended; nil while a handler works or an answer leaves.
    var waitingSince: Double?
  }

  struct State: Sendable {
    var isStopping = false
    var links: [UInt: Link] = [:]
    var working: [ObjectIdentifier: Exchange] = [:]
    var whenDrained: CheckedContinuation<Void, Never>?
  }

  let settings: WebSettings
  let routes: WebRoutes
  let log: @Sendable (WebAccess) -> Void
  let state = Mutex(State())

  init(_ settings: WebSettings, _ routes: WebRoutes, log: @escaping @Sendable (WebAccess) -> Void) {
    self.settings = settings
    self.routes = routes
    self.log = log
  }

  /// Answers for handlers that take too long, and closes connections that never come to the end of a request.
  func sweep(at now: Double = monotonicSeconds()) {
    let late = state.withLock { state -> [Exchange] in
      for (key, link) in state.links {
        guard let since = link.waitingSince, now - since > settings.limits.requestSecondsMax else { continue }
        // The socket is still this connection's: it is closed after `closed` took the link away, under this lock.
        shutdown(link.socket, Int32(SHUT_RDWR))
        state.links[key]?.waitingSince = nil
      }
      return state.working.values.filter { exchange in
        exchange.withState { now - $0.workingSince > settings.limits.answerSecondsMax }
      }
    }
    for exchange in late { exchange.finish(.text("The answer takes too long; please try again.\n", status: 503)) }
  }

  /// Nobody is let in any more. Returns when nothing is under way.
  func drain() async {
    await withCheckedContinuation { continuation in
      let isDrained = state.withLock { state in
        state.isStopping = true
        if state.working.isEmpty { return true }
        state.whenDrained = continuation
        return false
      }
      if isDrained { continuation.resume() }
    }
  }

  /// Answers for whatever is still under way.
  func giveUp() {
    let left = state.withLock { Array($0.working.values) }
    for exchange in left { exchange.finish(.text("The server stops.\n", status: 503)) }
  }

  /// - Returns: false where the server stops.
  func begin(_ exchange: Exchange, on connection: UInt) -> Bool {
    state.withLock { state in
      guard !state.isStopping else { return false }
      state.working[ObjectIdentifier(exchange)] = exchange
      state.links[connection]?.waitingSince = nil
      return true
    }
  }

  func ended(_ exchange: Exchange, on connection: UInt) {
    let drained = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.working[ObjectIdentifier(exchange)] = nil
      state.links[connection]?.waitingSince = monotonicSeconds()
      guard state.working.isEmpty else { return nil }
      defer { state.whenDrained = nil }
      return state.whenDrained
    }
    drained?.resume()
  }

  func opened(_ connection: UInt, socket: Int32) {
    state.withLock { $0.links[connection] = Link(socket: socket, waitingSince: monotonicSeconds()) }
  }

  func closed(_ connection: UInt) { state.withLock { $0.links[connection] = nil } }
}
