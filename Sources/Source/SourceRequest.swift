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

  /// Who asks, the same when it is asked again: the id of the effect. A source that does something knows by it what it has done,
  /// and whoever looks at the instance finds how far it is.
  package var asker: String?

  package init(name: String, input: Value, askedAt: Instant, timeoutSeconds: Double, asker: String? = nil) {
    (self.name, self.input, self.askedAt, self.timeoutSeconds) = (name, input, askedAt, timeoutSeconds)
    self.asker = asker
  }
}
