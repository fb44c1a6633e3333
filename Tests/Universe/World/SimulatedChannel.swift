import Calendar
import Channel
import Simulator

/// A way out of the universe: slow, forgetful, refusing, down for a while; it tells the ledger what it saw.
struct SimulatedChannel: Channel {
  let name: String
  let onUncertain: UncertainPolicy
  let host: Host
  let faults: Faults
  let ledger: Ledger

  let limits = ChannelLimits(concurrentSends: 2)

  /// What a message says, in the shortest form in which two of them differ.
  func compose(_ part: OutgoingPart) -> [UInt8] {
    var text = "\(part.messageID)\n\(part.references.joined(separator: " "))\n\(part.recipient.address)\n"
    switch part.body {
    case .mail(let mail): text += mail.subject + "\n" + mail.text
    case .card(let card): text += card.fallbackText
    }
    return Array(text.utf8)
  }

  /// The parts that go together, by name, and what they say.
  func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? {
    guard name == "email" else { return nil }
    let text = Self.together + parts.map(\.id).joined(separator: " ") + "\n"
    return (parts.reduce(Array(text.utf8)) { $0 + compose($1) }, parts.count)
  }

  private static let together = "together "

  /// Those that are in a message, in their order.
  private func ids(_ bytes: [UInt8], _ part: OutgoingPart) -> [String] {
    let first = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    return first.hasPrefix(Self.together) ? first.dropFirst(Self.together.count).split(separator: " ").map(String.init) : [part.id]
  }

  func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    let scheduler = faults.scheduler
    guard !host.isGone else { return .uncertain(Answer(text: "the universe is over")) }
    let isTroubled = !faults.isCalm && scheduler.dice.happens(faults.plan.wireTrouble)
    let chance = isTroubled ? scheduler.dice.fraction() : 1
    if chance < 0.08 { return .unavailable(Answer(text: "connection refused")) }
    let ids = ids(bytes, part)
    if ids == [part.id] {
      ledger.sent(part.id, messageID: part.messageID, references: part.references, bytes: bytes, by: host.name)
    } else {
      ledger.sent(together: ids, by: host.name)
    }
    // Some answer in a moment, some not before the lease would have run out.
    await scheduler.rest(seconds: isTroubled && chance > 0.7 ? 90 * scheduler.dice.fraction() : scheduler.dice.fraction(), of: host)
    guard !host.isGone else { return .uncertain(Answer(text: "the universe is over")) }
    switch chance {
    case ..<0.2: return .failedTemporarily(Answer(code: 451, text: "try again later"), retryAfterSeconds: nil)
    case ..<0.25: return .failedPermanently(Answer(code: 550, text: "no such user"))
    case ..<0.4: return .uncertain(Answer(text: "the connection was lost before the message was taken"))
    case ..<0.55:
      for id in ids { ledger.accepted(id, by: host.name) }
      return .uncertain(Answer(text: "the connection was lost after the message was taken"))
    default:
      for id in ids { ledger.accepted(id, by: host.name) }
      await scheduler.rest(seconds: isTroubled ? 3 * scheduler.dice.fraction() : 0.01, of: host)
      return .delivered(Answer(code: 250, text: "ok"))
    }
  }
}
