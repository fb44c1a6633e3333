/// Finds a sequence of bytes in another in linear time (Knuth, Morris, Pratt); texts come from outside.
struct Search {
  private let part: [UInt8]
  /// For each prefix of the part, how much of it is matched where the next byte does not fit.
  private let fallback: [Int]

  init(_ part: [UInt8]) {
    self.part = part
    var fallback = Array(repeating: 0, count: part.count)
    var length = 0
    for index in part.indices.dropFirst() {
      while length > 0, part[index] != part[length] { length = fallback[length - 1] }
      if part[index] == part[length] { length += 1 }
      fallback[index] = length
    }
    self.fallback = fallback
  }

  /// The first place at or after `start`.
  func first(in text: [UInt8], from start: Int) -> Int? {
    if part.isEmpty { return start <= text.count ? start : nil }
    guard start < text.count else { return nil }
    var length = 0
    for index in start..<text.count {
      while length > 0, text[index] != part[length] { length = fallback[length - 1] }
      if text[index] == part[length] { length += 1 }
      if length == part.count { return index - length + 1 }
    }
    return nil
  }
}

extension String {
  func contains(codePointsOf part: String) -> Bool {
    part.utf8.count <= 8 ? containsCodePoints(of: part) : Search(Array(part.utf8)).first(in: Array(utf8), from: 0) != nil
  }

  /// Where a part occurs at or after `start`, counted in code points; -1 where it does not.
  func position(of part: String, from start: Int64) throws(EvaluationError) -> Int64 {
    let bytes = Array(utf8)
    let offset = try byteOffset(ofCodePoint: start)
    guard let found = Search(Array(part.utf8)).first(in: bytes, from: offset) else { return -1 }
    return start + Int64(bytes[offset..<found].codePointCount)
  }

  /// Where a part last occurs, beginning at or before `end`.
  func lastPosition(of part: String, upTo end: Int64?) throws(EvaluationError) -> Int64 {
    let bytes = Array(utf8)
    let reversed = Search(Array(part.utf8.reversed()))
    let latest = try end.map { (position) throws(EvaluationError) in try byteOffset(ofCodePoint: position) } ?? bytes.count
    let lastByte = Swift.min(latest + part.utf8.count, bytes.count)
    guard let found = reversed.first(in: bytes.reversed(), from: bytes.count - lastByte) else { return -1 }
    return Int64(bytes[..<(bytes.count - found - part.utf8.count)].codePointCount)
  }

  private func byteOffset(ofCodePoint position: Int64) throws(EvaluationError) -> Int {
    let scalars = unicodeScalars
    guard position >= 0, position <= utf8.count,
      let index = scalars.index(scalars.startIndex, offsetBy: Int(position), limitedBy: scalars.endIndex)
    else { throw EvaluationError("the position \(position) is outside the text") }
    return utf8.distance(from: startIndex, to: index)
  }

  /// The code points from one position up to another.
  func codePoints(from start: Int64, to end: Int64?) throws(EvaluationError) -> String {
    let first = try byteOffset(ofCodePoint: start)
    let last = try end.map { (position) throws(EvaluationError) in try byteOffset(ofCodePoint: position) } ?? utf8.count
    guard first <= last else { throw EvaluationError("the end is before the start") }
    return String(decoding: Array(utf8)[first..<last], as: UTF8.self)
  }

  func mapBytes(_ transform: (UInt8) -> UInt8) -> String { String(decoding: utf8.map(transform), as: UTF8.self) }

  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// With `part` replaced, at most `limit` times; without a limit below zero. An empty part stands between all code points.
  func replacing(_ part: String, with other: String, limit: Int64) throws(EvaluationError) -> String {
    if limit == 0 { return self }
    let pieces = part.isEmpty ? piecesBetweenCodePoints(limit) : parts(between: part, limit: limit < 0 ? -1 : limit &+ 1)
    return try pieces.joined(between: other)
  }

  private func piecesBetweenCodePoints(_ limit: Int64) -> [String] {
    let scalars = unicodeScalars.map { String(codePoints: [$0]) }
    let count = limit < 0 ? scalars.count + 1 : Swift.min(Int(clamping: limit), scalars.count + 1)
    return [""] + scalars.prefix(count - 1) + [scalars.dropFirst(count - 1).joined()]
  }

  /// The parts between separators, at most `limit`; all for a limit below zero. An empty separator parts all code points.
  func parts(between separator: String, limit: Int64) -> [String] {
    if limit == 0 { return [] }
    if limit == 1 { return [self] }
    let most = limit < 0 ? Int.max : Int(clamping: limit)
    if separator.isEmpty {
      let scalars = unicodeScalars.map { String(codePoints: [$0]) }
      return scalars.count <= most ? scalars : scalars.prefix(most - 1) + [scalars.dropFirst(most - 1).joined()]
    }
    let bytes = Array(utf8)
    let search = Search(Array(separator.utf8))
    var parts: [String] = []
    var start = 0
    while parts.count < most - 1, let found = search.first(in: bytes, from: start) {
      parts.append(String(decoding: bytes[start..<found], as: UTF8.self))
      start = found + separator.utf8.count
    }
    return parts + [String(decoding: bytes[start...], as: UTF8.self)]
  }

  /// In double quotes, with control characters and quotes escaped.
  var printable: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x07: result += "\\a"
      case 0x08: result += "\\b"
      case 0x0C: result += "\\f"
      case 0x0A: result += "\\n"
      case 0x0D: result += "\\r"
      case 0x09: result += "\\t"
      case 0x0B: result += "\\v"
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension [String] {
  func joined(between separator: String) throws(EvaluationError) -> String {
    var size = 0
    for text in self {
      size += text.utf8.count + separator.utf8.count
      try EvaluationError.checkSize(size)
    }
    return joined(separator: separator)
  }
}

extension Sequence<UInt8> {
  /// Code points of UTF-8.
  fileprivate var codePointCount: Int { reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } }
}
