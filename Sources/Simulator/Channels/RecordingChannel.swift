package import Calendar
package import Channel
import Synchronization

/// A channel that composes as the real one would, and keeps instead of sending.
struct RecordingChannel: Channel {
  let form: any Channel
  let troubles: [ChannelTrouble]
  let time: VirtualTime
  let post: Post

  var name: String { form.name }
  let limits = ChannelLimits(concurrentSends: 16)
  var onUncertain: UncertainPolicy { form.onUncertain }

  func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] { try form.compose(part) }

  func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? { form.merge(parts) }

  func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    let now = time.now
    let trouble = troubles.last { trouble in
      (trouble.from.map { $0 <= now } ?? true) && (trouble.recipient.map { $0 == part.recipient.address } ?? true)
    }
    let outcome = (trouble?.kind ?? .delivers).outcome
    if case .delivered = outcome { post.keep(SentMessage(channel: name, part: part, bytes: bytes, at: now)) }
    return outcome
  }
}

/// A message that a simulation delivered.
package struct SentMessage: Sendable {
  package var channel: String
  package var part: OutgoingPart
  /// As they would have gone to the wire.
  package var bytes: [UInt8]
  package var at: Instant
}

/// All messages that a simulation delivered, in order.
final class Post: Sendable {
  private let messages = Mutex<[SentMessage]>([])

  func keep(_ message: SentMessage) { messages.withLock { $0.append(message) } }
  var all: [SentMessage] { messages.withLock { $0 } }
}
