package import Calendar
import Machine
import Sodium
package import Store

/// What a link says: which recipient's copy of which message it belongs to, and until when it is good. Sealed, so that nobody
/// can make one for another recipient or a later step.
package struct AnswerToken: Hashable, Sendable {
  package var part: PartID
  package var expiresAt: Instant

  package init(part: PartID, expiresAt: Instant) {
    self.part = part
    self.expiresAt = expiresAt
  }

  /// Half of a seal is far beyond guessing, and keeps the link short.
  private static let sealBytes = 16
  private static let form: UInt8 = 1
  private static let expiryBytes = 4
  private static let contentBytes = 1 + 16 + 4 + 2 + 2 + expiryBytes

  /// As a link carries it: letters, digits, `-` and `_`.
  package func text(_ keys: AnswerKeys) -> String {
    Base64URL.encode(content + Self.seal(content, keys.present).prefix(Self.sealBytes))
  }

  /// Nil for whatever was not made under one of the keys.
  package init?(_ text: String, _ keys: AnswerKeys) {
    guard text.utf8.count < 200, let bytes = Base64URL.decode(text), bytes.count == Self.contentBytes + Self.sealBytes,
      bytes[0] == Self.form
    else { return nil }
    let content = Array(bytes.prefix(Self.contentBytes))
    let seal = Array(bytes.suffix(Self.sealBytes))
    // Every key is tried, so that the time says nothing of which one fits.
    let fits = keys.all.reduce(false) { $0 || MessageSeal.isEqual(Array(Self.seal(content, $1).prefix(Self.sealBytes)), seal) }
    guard fits else { return nil }
    func number(_ range: Range<Int>) -> UInt64 { content[range].reduce(0) { $0 << 8 | UInt64($1) } }
    let instance = InstanceID(high: number(1..<9), low: number(9..<17))
    let effect = EffectID(instance: instance, step: Int(number(17..<21)), index: Int(number(21..<23)))
    self.init(
      part: PartID(effect: effect, part: Int(number(23..<25))),
      expiresAt: Instant(microsecondsSinceEpoch: Int64(number(25..<29)) * 60_000_000))
  }

  /// The three characters that the mail prints and its page asks for: what follows links and presses buttons by itself does not
  /// read and type. One for each key; the same whenever the link was made.
  package func codes(_ keys: AnswerKeys) -> [String] { keys.all.map { Self.code(content.dropLast(Self.expiryBytes), $0) } }

  package static let codeLength = 3

  /// Without what is read for something else.
  private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ2346789")

  private static func code(_ content: ArraySlice<UInt8>, _ key: [UInt8]) -> String {
    let bytes = MessageSeal.seal(Array("tocsin answer code".utf8) + content, key: key)
    let number = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return String([number, number / alphabet.count, number / alphabet.count / alphabet.count].map { alphabet[$0 % alphabet.count] })
  }

  private static func seal(_ content: [UInt8], _ key: [UInt8]) -> [UInt8] {
    MessageSeal.seal(Array("tocsin answer link".utf8) + content, key: key)
  }

  private var content: [UInt8] {
    func bytes(_ number: UInt64, _ count: Int) -> [UInt8] { (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    let minutes = UInt64(max(0, expiresAt.microsecondsSinceEpoch / 60_000_000))
    return [Self.form] + bytes(part.effect.instance.high, 8) + bytes(part.effect.instance.low, 8)
      + bytes(UInt64(clamping: part.effect.step), 4) + bytes(UInt64(clamping: part.effect.index), 2)
      + bytes(UInt64(clamping: part.part), 2) + bytes(minutes, 4)
  }
}
