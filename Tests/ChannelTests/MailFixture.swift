import Calendar
import Channel
import ChannelMail
import Foundation
import TestSupport

/// A mail's parts with something in every place, changed by each test where it looks.
enum MailFixture {
  static let identity = MailIdentity(
    from: Recipient(name: "Tocsin, Settlement", address: "tocsin@example.org"),
    replyTo: Recipient(name: "Réponses", address: "replies@example.org"), envelopeSender: "bounces@example.org")

  static let composer = MailComposer(identity: identity)

  static let ana = Recipient(name: "Ana", address: "ana@example.org")

  static func mail(
    subject: String = "Faulty bookings", html: String? = nil, text: String = "hello", to: [Recipient] = [ana], cc: [Recipient] = [],
    attachments: [Attachment] = []
  ) -> MailBody {
    MailBody(subject: subject, html: html, text: text, to: to, cc: cc, attachments: attachments)
  }

  static func part(
    _ body: MailBody = mail(), messageID: String = "<i1.3.0.0@test.example>", references: [String] = [], thread: MessageThread? = nil,
    recipient: Recipient = ana
  ) -> OutgoingPart {
    OutgoingPart(
      id: "i1/3/0.0", messageID: messageID, references: references, thread: thread,
      date: Instant(secondsSinceEpoch: 1_772_355_605), recipient: recipient, body: .mail(body))
  }

  static func composed(_ part: OutgoingPart) throws -> String { String(decoding: try composer.compose(part), as: UTF8.self) }

  /// The header, as lines that are no longer folded.
  static func headers(_ part: OutgoingPart) throws -> [String] {
    let header = try composed(part).components(separatedBy: "\r\n\r\n")[0]
    return header.replacingOccurrences(of: "\r\n ", with: " ").components(separatedBy: "\r\n")
  }

  /// The mail as Python's parser reads it: a second opinion.
  static func read(_ bytes: [UInt8]) async throws -> ReadMail {
    let folder = try TemporaryFolder.make()
    try Data(bytes).write(to: URL(filePath: folder.path + "/mail"))
    let json = try await ScriptServer.run("read-mail.py", [folder.path + "/mail"])
    return try JSONDecoder().decode(ReadMail.self, from: Data(json.utf8))
  }
}

/// A mail in Python's words.
struct ReadMail: Decodable {
  let defects: [String]
  let headers: [[String]]
  let subject: String
  let from: [[String]]
  let to: [[String]]
  let cc: [[String]]
  let replyTo: [[String]]
  let date: String
  let text: String?
  let html: String?
  let kinds: [String]
  let attachments: [[Cell]]
  let longestLine: Int
  let longestHeaderLine: Int
  let lonely: Int

  /// A text or a number.
  enum Cell: Decodable, Hashable {
    case text(String)
    case number(Int)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {  // not a number: then it must be a text
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  func header(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }
}
