/// How a web server listens, and what it bears.
package struct WebSettings: Sendable {
  /// A certificate chain and its key, as PEM texts.
  package struct TLS: Sendable {
    package var certificate: String
    package var key: String

    package init(certificate: String, key: String) { (self.certificate, self.key) = (certificate, key) }
  }

  /// An address of this machine: `127.0.0.1`, `::1`, `0.0.0.0`, `::`.
  package var host: String
  /// 0 takes a free one.
  package var port: Int
  package var tls: TLS?
  /// A proxy in front names the client (the last address of `X-Forwarded-For`). Without a proxy anybody could write that header.
  package var isBehindProxy: Bool
  package var limits: Limits

  package init(host: String, port: Int, tls: TLS? = nil, isBehindProxy: Bool = false, limits: Limits = Limits()) {
    self.host = host
    self.port = port
    self.tls = tls
    self.isBehindProxy = isBehindProxy
    self.limits = limits
  }

  package struct Limits: Sendable {
    /// Request line and headers together; links and cookies of ours are far smaller. More is 414 or 431.
    package var headerBytesMax = 16 * 1024
    /// Descriptors are shared with the database and the channels.
    package var connectionsMax = 512
    /// Behind a proxy all come from one address.
    package var connectionsPerAddressMax = 0
    /// Without a byte in either direction.
    package var idleSecondsMax = 30
    /// From the first byte (or the last answer) to a whole request: who drips bytes does not stay for ever.
    package var requestSecondsMax: Double = 60
    /// A handler that takes longer is answered for with 503.
    package var answerSecondsMax: Double = 30
    /// How long `stop` waits for what is under way.
    package var stopSecondsMax: Double = 5

    package init() {}
  }
}

/// Why a web server could not start.
package struct WebServerError: Error, Hashable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// One line of the access log. It names the route's pattern, never the path or the query: those can hold a key.
package struct WebAccess: Hashable, Sendable {
  package var client: String
  package var method: String
  /// The pattern that fitted, `-` where none did.
  package var route: String
  package var status: Int
  package var bodyBytes: Int
  package var milliseconds: Int
}
