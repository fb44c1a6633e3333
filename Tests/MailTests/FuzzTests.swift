import BenchSupport
import Foundation
import Mail
import Testing

private let soakSeconds = ProcessInfo.processInfo.environment["TOCSIN_SOAK_SECONDS"].flatMap(Double.init) ?? 0

/// Mails that nobody would write: real ones, cut, mixed and bent. Nothing crashes, nothing takes for ever, memory stays.
@Suite(.enabled(if: soakSeconds > 0, "set TOCSIN_SOAK_SECONDS")) struct FuzzTests {
  @Test func `no mail harms its reader`() throws {
    let seeds = ["bounces", "autoreply", "not-bounce", "replies"].flatMap { Material.files(in: $0).map(\.bytes) } + Fuzzer.own
    var fuzzer = Fuzzer(seed: 20_260_801)
    let began = ContinuousClock().now
    var report = Fuzzer.Report()
    while ContinuousClock().now - began < .seconds(soakSeconds) {
      let mail = fuzzer.mail(from: seeds)
      report.read(mail)
      if report.mails == 2_000 { report.baseKilobytes = ResidentMemory.kilobytes() }
    }
    print("mail fuzzing: \(report.summary), \(ResidentMemory.kilobytes()) kB resident at the end")
    #expect(report.slowest < .seconds(20))
    #expect(report.mails < 4_000 || ResidentMemory.kilobytes() < report.baseKilobytes + 300_000)
  }
}

/// Bends mails; the same seed bends them the same way.
struct Fuzzer {
  struct Report {
    var mails = 0
    var refused = 0
    var bounces = 0
    var automatic = 0
    var slowest: Duration = .zero
    var bytes = 0
    var baseKilobytes = 0

    mutating func read(_ bytes: [UInt8]) {
      mails += 1
      self.bytes += bytes.count
      let began = ContinuousClock().now
      do {
        let mail = try InboundMail(bytes)
        switch MailKind(mail) {
        case .bounce: bounces += 1
        case .automatic: automatic += 1
        case .reply(let reply): precondition(reply.words.utf8.count <= bytes.count * 8)
        }
        _ = AuthenticationResults.topmost(mail, server: "mx.example.com")?.vouches(for: MailAddress(address: "a@example.com"))
        _ = mail.to + mail.cc
        _ = mail.attachments.map(\.fileName)
      } catch {
        refused += 1
      }
      slowest = max(slowest, ContinuousClock().now - began)
    }

    var summary: String {
      "\(mails) mails, \(bytes / 1_000_000) MB, \(refused) refused, \(bounces) bounces, \(automatic) automatic, slowest \(slowest)"
    }
  }

  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return limit <= 0 ? 0 : Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }

  private static let words = [
    "=?utf-8?Q?", "?=", "=?iso-2022-jp?B?", "--", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "Content-Type: message/rfc822\n\n",
    "Content-Transfer-Encoding: base64\n", "charset=iso-2022-jp", "charset=utf-7", "charset=gb18030", "filename*0*=", "<", ">", "\"", "(",
    ")", ";", "\r", "\n",
    "\n\n", "\u{1b}$B", "On Mon, 1 Jan 2024, a@b wrote:", "> ", "Final-Recipient: rfc822;", "550 5.1.1 ", "<a@b>:", "&#x110000;", "<!--",
    "<blockquote>",
    "\0", "begin 644 a\n", "{99999999}", "From ", "@", "From: MAILER-DAEMON@", "Subject: Undelivered\n", "\u{fffd}",
  ].map { Array($0.utf8) }

  static let own: [[UInt8]] = [
    Array("From: a@b.c\nContent-Type: text/html\n\n<p>ack<blockquote>no</blockquote>".utf8),
    Array("From: a@b.c\nSubject: =?utf-8?B?4KaG?= x\nContent-Type: multipart/alternative; boundary=\"b\"\n\n--b\n\nack\n--b--".utf8),
  ]

  mutating func mail(from seeds: [[UInt8]]) -> [UInt8] {
    var mail = seeds[next(seeds.count)]
    for _ in 0...next(12) { bend(&mail, seeds) }
    return mail
  }

  private mutating func bend(_ mail: inout [UInt8], _ seeds: [[UInt8]]) {
    guard !mail.isEmpty else { return mail = Self.words[next(Self.words.count)] }
    let place = next(mail.count)
    switch next(8) {
    case 0: mail[place] = UInt8(next(256))
    case 1: mail.insert(contentsOf: Self.words[next(Self.words.count)], at: place)
    case 2: mail.removeSubrange(place..<min(mail.count, place + 1 + next(200)))
    case 3: mail.insert(contentsOf: mail[place..<min(mail.count, place + 1 + next(500))], at: next(mail.count))
    case 4:
      let other = seeds[next(seeds.count)]
      let start = next(other.count)
      mail.insert(contentsOf: other[start..<min(other.count, start + 1 + next(2_000))], at: place)
    case 5:
      let word = Self.words[next(Self.words.count)]
      mail.insert(contentsOf: (0..<next(400)).flatMap { _ in word }, at: place)
    case 6: mail = Array(mail[..<place])
    default: mail.replaceSubrange(place..<min(mail.count, place + 3), with: Self.words[next(Self.words.count)])
    }
    if mail.count > 400_000 { mail = Array(mail.prefix(400_000)) }
  }
}
