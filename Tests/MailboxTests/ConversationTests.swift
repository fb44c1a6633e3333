import Calendar
import Channel
import ChannelMail
import Curl
import Foundation
import Mailbox
import TestSupport
import Testing

private let conversationsArePossible =
  geteuid() == 0 && DovecotServer.isThere
  && ["/usr/sbin/postfix", "/usr/bin/notmuch"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }

/// Whether mail programs see one conversation for each instance: mails go through Debian's Postfix into Debian's Dovecot, whose THREAD
/// answers, and notmuch looks at the same mailbox.
@Suite(.enabled(if: conversationsArePossible, "needs root, postfix, dovecot and notmuch")) struct ConversationTests {
  private static let partners = ["NordCharge", "Stromladen", "Volt Ost"]
  private static let recipients = ["ana@example.org", "ben@example.org"]

  @Test func `each instance is one conversation, whoever answers in it`() async throws {
    let dovecot = try await DovecotServer.start()
    // Postfix writes into the mailbox itself.
    let postfix = try await ScriptServer.start(
      "postfix.py", [dovecot.folder.path + "/postfix", "1", dovecot.folder.path, "tocsin/Maildir/"])
    let channel = SMTPChannel(
      server: SMTPServer(
        host: "localhost", port: postfix.port, security: .startTLS, trust: .file(dovecot.authority),
        credentials: .init(user: "tocsin", password: Secret("correct-horse")), clientName: "tocsin.example"),
      identity: MailIdentity(from: Recipient(name: "Tocsin", address: "tocsin@tocsin.example")))
    for instance in Self.partners.indices {
      for step in 1...3 {
        for part in Self.recipients.indices {
          let outgoing = Self.part(instance, step, part)
          let outcome = await channel.send(try channel.compose(outgoing), outgoing)
          guard case .delivered = outcome else { throw TestSupportError("\(outcome)") }
        }
      }
    }
    try dovecot.deliver(Self.partners.indices.map(Self.answer))
    let mailbox = dovecot.mailbox()
    let count = Self.partners.count * 7
    try await eventually("all mails are there") { try await mailbox.waiting().count == count }
    let threads = try await mailbox.threads()
    #expect(threads.map(\.count) == [7, 7, 7], "\(threads)")
    #expect(try await Self.notmuch(dovecot) == [7, 7, 7])
  }

  private static func id(_ instance: Int, _ step: Int, _ part: Int) -> String {
    "<0123456789abcdef0123456789abcde\(instance).\(step).0.\(part)@tocsin.example>"
  }

  private static func common(_ instance: Int) -> String { "<0123456789abcdef0123456789abcde\(instance).main@tocsin.example>" }

  private static func part(_ instance: Int, _ step: Int, _ part: Int) -> OutgoingPart {
    let began = Instant(microsecondsSinceEpoch: 1_760_000_000_000_000)
    let words = step == 1 ? "" : " [reminder \(step - 1)]"
    return OutgoingPart(
      id: "\(instance)/\(step)/0.\(part)", messageID: id(instance, step, part), references: (1..<step).map { id(instance, $0, part) },
      thread: MessageThread(commonID: common(instance), startedAt: began),
      date: Instant(microsecondsSinceEpoch: began.microsecondsSinceEpoch + Int64(step) * 3_600_000_000),
      recipient: Recipient(address: recipients[part]),
      body: .mail(
        MailBody(
          subject: "Faulty sessions of \(partners[instance])\(words)", text: "Please look.\n",
          to: recipients.map { Recipient(address: $0) },
          threadTopic: "Faulty sessions of \(partners[instance])")))
  }

  /// Ana answers to all from her second mail, under a subject of her own.
  private static func answer(_ instance: Int) -> [UInt8] {
    let references = [common(instance), id(instance, 1, 0), id(instance, 2, 0)].joined(separator: " ")
    return Array(
      """
      From: ana@example.org
      To: ben@example.org, tocsin@tocsin.example
      Subject: what is this about?
      Message-ID: <answer-\(instance)@example.org>
      In-Reply-To: \(id(instance, 2, 0))
      References: \(references)
      Date: Thu, 09 Oct 2025 12:00:00 +0000

      Ben, do you know?

      """.replacingOccurrences(of: "\n", with: "\r\n").utf8)
  }

  /// How many mails notmuch sees in each of its threads.
  private static func notmuch(_ dovecot: DovecotServer) async throws -> [Int] {
    let config = dovecot.folder.path + "/notmuch"
    try "[database]\npath=\(dovecot.maildir())\n[user]\nname=t\nprimary_email=t@tocsin.example\n[new]\ntags=new\nignore=/dovecot.*/\n"
      .write(toFile: config, atomically: true, encoding: .utf8)
    func run(_ arguments: [String]) async throws -> String {
      let child = try ChildProcess.start(
        "/usr/bin/notmuch", arguments, environment: ["NOTMUCH_CONFIG": config, "HOME": dovecot.folder.path])
      guard try await child.ended() == .code(0) else { throw TestSupportError("notmuch \(arguments): \(child.errors)") }
      return child.output
    }
    _ = try await run(["new", "--quiet"])
    let threads = try await run(["search", "--output=threads", "*"]).split(separator: "\n").map(String.init)
    var counts: [Int] = []
    for thread in threads {
      counts.append(Int(try await run(["count", thread]).split(separator: "\n").first.map(String.init) ?? "") ?? 0)
    }
    return counts
  }
}
