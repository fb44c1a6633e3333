/// How one attempt to deliver a message ended.
package enum Outcome: Hashable, Sendable {
  /// The other side has taken it.
  case delivered(Answer)
  /// Not taken now; the same message may be taken later. The other side may have said after how long.
  case failedTemporarily(Answer, retryAfterSeconds: Double?)
  /// Not taken and never will be.
  case failedPermanently(Answer)
  /// The channel itself is down or badly set up: the message has not left this machine, and none other would. Uses up no attempt.
  case unavailable(Answer)
  /// The message left and no answer came: it may have arrived.
  case uncertain(Answer)

  package var answer: Answer {
    switch self {
    case .delivered(let answer), .failedTemporarily(let answer, _), .failedPermanently(let answer), .unavailable(let answer),
      .uncertain(let answer):
      answer
    }
  }
}
