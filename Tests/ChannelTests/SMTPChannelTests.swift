import Channel
import ChannelMail
import Curl
import TestSupport
import Testing

@Suite struct SMTPChannelTests {
  private static let server = Task { try await ScriptServer.start("smtp.py") }

  enum Verdict { case delivered, failedTemporarily, failedPermanently, unavailable, uncertain }

  private func verdict(_ outcome: Outcome) -> Verdict {
    switch outcome {
    case .delivered: .delivered
    case .failedTemporarily: .failedTemporarily
    case .failedPermanently: .failedPermanently
    case .unavailable: .unavailable
    case .uncertain: .uncertain
    }
  }

  private func channel(_ port: Int, seconds: Double = 10, sender: String = "tocsin") -> SMTPChannel {
    SMTPChannel(
      server: SMTPServer(
        host: "127.0.0.1", port: port, security: .none,
        timeouts: TransferTimeouts(connectSeconds: seconds, answerSeconds: seconds, totalSeconds: seconds)),
      identity: MailIdentity(from: MailFixture.ana, envelopeSender: "\(sender)@example.org"))
  }

  private func send(_ channel: SMTPChannel, to recipient: String) async throws -> Outcome {
    let part = MailFixture.part(recipient: Recipient(address: "\(recipient)@example.org"))
    return await channel.send(try channel.compose(part), part)
  }

  @Test(
    arguments: [
      // the recipient, and what the server's misbehaviour means for the mail
      ("ana", Verdict.delivered, "accepted (250 2.0.0)"),
      ("rcpt-550", .failedPermanently, "the recipient was refused (550 5.1.1)"),
      ("rcpt-451", .failedTemporarily, "the recipient is not accepted now (451 4.7.1)"),
      ("rcpt-452", .failedTemporarily, "the recipient's mailbox is full (452 4.2.2)"),
      ("rcpt-552", .failedTemporarily, "the recipient's mailbox is full (552 5.2.3)"),
      ("rcpt-421", .unavailable, "the mail server is closing (421 4.3.2)"),
      ("cut-rcpt", .failedTemporarily, "the mail server broke off before the mail was sent: the connection ended"),
      ("data-451", .failedTemporarily, "the mail server does not take mail now (451 4.7.1)"),
      ("data-554", .failedPermanently, "the mail server refused the mail (554 5.7.1)"),
      ("cut-data", .failedTemporarily, "the mail server broke off before the mail was sent: the connection ended"),
      ("cut-final", .uncertain, "the mail was sent, but no answer came: the connection ended"),
      ("final-451", .failedTemporarily, "the mail server did not take the mail now (451 4.7.1)"),
      ("final-452", .failedTemporarily, "the mail server has no room (452 4.2.2)"),
      ("final-552", .failedPermanently, "the mail is too large for the recipient (552 5.2.3)"),
      ("final-554", .failedPermanently, "the mail server refused the mail (554 5.7.1)"),
      ("nonsense-final", .uncertain, "the mail was sent, but no answer came: the connection ended"),
    ])
  func `each ending has its meaning`(recipient: String, expected: Verdict, text: String) async throws {
    let outcome = try await send(channel(try await Self.server.value.port, seconds: 5), to: recipient)
    #expect(verdict(outcome) == expected, "\(outcome)")
    #expect(outcome.answer.text == text)
  }

  @Test(arguments: [("stall-rcpt", Verdict.failedTemporarily), ("stall-data", .failedTemporarily), ("stall-final", .uncertain)])
  func `a silent server`(recipient: String, expected: Verdict) async throws {
    let outcome = try await send(channel(try await Self.server.value.port, seconds: 1), to: recipient)
    #expect(verdict(outcome) == expected, "\(outcome)")
  }

  @Test(arguments: [
    ("mail-550", Verdict.unavailable), ("mail-451", .failedTemporarily), ("mail-452", .unavailable), ("mail-552", .failedPermanently),
  ])
  func `a sender that is not taken`(sender: String, expected: Verdict) async throws {
    let outcome = try await send(channel(try await Self.server.value.port, sender: sender), to: "ana")
    #expect(verdict(outcome) == expected, "\(outcome)")
  }

  @Test(arguments: [["--banner", "554"], ["--banner", "421"], ["--stall-banner"], ["--login", "a:b"]])
  func `a server that wants nobody's mail is a channel that is down`(options: [String]) async throws {
    let server = try await ScriptServer.start("smtp.py", options)
    #expect(verdict(try await send(channel(server.port, seconds: 1), to: "ana")) == .unavailable)
  }

  @Test func `a server that is not there is a channel that is down`() async throws {
    #expect(verdict(try await send(channel(try freeLoopbackPort()), to: "ana")) == .unavailable)
  }

  @Test func `the mail on the wire is the mail that was composed, in an envelope of one`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let channel = channel(server.port)
    let mail = MailFixture.mail(text: ".dot\nline\n", to: [MailFixture.ana, Recipient(name: "Ben", address: "ben@example.org")])
    let part = MailFixture.part(mail, recipient: Recipient(address: "ben@bücher.example"))
    let bytes = try channel.compose(part)
    guard case .delivered(let answer) = await channel.send(bytes, part) else { throw WrongOutcome() }
    #expect(answer.queueID == "4ZTESTQUEUE1")
    let received = try await server.heard("mail")[0]
    #expect(received.data == bytes)
    #expect(received.to == "ben@xn--bcher-kva.example")
    #expect(received.sender == "tocsin@example.org")
  }

  @Test func `no more connections than agreed, however many mails`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let channel = channel(server.port)
    let bytes = try channel.compose(MailFixture.part())
    await withTaskGroup(of: Void.self) { group in
      for _ in 1...40 { group.addTask { _ = await channel.send(bytes, MailFixture.part()) } }
    }
    #expect(try await server.heard("mail", count: 40).count == 40)
    #expect(try server.said("connected").count <= 2)
  }
}

struct WrongOutcome: Error {}
