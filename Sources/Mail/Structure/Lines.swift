/// Bytes of a mail whose lines end with LF alone.
package typealias Bytes = ArraySlice<UInt8>

/// The lines of some bytes, each without its end. Linear, without copies.
struct Lines: Sequence, IteratorProtocol {
  private let bytes: Bytes
  private(set) var position: Int

  init(_ bytes: Bytes) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  mutating func next() -> Bytes? {
    guard position < bytes.endIndex else { return nil }
    let end = LineEnds.next(in: bytes, from: position)
    defer { position = Swift.min(end + 1, bytes.endIndex) }
    return bytes[position..<end]
  }
}

enum LineEnds {
  static let lineFeed: UInt8 = 0x0A

  /// Where the line that goes through `position` ends: at its LF, or at the end of everything.
  static func next(in bytes: Bytes, from position: Int) -> Int {
    bytes.withUnsafeBufferPointer { buffer in
      var index = position - bytes.startIndex
      while index < buffer.count, buffer[index] != lineFeed { index += 1 }
      return index + bytes.startIndex
    }
  }

  /// CR LF, CR and LF all become LF: mails in the wild mix them. Nul bytes go, for many programs end a text there.
  static func unified(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case 0x0D: result.append(lineFeed)
      case 0x0A: if previous != 0x0D { result.append(lineFeed) }
      case 0: break
      default: result.append(byte)
      }
      previous = byte
    }
    return result
  }
}

extension Bytes {
  var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 } }

  func hasPrefix(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { prefix in count >= prefix.count && self.prefix(prefix.count).elementsEqual(prefix) }
  }
}
