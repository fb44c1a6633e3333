/// The keys that links are signed with. New links carry the first one's seal; a link under any of them is good, so that a key
/// can be changed without killing the mails that are out.
package struct AnswerKeys: Sendable {
  /// Shorter keys could be guessed.
  package static let bytesMin = 16
  /// The present one, and the one before it.
  package static let countMax = 2

  private let keys: [[UInt8]]

  /// Nil where there is none, or one is too short.
  package init?(_ keys: [String]) {
    let bytes = keys.prefix(Self.countMax).map { Array($0.utf8) }
    guard !bytes.isEmpty, bytes.allSatisfy({ $0.count >= Self.bytesMin }) else { return nil }
    self.keys = bytes
  }

  var present: [UInt8] { keys[0] }
  var all: [[UInt8]] { keys }
}
