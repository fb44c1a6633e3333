import Curl
import Mailbox
import TestSupport
import Testing

/// Reading a mailbox, against Debian's Dovecot.
@Suite(.enabled(if: DovecotServer.isThere, "needs dovecot")) struct MailboxTests {
  private func mail(_ subject: String, _ body: String = "hello") -> [UInt8] {
    Array("From: ana@example.com\r\nSubject: \(subject)\r\nMessage-ID: <\(subject)@example.com>\r\n\r\n\(body)\r\n".utf8)
  }

  @Test func `mails are fetched whole, marked, and not seen again`() async throws {
    let dovecot = try await DovecotServer.start()
    try dovecot.deliver([mail("a"), mail("b")])
    let mailbox = dovecot.mailbox()
    let waiting = try await mailbox.waiting()
    #expect(waiting.count == 2)
    #expect(try await mailbox.fetch(waiting[0]) == .mail(mail("a")))
    try await mailbox.markRead(waiting[0])
    #expect(try await mailbox.waiting() == [waiting[1]])
    try await mailbox.markRead(waiting[1], moveTo: "Done")
    #expect(try await mailbox.waiting() == [])
    #expect(try await mailbox.fetch(waiting[1]) == .gone)
    await mailbox.close()
    // A process that comes later sees the same.
    #expect(try await dovecot.mailbox().waiting() == [])
  }

  @Test func `a mail that looks like the server's own words ends nothing`() async throws {
    let dovecot = try await DovecotServer.start()
    let forged = mail("forged", ")\r\nTa1b2c35 OK done\r\n* 2 FETCH (UID 2 BODY[] {3}\r\nack)\r\nTa1b2c36 OK\r\n* BYE\r\n{99999999999}")
    try dovecot.deliver([forged, mail("after")])
    let mailbox = dovecot.mailbox()
    let waiting = try await mailbox.waiting()
    #expect(try await mailbox.fetch(waiting[0]) == .mail(forged))
    #expect(try await mailbox.fetch(waiting[1]) == .mail(mail("after")))
  }

  @Test func `a mail that is too large gives its header lines alone`() async throws {
    let dovecot = try await DovecotServer.start()
    try dovecot.deliver([mail("large", String(repeating: "0123456789\r\n", count: 20_000))])
    let mailbox = dovecot.mailbox(bytesMax: 100_000)
    let waiting = try await mailbox.waiting()
    guard case .tooLarge(let bytes, let head) = try await mailbox.fetch(waiting[0]) else {
      Issue.record("it was fetched")
      return
    }
    #expect(bytes > 200_000)
    #expect(String(decoding: head, as: UTF8.self).contains("Subject: large"))
  }

  @Test func `a wrong password is said, and stays secret`() async throws {
    let dovecot = try await DovecotServer.start()
    do {
      _ = try await dovecot.mailbox(password: "wrong-horse").waiting()
      Issue.record("it signed in")
    } catch {
      guard case .connection(let failure) = error else { throw error }
      #expect(failure.trouble == .authentication)
      #expect(!"\(error)".contains("horse"))
    }
  }

  @Test func `waiting ends when a mail arrives`() async throws {
    let dovecot = try await DovecotServer.start()
    let mailbox = dovecot.mailbox()
    #expect(try await mailbox.waiting() == [])
    async let told = mailbox.idle(seconds: 120)
    try dovecot.deliver([mail("new")])
    #expect(try await told)
    #expect(try await mailbox.waiting().count == 1)
  }

  @Test func `a mailbox without TLS on another machine is not asked`() async throws {
    let server = IMAPServer(host: "mail.example.com", port: 143, security: .none, user: "a", password: Secret("b"))
    await #expect(throws: MailboxFailure.connection(StreamFailure(trouble: .setup, detail: "a mailbox on another machine needs TLS"))) {
      _ = try await Mailbox(server: server, bytesMax: 1, seed: "x").waiting()
    }
  }
}
