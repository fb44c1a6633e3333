package import CEL
package import Curl
package import Source

/// An HTTP API as a source: where it is, how it is asked, how its pages and its envelope are read, and what its rows become.
package struct HTTPSourceConfiguration: Sendable {
  package enum Authentication: Hashable, Sendable {
    case none
    /// `Authorization: Token …`; OCPI from 2.2-d2 on wants the token in base64, older partners as it is.
    case token(Secret, base64: Bool)
    case bearer(Secret)
    case basic(user: String, password: Secret)
  }

  package enum Paging: Hashable, Sendable {
    /// One answer holds all.
    case none
    /// `offset` and `limit`, `Link: <…>; rel="next"`, `X-Total-Count`, `X-Limit`. `limit` nil: as many as the server likes.
    case ocpi(limit: Int?)
  }

  package enum Envelope: Hashable, Sendable {
    /// The body is the row or the list of rows.
    case none
    /// `{data, status_code, status_message, timestamp}`; status 1xxx is success, whatever the HTTP status.
    case ocpi
  }

  /// `chargecloud/faulty-bookings`
  package var name: String
  package var baseURL: String
  package var path: String
  /// The query parameters for a request, already as text.
  package var parameters: @Sendable (SourceRequest) throws -> [String: String]
  package var headers: [HTTPHeader]
  package var authentication: Authentication
  package var paging: Paging
  package var envelope: Envelope
  /// The field by which a row is known when pages overlap; rows without it are all kept.
  package var idField: String
  /// From the rows as they came to what the workflow sees.
  package var mapping: @Sendable ([Value]) throws -> Value
  package var trust: TLSTrust
  package var retry: HTTPSourceRetry
  package var limits: HTTPSourceLimits

  package init(
    name: String, baseURL: String, path: String = "",
    parameters: @escaping @Sendable (SourceRequest) throws -> [String: String] = { _ in [:] },
    headers: [HTTPHeader] = [], authentication: Authentication = .none, paging: Paging = .none, envelope: Envelope = .none,
    idField: String = "id", mapping: @escaping @Sendable ([Value]) throws -> Value = { .list($0) }, trust: TLSTrust = .system,
    retry: HTTPSourceRetry = HTTPSourceRetry(), limits: HTTPSourceLimits = HTTPSourceLimits()
  ) {
    self.name = name
    self.baseURL = baseURL
    self.path = path
    self.parameters = parameters
    self.headers = headers
    self.authentication = authentication
    self.paging = paging
    self.envelope = envelope
    self.idField = idField
    self.mapping = mapping
    self.trust = trust
    self.retry = retry
    self.limits = limits
  }
}

/// How often and how fast a page is asked for again.
package struct HTTPSourceRetry: Hashable, Sendable {
  package var attempts: Int
  /// The first wait; each further one is twice as long. Half of a wait is by chance, so that many do not come back at once.
  package var delaySeconds: Double
  package var delaySecondsMax: Double

  package init(attempts: Int = 4, delaySeconds: Double = 1, delaySecondsMax: Double = 60) {
    (self.attempts, self.delaySeconds, self.delaySecondsMax) = (attempts, delaySeconds, delaySecondsMax)
  }
}

/// What is the most that is taken from a server.
package struct HTTPSourceLimits: Hashable, Sendable {
  package var pages: Int
  package var rows: Int
  package var pageBytes: Int
  /// For one page, in real time.
  package var pageSeconds: Double
  /// How often a shrinking total makes us step back before we give up on completeness.
  package var stepsBack: Int

  package init(
    pages: Int = 5_000, rows: Int = 1_000_000, pageBytes: Int = 64 * 1_024 * 1_024, pageSeconds: Double = 60, stepsBack: Int = 50
  ) {
    (self.pages, self.rows, self.pageBytes, self.pageSeconds, self.stepsBack) = (pages, rows, pageBytes, pageSeconds, stepsBack)
  }
}
