/// A mail server whose mailbox we read.
package struct IMAPServer: Hashable, Sendable {
  package enum Security: String, Hashable, Sendable {
    /// No TLS: only for a server on this machine.
    case none
    case startTLS
    /// TLS from the first byte (port 993).
    case implicit
  }

  package var host: String
  package var port: Int
  package var security: Security
  package var trust: TLSTrust
  package var user: String
  package var password: Secret
  package var timeouts: TransferTimeouts

  package init(
    host: String, port: Int, security: Security, trust: TLSTrust = .system, user: String, password: Secret,
    timeouts: TransferTimeouts = TransferTimeouts(connectSeconds: 20, answerSeconds: 60, totalSeconds: 60)
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.trust = trust
    self.user = user
    self.password = password
    self.timeouts = timeouts
  }

  /// A password goes over no wire in the clear.
  var objection: String? {
    if security == .none, !["localhost", "127.0.0.1", "::1"].contains(host) { return "a mailbox on another machine needs TLS" }
    return host.isEmpty || host.contains("/") || host.contains("@") ? "“\(host)” is no server's name" : nil
  }
}
