import CEL
import Calendar
import Channel
import Foundation
import Simulator

/// What a simulation sent, as files that a person can open: `0007-2026-06-21T0700Z-ana@x.example.eml` and `.html`, cards as `.json`.
struct SentFiles {
  let folder: URL

  /// - Returns: how many files were written.
  func write(_ messages: [SentMessage]) throws -> Int {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var count = 0
    for (number, message) in messages.enumerated() {
      let digits = String(number + 1)
      let time = message.at.description.replacing(":", with: "")
      let name = String(repeating: "0", count: max(0, 4 - digits.count)) + "\(digits)-\(time)-\(Self.safe(message.part.recipient.address))"
      switch message.part.body {
      case .mail(let mail):
        // As a mail server writes into a mailbox: the envelope's recipient on top, lines ended by LF alone.
        let bytes = Array("Delivered-To: \(message.part.recipient.address)\n".utf8) + message.bytes.filter { $0 != 0x0D }
        try Data(bytes).write(to: folder.appending(path: "\(name).eml"))
        if let html = mail.html { try Data(html.utf8).write(to: folder.appending(path: "\(name).html")) }
        count += mail.html == nil ? 1 : 2
      case .card(let card):
        try Data((JSON.pretty(card.card) + "\n").utf8).write(to: folder.appending(path: "\(name).json"))
        count += 1
      }
    }
    return count
  }

  private static func safe(_ text: String) -> String {
    String(
      text.unicodeScalars.prefix(100).map {
        $0.properties.isAlphabetic || "0123456789@.-_".unicodeScalars.contains($0) ? Character($0) : "_"
      })
  }
}
