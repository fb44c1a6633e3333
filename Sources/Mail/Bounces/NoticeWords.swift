/// The words of a notice, looked through once: who is named in which way, and what is said about them.
struct NoticeWords {
  static let diagnosticCharactersMax = 500
  private static let linesAfterMax = 15

  private let lines: [String]
  /// Addresses by how surely they are those that failed, with the lines where they stand.
  private var ranked: [[(address: String, line: Int)]] = [[], [], [], []]
  private(set) var anyAddresses: [String] = []
  private(set) var isAnnounced = false
  private(set) var isDelay = false
  /// A mail server's reply is in it: a code or a status.
  private(set) var hasReply = false

  init(_ lines: [String], ignoring: (daemons: Set<String>, sender: Set<String>)) {
    self.lines = lines
    var announcedAt: Int?
    for (number, line) in lines.enumerated() {
      let low = ASCII.lowered(line)
      if BounceSigns.isAnnouncement(low) {
        isAnnounced = true
        announcedAt = number
      }
      if BounceSigns.isDelay(low) { isDelay = true }
      if !hasReply { hasReply = Diagnosis.replyCode(in: line) != nil || EnhancedStatus.findFailure(in: line) != nil }
      guard line.has("@"), !Self.namesSender(low) else { continue }
      for address in AddressFinder.all(in: line) {
        let folded = ASCII.lowered(address)
        guard !ignoring.daemons.contains(folded), !BounceSigns.isDaemon(MailAddress(address: address)) else { continue }
        if let rank = RecipientLine.rank(line, low, address, afterAnnouncement: announcedAt.map { number - $0 <= 6 } ?? false) {
          // A reply often repeats whose mail it refuses.
          if rank >= 2 && ignoring.sender.contains(folded) { continue }
          ranked[rank].append((address, number))
        } else if !ignoring.sender.contains(folded), !anyAddresses.contains(address) {
          anyAddresses.append(address)
        }
      }
    }
  }

  /// `MAIL FROM:<…>`, `From: …`, `Message-ID: …` name others.
  private static func namesSender(_ low: String) -> Bool {
    let text = low.trimmed
    return text.has("mail from:") || text.hasPrefix("from:") || text.hasPrefix("sender:") || text.hasPrefix("message-id:")
      || text.hasPrefix("reply-to:")
      || text.hasPrefix("mailto:") || text.hasPrefix("references:") || text.hasPrefix("cc:") || text.hasPrefix("return-path:")
  }

  /// What stands on lines made for it; else whoever is named in any other way.
  private var best: [(address: String, line: Int)] {
    if !ranked[0].isEmpty { return ranked[0] }
    let replies = (ranked[1] + ranked[3]).sorted { $0.line < $1.line }
    return replies.isEmpty ? ranked[2] : replies
  }

  var hasStrongRecipient: Bool { ranked.prefix(4).contains { !$0.isEmpty } }
  var recipients: [String] { best.map(\.address) }

  var all: String { lines.joined(separator: " ") }

  /// The line with the address and those after it, up to the next address that failed.
  func said(about address: String) -> String {
    let folded = ASCII.lowered(address)
    let places = best.filter { ASCII.lowered($0.address) == folded }.map(\.line)
    guard let start = places.first else { return "" }
    let next = best.filter { ASCII.lowered($0.address) != folded && $0.line > start }.map(\.line).min() ?? lines.count
    let end = min(next, start + Self.linesAfterMax, lines.count)
    guard start < end else { return lines[start].trimmed }
    let text = lines[start..<end].map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    return String(text.prefix(Self.diagnosticCharactersMax))
  }
}
