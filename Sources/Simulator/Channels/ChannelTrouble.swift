package import Calendar
import Channel

/// What the other side of a channel does from some time on; without any it takes every message at once.
package struct ChannelTrouble: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case refuses(String)
    case fails(String)
    /// Nobody knows whether it arrived.
    case loses(String)
    case delivers
  }

  package var from: Instant?
  /// One recipient; nil: all.
  package var recipient: String?
  package var kind: Kind

  package init(from: Instant? = nil, recipient: String? = nil, kind: Kind) {
    self.from = from
    self.recipient = recipient
    self.kind = kind
  }
}

extension ChannelTrouble.Kind {
  var outcome: Outcome {
    switch self {
    case .refuses(let text): .failedPermanently(Answer(text: text))
    case .fails(let text): .failedTemporarily(Answer(text: text), retryAfterSeconds: nil)
    case .loses(let text): .uncertain(Answer(text: text))
    case .delivers: .delivered(Answer(text: "simulated"))
    }
  }
}
