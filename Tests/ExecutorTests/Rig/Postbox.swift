import Channel
import Synchronization

/// A real channel that a story can look into: every attempt is written down, and may be held up or answered otherwise.
final class Postbox: Channel {
  struct Attempt: Sendable {
    var part: OutgoingPart
    var bytes: [UInt8]
    /// Nil while it is under way.
    var outcome: Outcome?
  }

  private let inner: any Channel
  let attempts = Mutex<[Attempt]>([])
  /// What happens before an attempt reaches the channel; an outcome takes its place.
  let before = Mutex<(@Sendable (OutgoingPart) async -> Outcome?)?>(nil)
  /// What the answer becomes on its way back.
  let answer = Mutex<(@Sendable (OutgoingPart, Outcome) async -> Outcome)?>(nil)
  let limits: ChannelLimits
  /// What went as one: whose bytes these are.
  private let merged = Mutex<[[UInt8]: [OutgoingPart]]>([:])

  init(_ inner: any Channel, limits: ChannelLimits? = nil) {
    self.inner = inner
    self.limits = limits ?? inner.limits
  }

  var name: String { inner.name }
  var onUncertain: UncertainPolicy { inner.onUncertain }

  func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] { try inner.compose(part) }

  var mergesMax: Int { inner.mergesMax }

  func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? {
    guard let (bytes, count) = inner.merge(parts) else { return nil }
    merged.withLock { $0[bytes] = Array(parts.prefix(count)) }
    return (bytes, count)
  }

  /// How many messages were several in one.
  var mergedCount: Int { merged.withLock { $0.count } }

  func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    let together = merged.withLock { $0[bytes] } ?? []
    guard together.isEmpty else {
      let outcome = await outcome(bytes, part)
      // Each part is accounted for with its own bytes, as the books keep them.
      let own = together.map { part in Attempt(part: part, bytes: (try? inner.compose(part)) ?? [], outcome: outcome) }
      attempts.withLock { $0 += own }
      return outcome
    }
    let number = attempts.withLock { attempts in
      attempts.append(Attempt(part: part, bytes: bytes))
      return attempts.count - 1
    }
    let outcome = await outcome(bytes, part)
    attempts.withLock { $0[number].outcome = outcome }
    return outcome
  }

  private func outcome(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    if let hook = before.withLock({ $0 }), let outcome = await hook(part) { return outcome }
    let outcome = await inner.send(bytes, part)
    if let hook = answer.withLock({ $0 }) { return await hook(part, outcome) }
    return outcome
  }

  var all: [Attempt] { attempts.withLock { $0 } }
}

extension Outcome {
  var isDelivered: Bool { if case .delivered = self { true } else { false } }
}
