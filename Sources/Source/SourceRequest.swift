package import CEL
package import Calendar

/// A question to a source.
package struct SourceRequest: Hashable, Sendable {
  /// `chargecloud/faulty-bookings`
  package var name: String
  /// The parameters as the workflow gave them; a map.
  package var input: Value
  /// The logical time of the question. Rows are wanted as they stood then, as far as a source can tell.
  package var askedAt: Instant
  /// For the whole question, repeats and pages included; real time.
  package var timeoutSeconds: Double

  package init(name: String, input: Value, askedAt: Instant, timeoutSeconds: Double) {
    (self.name, self.input, self.askedAt, self.timeoutSeconds) = (name, input, askedAt, timeoutSeconds)
  }
}
