import Glibc

extension String {
  /// Whether the words stand in the text, byte by byte: what is in lower case is looked for in lower case.
  func has(_ words: String) -> Bool {
    let found: Bool?? = utf8.withContiguousStorageIfAvailable { text in
      words.utf8.withContiguousStorageIfAvailable { Self.stands($0, in: text) }
    }
    return (found ?? nil) ?? contains(words)
  }

  private static func stands(_ sought: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let part = sought.baseAddress, let start = text.baseAddress, sought.count > 0 else { return sought.isEmpty }
    guard text.count >= sought.count else { return false }
    var index = 0
    let last = text.count - sought.count
    while index <= last, let place = memchr(start + index, Int32(part[0]), last - index + 1) {
      let found = UnsafeRawPointer(place) - UnsafeRawPointer(start)
      if memcmp(start + found, part, sought.count) == 0 { return true }
      index = found + 1
    }
    return false
  }

  /// Without blanks at both ends.
  var trimmed: String {
    var bytes = Array(utf8)[...]
    while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
    while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
