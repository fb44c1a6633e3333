import Curl
import TestSupport
import Testing

@Suite struct SMTPTests {
  private static let server = Task { try await ScriptServer.start("smtp.py") }

  private func connection(_ port: Int, seconds: Double = 10) -> SMTPConnection {
    SMTPConnection(
      server: SMTPServer(
        host: "127.0.0.1", port: port, security: .none,
        timeouts: TransferTimeouts(connectSeconds: 5, answerSeconds: seconds, totalSeconds: seconds)))
  }

  private func mail(_ recipient: String, sender: String = "tocsin@example.org", _ body: String = "Subject: x\r\n\r\nhello\r\n")
    -> SMTPTransaction
  { SMTPTransaction(sender: sender, recipient: recipient, payload: Array(body.utf8)) }

  @Test func `a mail is taken, and the server's own id for it is known`() async throws {
    let server = try await Self.server.value
    let ending = await connection(server.port).perform(mail("ana@example.org"))
    #expect(ending.wasAccepted)
    #expect(ending.stage == .answered)
    #expect(ending.reply == SMTPReply(code: 250, text: "2.0.0 Ok: queued as 4ZTESTQUEUE1"))
    #expect(ending.reply?.queueID == "4ZTESTQUEUE1")
    #expect(ending.reply?.enhancedStatus == "2.0.0")
  }

  @Test(
    arguments: [
      // sender and recipient: how far it came, the code, the trouble
      ("mail-451", "ana", SMTPStage.sender, 451, TransferTrouble.refused),
      ("mail-550", "ana", .sender, 550, .refused),
      ("tocsin", "rcpt-550", .recipient, 550, .refused),
      ("tocsin", "rcpt-451", .recipient, 451, .refused),
      ("tocsin", "rcpt-452", .recipient, 452, .refused),
      ("tocsin", "rcpt-421", .recipient, 421, .refused),
      ("tocsin", "cut-rcpt", .recipient, nil, .broken),
      ("tocsin", "data-554", .data, 554, .refused),
      ("tocsin", "data-451", .data, 451, .refused),
      ("tocsin", "cut-data", .data, nil, .broken),
      ("tocsin", "final-552", .answered, 552, .refused),
      ("tocsin", "final-451", .answered, 451, .refused),
      ("tocsin", "final-421", .answered, 421, .refused),
      ("tocsin", "cut-final", .payloadEnded, nil, .broken),
    ] as [(String, String, SMTPStage, Int?, TransferTrouble)])
  func `a mail that is not taken says where it ended`(
    sender: String, recipient: String, stage: SMTPStage, code: Int?, trouble: TransferTrouble
  ) async throws {
    let server = try await Self.server.value
    let ending = await connection(server.port).perform(mail("\(recipient)@example.org", sender: "\(sender)@example.org"))
    #expect(ending.stage == stage)
    #expect(ending.reply?.code == code)
    #expect(ending.trouble == trouble)
  }

  @Test(
    arguments: [("stall-rcpt", SMTPStage.recipient), ("stall-data", .data), ("stall-final", .payloadEnded)])
  func `a server that falls silent is left`(recipient: String, stage: SMTPStage) async throws {
    let server = try await Self.server.value
    let ending = await connection(server.port, seconds: 1).perform(mail("\(recipient)@example.org"))
    #expect(ending.stage == stage)
    #expect(ending.trouble == .timeout)
  }

  @Test func `a connection that breaks in the middle of the mail is known to have begun it`() async throws {
    let server = try await Self.server.value
    let large = "Subject: x\r\n\r\n" + String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 200_000)
    let ending = await connection(server.port).perform(mail("cut-payload@example.org", large))
    #expect(ending.stage == .payload || ending.stage == .payloadEnded)
    #expect(ending.reply == nil)
    #expect(ending.trouble == .broken)
  }

  @Test func `an answer that is none leaves the mail in doubt`() async throws {
    let server = try await Self.server.value
    let ending = await connection(server.port, seconds: 2).perform(mail("nonsense-final@example.org"))
    #expect(ending.stage == .payloadEnded)
    #expect(!ending.wasAccepted)
  }

  @Test func `cancelling ends a transfer that hangs after the mail`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let connection = connection(server.port, seconds: 60)
    let transaction = mail("stall-final@example.org")
    let task = Task { await connection.perform(transaction) }
    _ = try await server.heard("stalled")
    task.cancel()
    let ending = await task.value
    #expect(ending.stage == .payloadEnded)
    #expect(ending.trouble == .cancelled)
  }

  @Test func `many mails go over one connection, refusals between them or not`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let connection = connection(server.port)
    for number in 1...20 { #expect(await connection.perform(mail("a\(number)@example.org")).wasAccepted) }
    let refused = await connection.perform(mail("rcpt-550@example.org"))
    #expect(refused.reply?.code == 550)
    #expect(await connection.perform(mail("after@example.org")).wasAccepted)
    let mails = try await server.heard("mail", count: 21)
    #expect(Set(mails.prefix(20).map(\.connection)).count == 1)
  }

  @Test func `an idle connection that the server has closed costs nothing`() async throws {
    let server = try await ScriptServer.start("smtp.py", ["--goodbye"])
    let connection = connection(server.port)
    for number in 1...5 {
      let ending = await connection.perform(mail("a\(number)@example.org"))
      #expect(ending.wasAccepted, "\(ending)")
    }
    #expect(try await server.heard("mail", count: 5).count == 5)
  }

  @Test func `lines that begin with a dot arrive as they were`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let body = "Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\nend\r\n"
    #expect(await connection(server.port).perform(mail("dots@example.org", body)).wasAccepted)
    #expect(try await server.heard("mail")[0].data == Array(body.utf8))
  }

  @Test(
    arguments: [
      ("ana@example.org>\r\nRCPT TO:<eve@example.org", "tocsin@example.org", "x\r\n"),
      ("ana@example.org", "a\r\nb@example.org", "x\r\n"),
      ("ana", "tocsin@example.org", "x\r\n"),
      ("aña@example.org", "tocsin@example.org", "x\r\n"),
      ("ana@example.org", "tocsin@example.org", "x\n.\nMAIL FROM:<eve@example.org>\r\n"),
      ("ana@example.org", "tocsin@example.org", "x\r.\r\n"),
      ("ana@example.org", "tocsin@example.org", "no end"),
    ])
  func `nothing can be smuggled into the conversation`(recipient: String, sender: String, body: String) async throws {
    let server = try await Self.server.value
    let ending = await connection(server.port).perform(
      SMTPTransaction(sender: sender, recipient: recipient, payload: Array(body.utf8)))
    #expect(ending.stage == .setup)
    #expect(ending.trouble == .setup)
  }
}
