/// A mail server that takes our mails, and how we show ourselves to it.
package struct SMTPServer: Hashable, Sendable {
  package enum Security: String, Hashable, Sendable {
    /// No TLS: for a relay on this machine or inside a trusted network.
    case none
    /// TLS begun in the conversation (port 587 or 25). Without it nothing is said.
    case startTLS
    /// TLS from the first byte (port 465).
    case implicit
  }

  package struct Credentials: Hashable, Sendable {
    package var user: String
    package var password: Secret

    package init(user: String, password: Secret) { (self.user, self.password) = (user, password) }
  }

  package var host: String
  package var port: Int
  package var security: Security
  package var trust: TLSTrust
  package var credentials: Credentials?
  /// The name we give ourselves in EHLO.
  package var clientName: String
  package var timeouts: TransferTimeouts

  package init(
    host: String, port: Int, security: Security, trust: TLSTrust = .system, credentials: Credentials? = nil,
    clientName: String = "localhost",
    timeouts: TransferTimeouts = TransferTimeouts(connectSeconds: 15, answerSeconds: 60, totalSeconds: 180)
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.trust = trust
    self.credentials = credentials
    self.clientName = clientName
    self.timeouts = timeouts
  }
}
