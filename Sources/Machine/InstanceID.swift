import Workflow

/// Names an instance by content, so that whoever opens the same run of the same key in the same installation names the
/// same instance: the first 128 bits of a SHA-256, 32 hexadecimal digits as text.
package struct InstanceID: Hashable, Comparable, Sendable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// - Parameter run: 1 for the first life of a key, 2 for the second.
  package init(installation: String, workflow: String, key: String, run: Int) {
    var digest = SHA256()
    for part in [installation, workflow, key, String(run)] { digest.update(lengthPrefixed: part) }
    let bytes = digest.finish()
    high = bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Nil where the text is not 32 hexadecimal digits.
  package init?(_ text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ Self.isHexadecimal($0) }),
      let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  package static func < (left: InstanceID, right: InstanceID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte)
  }
}

extension InstanceID: CustomStringConvertible {
  package var description: String {
    (0..<8).map { UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * $0)) }.hexadecimal
      + (0..<8).map { UInt8(truncatingIfNeeded: low >> UInt64(56 - 8 * $0)) }.hexadecimal
  }
}
