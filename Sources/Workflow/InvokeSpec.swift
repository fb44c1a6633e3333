package import CEL
package import Calendar

/// A question to a source, asked on entry (or by an `every`), and what its answer does.
package struct InvokeSpec: Hashable, Sendable {
  /// The source's name: `bookings-db/confirm`.
  package var source: String
  package var input: [Assignment]
  /// How long one attempt may take, in seconds.
  package var timeoutSeconds: Int?
  package var retry: RetryPolicy
  package var onDone: [Transition]
  package var onError: [Transition]
  /// The type of the answer, where the source declares one: times come as times then.
  package var answer: CELType = .dyn
  package var place: Place

  package init(
    source: String, input: [Assignment], timeoutSeconds: Int? = nil, retry: RetryPolicy = .none, onDone: [Transition],
    onError: [Transition], place: Place
  ) {
    self.source = source
    self.input = input
    self.timeoutSeconds = timeoutSeconds
    self.retry = retry
    self.onDone = onDone
    self.onError = onError
    self.place = place
  }
}

/// How often and for how long a failed attempt is repeated before `onError`.
package struct RetryPolicy: Hashable, Sendable {
  package enum Backoff: String, Hashable, Sendable, CaseIterable {
    case constant
    case exponential
  }

  /// Attempts in all; without it as many as fit before `until`.
  package var attempts: Int?
  package var delay: Delay?
  package var backoff: Backoff
  /// The part of a delay that chance may add or take away, 0 to 1.
  package var jitter: Double
  /// No attempt begins after this instant; asked for in the step that invokes.
  package var until: Expression?

  /// One attempt, no other.
  package static let none = RetryPolicy(attempts: 1)

  package init(
    attempts: Int? = nil, delay: Delay? = nil, backoff: Backoff = .constant, jitter: Double = 0, until: Expression? = nil
  ) {
    self.attempts = attempts
    self.delay = delay
    self.backoff = backoff
    self.jitter = jitter
    self.until = until
  }
}

/// `name: expression`, as in `input:`, `assign:` and the data of a raised event.
package struct Assignment: Hashable, Sendable {
  package var name: String
  package var value: Expression

  package init(name: String, value: Expression) {
    self.name = name
    self.value = value
  }
}
