import Curl

/// Cuts what arrives into responses. A line longer than any server's, and a block larger than allowed, end the conversation: nothing of it
/// can be believed any more.
struct IMAPReader {
  private static let lineBytesMax = 1_024 * 1_024
  private static let literalsMax = 64

  private var held: [UInt8] = []
  private var start = 0

  mutating func next(from stream: IMAPStream, seconds: Double, literalBytesMax: Int) throws(StreamFailure) -> IMAPResponse? {
    var pieces: [IMAPResponse.Piece] = []
    while true {
      // A line that has begun must end.
      guard let line = try line(stream, seconds: pieces.isEmpty ? seconds : max(seconds, 60)) else {
        if pieces.isEmpty { return nil }
        throw IMAPStream.timedOut
      }
      guard let count = Self.literalLength(line) else {
        pieces.append(.text(String(decoding: line, as: UTF8.self)))
        return IMAPResponse(pieces: pieces)
      }
      guard count <= literalBytesMax, pieces.count < Self.literalsMax else {
        throw StreamFailure(trouble: .tooLarge, detail: "the server sends a block of \(count) bytes")
      }
      pieces.append(.text(String(decoding: line.prefix { $0 != UInt8(ascii: "{") }, as: UTF8.self)))
      pieces.append(.literal(try block(stream, count)))
    }
  }

  private mutating func line(_ stream: IMAPStream, seconds: Double) throws(StreamFailure) -> [UInt8]? {
    var looked = start
    while true {
      if let end = held[looked...].firstIndex(of: 0x0A) {
        var line = held[start..<end]
        if line.last == 0x0D { line = line.dropLast() }
        start = end + 1
        compact()
        return Array(line)
      }
      looked = held.count
      guard held.count - start < Self.lineBytesMax else {
        throw StreamFailure(trouble: .broken, detail: "the server sends an endless line")
      }
      let arrived = try stream.receive(seconds: seconds)
      if arrived.isEmpty { return nil }
      held += arrived
    }
  }

  private mutating func block(_ stream: IMAPStream, _ count: Int) throws(StreamFailure) -> [UInt8] {
    while held.count - start < count {
      let arrived = try stream.receive(seconds: 60)
      if arrived.isEmpty { throw IMAPStream.timedOut }
      held += arrived
    }
    let block = Array(held[start..<(start + count)])
    start += count
    compact()
    return block
  }

  private mutating func compact() {
    guard start == held.count || start > 64 * 1_024 else { return }
    held.removeFirst(start)
    start = 0
  }

  /// `… {123}` at the end of a line announces 123 bytes.
  private static func literalLength(_ line: [UInt8]) -> Int? {
    guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else { return nil }
    let digits = line[(open + 1)..<(line.count - 1)].filter { $0 != UInt8(ascii: "+") }
    guard !digits.isEmpty, digits.count < 12 else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
