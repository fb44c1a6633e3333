/// Where rows come from: an HTTP API, a database, files. It asks and says how complete the answer is; what the rows mean, and what
/// their absence means, is decided elsewhere.
package protocol Source: Sendable {
  /// As workflow files call it: `chargecloud/faulty-bookings`.
  var name: String { get }

  /// One question, with the source's own repeats in it. It never throws: every ending is an outcome.
  func ask(_ request: SourceRequest) async -> SourceOutcome
}
