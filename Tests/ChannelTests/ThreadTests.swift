import Calendar
import Channel
import ChannelMail
import Foundation
import Testing

@Suite struct ThreadTests {
  private let thread = MessageThread(commonID: "<thread.i1@test.example>", startedAt: Instant(secondsSinceEpoch: 1_772_000_000))

  @Test func `a root names the thread, and nothing that nobody has as its parent`() throws {
    let headers = try MailFixture.headers(MailFixture.part(thread: thread))
    #expect(headers.contains("References: <thread.i1@test.example>"))
    #expect(!headers.contains { $0.hasPrefix("In-Reply-To") })
    #expect(headers.contains("Thread-Topic: Faulty bookings"))
  }

  @Test func `a reply names thread, root and parent`() throws {
    let headers = try MailFixture.headers(MailFixture.part(references: ["<1@x>", "<2@x>"], thread: thread))
    #expect(headers.contains("References: <thread.i1@test.example> <1@x> <2@x>"))
    #expect(headers.contains("In-Reply-To: <2@x>"))
  }

  @Test func `of a long thread the root and the last ten are named, and no id is broken`() throws {
    let ids = (1...40).map { "<\($0).\(String(repeating: "i", count: 60))@test.example>" }
    let part = MailFixture.part(references: ids, thread: thread)
    let named = [thread.commonID, ids[0]] + ids.suffix(10)
    #expect(try MailFixture.headers(part).contains("References: " + named.joined(separator: " ")))
    let lines = try MailFixture.composed(part).components(separatedBy: "\r\n")
    for id in named { #expect(lines.contains { $0.contains(id) }) }
    #expect(lines.allSatisfy { $0.utf8.count <= 100 })
  }

  @Test func `Outlook's mark names the same conversation for everybody, and each reply's place in it`() throws {
    func mark(_ part: OutgoingPart) throws -> [UInt8] {
      let line = try #require(try MailFixture.headers(part).first { $0.hasPrefix("Thread-Index: ") })
      return Array(try #require(Data(base64Encoded: String(line.dropFirst("Thread-Index: ".count)))))
    }
    let root = try mark(MailFixture.part(thread: thread))
    let reply = try mark(MailFixture.part(messageID: "<2@x>", references: ["<1@x>"], thread: thread))
    #expect(root.count == 22)
    #expect(reply.count == 27)
    #expect(reply.prefix(22).elementsEqual(root))
    #expect(try mark(MailFixture.part(thread: MessageThread(commonID: "<other@x>", startedAt: thread.startedAt))) != root)
  }

  private struct Vector: Decodable {
    let mark: String
    let layout: String
    let rootTime: String
    let guid: String

    enum CodingKeys: String, CodingKey {
      case mark = "thread_index"
      case layout
      case rootTime = "root_time"
      case guid = "guid_bytes_hex"
    }
  }

  static let material = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? "../shared/material"
  static let vectors = "\(material)/mail/thread_index_vectors.json"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: ThreadTests.vectors), "no material"))
  func `Outlook's own marks are made alike`() throws {
    let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: URL(filePath: Self.vectors)))
    var compared = 0
    for vector in vectors where vector.layout == "classic" {
      let guid = stride(from: 0, to: 32, by: 2).map { UInt8(vector.guid.dropFirst($0).prefix(2), radix: 16)! }
      // The vectors cut what lies below a microsecond off, which may fall into the tick before.
      let startedAt = try Instant(parsing: vector.rootTime).adding(microseconds: 1)
      #expect(ThreadIndex(startedAt: startedAt, guid: guid).text == vector.mark)
      compared += 1
    }
    #expect(compared > 0)
    print("Thread-Index: \(compared) classic marks compared, \(vectors.count - compared) in Exchange's layout left out")
  }

  @Test(
    arguments: [
      // after so long, the difference bit and what is counted (26 ms or 0.8 s steps)
      (1, 38), (3_600, 137_329), (2_592_000, 98_876_953), (94_608_000, 0x86B8_E8D4),
    ] as [(Int64, UInt32)])
  func `a reply counts its time from the beginning of the thread`(seconds: Int64, block: UInt32) {
    let start = Instant(microsecondsSinceEpoch: 1_772_000_000_000_000)
    var index = ThreadIndex(startedAt: start, guid: [UInt8](repeating: 0, count: 16))
    index.appendReply(at: start.adding(seconds: seconds), salt: 7)
    let written = index.bytes[22..<26].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    #expect(abs(Int64(written & 0x7FFF_FFFF) - Int64(block & 0x7FFF_FFFF)) <= 1)
    #expect(written >> 31 == block >> 31)
    #expect(index.bytes[26] == 7)
  }
}
