/// What became of a mail, in three numbers (RFC 3463): 5.1.1 is “no such mailbox”, 4.2.2 “the mailbox is full for now”.
package struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
  /// 2 delivered, 4 temporary, 5 permanent.
  package let kind: Int
  package let subject: Int
  package let detail: Int

  package init(_ kind: Int, _ subject: Int = 0, _ detail: Int = 0) { (self.kind, self.subject, self.detail) = (kind, subject, detail) }

  package var description: String { "\(kind).\(subject).\(detail)" }
  package var isPermanent: Bool { kind == 5 }
  /// 5.0.0 and 4.0.0 say nothing but their kind.
  var isVague: Bool { subject == 0 && detail == 0 }

  /// The one that says most; of equals the first.
  static func find(in text: String) -> EnhancedStatus? {
    let found = all(in: text)
    return found.first { !$0.isVague } ?? found.first
  }

  /// What is said about a failure. “Expired” (x.4.7) is the last word of the queue, not the cause: another one says more.
  static func findFailure(in text: String) -> EnhancedStatus? {
    let found = all(in: text).filter { $0.kind != 2 }
    return found.first { $0.detail != 0 && !($0.subject == 4 && $0.detail == 7) } ?? found.first { !$0.isVague } ?? found.first
  }

  /// In order; numbers of addresses and versions are none.
  private static func all(in text: String) -> [EnhancedStatus] {
    let bytes = Array(text.utf8)
    var found: [EnhancedStatus] = []
    for index in bytes.indices where bytes[index] == 0x32 || bytes[index] == 0x34 || bytes[index] == 0x35 {
      guard index == 0 || !joins(bytes[index - 1]), let status = read(bytes, at: index) else { continue }
      found.append(status)
      if found.count >= statusesMax { break }
    }
    return found
  }

  private static let statusesMax = 100

  private static func joins(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || ASCII.isLetter(byte) || byte == 0x2E || byte == 0x2D || byte == 0x40
  }

  private static func read(_ bytes: [UInt8], at start: Int) -> EnhancedStatus? {
    var numbers: [Int] = []
    var index = start
    while numbers.count < 3 {
      var digits = 0
      var value = 0
      while index < bytes.count, digits < 4, ASCII.isDigit(bytes[index]) {
        value = value * 10 + Int(bytes[index] - 0x30)
        digits += 1
        index += 1
      }
      guard (1...3).contains(digits) else { return nil }
      numbers.append(value)
      if numbers.count == 3 { break }
      guard index < bytes.count, bytes[index] == 0x2E else { return nil }
      index += 1
    }
    let endsHere = index == bytes.count || !(ASCII.isDigit(bytes[index]) || ASCII.isLetter(bytes[index]) || bytes[index] == 0x40)
    // `5.1.1.` ends a sentence, `5.1.1.2` is an address.
    let isAddress = index + 1 < bytes.count && bytes[index] == 0x2E && ASCII.isDigit(bytes[index + 1])
    // A leading digit of more than one is no kind.
    guard endsHere, !isAddress, [2, 4, 5].contains(numbers[0]) else { return nil }
    return EnhancedStatus(numbers[0], numbers[1], numbers[2])
  }
}
