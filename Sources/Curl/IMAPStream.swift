import CLibCurl
import Glibc

/// What kept a conversation from going on.
package struct StreamFailure: Error, Hashable, Sendable {
  package let trouble: TransferTrouble
  /// The library's or the server's words; no secrets.
  package let detail: String

  package init(trouble: TransferTrouble, detail: String) { (self.trouble, self.detail) = (trouble, detail) }
}

/// An open and authenticated connection to an IMAP server: the library connects, makes it safe and signs in; what is said from then on is
/// the caller's. (The library's own commands cannot tell a server's answer from a mail that looks like one.) Belongs to one actor, whose
/// thread it blocks.
package final class IMAPStream {
  private let handle = EasyHandle()
  private let server: IMAPServer
  private var buffer = [UInt8](repeating: 0, count: 64 * 1_024)

  package init(_ server: IMAPServer) throws(StreamFailure) {
    self.server = server
    if let objection = server.objection { throw StreamFailure(trouble: .setup, detail: objection) }
    handle.begin(protocols: "imap,imaps")
    let scheme = server.security == .implicit ? "imaps" : "imap"
    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    handle.set(CURLOPT_URL, "\(scheme)://\(host):\(server.port)/")
    handle.set(CURLOPT_USERNAME, server.user)
    handle.set(CURLOPT_PASSWORD, server.password.reveal())
    handle.set(CURLOPT_USE_SSL, Int(server.security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
    handle.set(CURLOPT_CONNECT_ONLY, 1)
    handle.setTimeouts(server.timeouts)
    handle.setTrust(server.trust)
    let code = handle.perform()
    if let trouble = TransferTrouble(code) {
      throw StreamFailure(trouble: trouble, detail: server.password.removed(from: handle.detail(code)))
    }
  }

  package func send(_ bytes: [UInt8]) throws(StreamFailure) {
    var left = bytes[...]
    while !left.isEmpty {
      let (code, count) = handle.send(left)
      left = left.dropFirst(count)
      switch code {
      case CURLE_OK: continue
      case CURLE_AGAIN:
        guard wait(Int16(POLLOUT), seconds: server.timeouts.answerSeconds) else { throw Self.timedOut }
      default: throw StreamFailure(trouble: .broken, detail: handle.detail(code))
      }
    }
  }

  /// What has arrived; empty: nothing came in so many seconds.
  package func receive(seconds: Double) throws(StreamFailure) -> ArraySlice<UInt8> {
    while true {
      let (code, count) = handle.receive(into: &buffer)
      switch code {
      case CURLE_OK:
        guard count > 0 else { throw StreamFailure(trouble: .broken, detail: "the server ended the connection") }
        return buffer[..<count]
      case CURLE_AGAIN:
        guard wait(Int16(POLLIN), seconds: seconds) else { return [] }
      default: throw StreamFailure(trouble: .broken, detail: handle.detail(code))
      }
    }
  }

  package static let timedOut = StreamFailure(trouble: .timeout, detail: "the server does not answer")

  private func wait(_ events: Int16, seconds: Double) -> Bool {
    guard let socket = handle.socket else { return false }
    var descriptor = pollfd(fd: socket, events: events, revents: 0)
    while true {
      let ready = poll(&descriptor, 1, Int32(min(max(seconds, 0), 3_600) * 1_000))
      if ready < 0 && errno == EINTR { continue }
      return ready > 0
    }
  }
}
