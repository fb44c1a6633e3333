import CEL
package import Calendar

/// Outlook's mark of a place in a conversation (`Thread-Index`): 22 bytes name the conversation, 5 more a reply.
///
/// The layout is that of Outlook itself ("classic"): six bytes of FILETIME, then a GUID, here made from the thread's common id.
/// A reply counts from the beginning of the conversation, so that each message's mark follows from itself alone.
package struct ThreadIndex: Hashable, Sendable {
  package private(set) var bytes: [UInt8]

  /// 100 ns ticks from 1601-01-01 to 1970-01-01.
  private static let epochTicks: Int64 = 116_444_736_000_000_000
  private static let headerBytes = 22
  private static let replyBytes = 5

  package init(startedAt: Instant, guid: [UInt8]) {
    let ticks = UInt64(max(0, Self.ticks(startedAt)))
    bytes = (0..<6).map { UInt8(truncatingIfNeeded: ticks >> (56 - 8 * UInt64($0))) } + guid.prefix(16)
  }

  init(startedAt: Instant, identity: Digest128) { self.init(startedAt: startedAt, guid: identity.bytes) }

  /// - Parameter salt: tells replies of the same moment apart.
  package mutating func appendReply(at instant: Instant, salt: UInt8) {
    let header = bytes.prefix(6).reduce(Int64(0)) { $0 << 8 | Int64($1) } << 16
    let delta = UInt64(max(0, Self.ticks(instant) - header))
    // Close replies are told apart by 26 ms, those after more than 1.7 years by 0.8 s.
    let isFar = delta >> 49 != 0
    let block = UInt64(isFar ? 1 : 0) << 31 | (delta >> (isFar ? 23 : 18)) & 0x7FFF_FFFF
    bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: block >> UInt64($0)) } + [salt]
  }

  package var text: String { Base64.encode(bytes) }

  private static func ticks(_ instant: Instant) -> Int64 { instant.microsecondsSinceEpoch * 10 + epochTicks }
}
