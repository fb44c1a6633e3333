import Curl
import TestSupport
import Testing

@Suite struct SMTPSecurityTests {
  private static let pair = Task { try await TestCertificate.make() }
  private static let password = Secret("correct-horse")

  private func send(
    _ options: [String], _ security: SMTPServer.Security, trusted: Bool = true, credentials: SMTPServer.Credentials? = nil,
    host: String = "localhost", seconds: Double = 10
  ) async throws -> (SMTPEnding, ScriptServer) {
    let pair = try await Self.pair.value
    let server = try await ScriptServer.start("smtp.py", options + ["--certificate", pair.certificate, "--key", pair.key])
    let settings = SMTPServer(
      host: host, port: server.port, security: security, trust: trusted ? .file(pair.certificate) : .system, credentials: credentials,
      timeouts: TransferTimeouts(connectSeconds: seconds, answerSeconds: seconds, totalSeconds: seconds))
    let mail = SMTPTransaction(sender: "tocsin@example.org", recipient: "ana@example.org", payload: Array("Subject: x\r\n\r\nx\r\n".utf8))
    return (await SMTPConnection(server: settings).perform(mail), server)
  }

  @Test(arguments: [SMTPServer.Security.startTLS, .implicit])
  func `a mail goes by TLS with a login`(security: SMTPServer.Security) async throws {
    let options = ["--login", "tocsin:correct-horse"] + (security == .implicit ? ["--implicit"] : [])
    let (ending, server) = try await send(options, security, credentials: .init(user: "tocsin", password: Self.password))
    #expect(ending.wasAccepted, "\(ending)")
    #expect(ending.tls.hasPrefix("TLSv1.3"))
    let mail = try await server.heard("mail")[0]
    #expect(mail.tls == true)
    #expect(mail.login == true)
  }

  @Test(
    arguments: [
      (["--no-starttls"], SMTPServer.Security.startTLS, true, "localhost", SMTPStage.tls),
      (["--broken-tls"], .startTLS, true, "localhost", .tls),
      ([], .startTLS, false, "localhost", .tls),
      (["--implicit"], .implicit, false, "localhost", .tls),
    ] as [([String], SMTPServer.Security, Bool, String, SMTPStage)])
  func `without the TLS that was asked for nothing is said`(
    options: [String], security: SMTPServer.Security, trusted: Bool, host: String, stage: SMTPStage
  ) async throws {
    let (ending, server) = try await send(options, security, trusted: trusted, host: host)
    #expect(ending.trouble == .tls, "\(ending)")
    #expect(ending.stage == stage, "\(ending)")
    #expect(try server.said("mail").isEmpty)
  }

  @Test(
    arguments: [
      (["--login", "tocsin:another"], 535), (["--login", "tocsin:correct-horse", "--auth-code", "454"], 454),
    ] as [([String], Int)])
  func `a login that fails says so, without the password`(options: [String], code: Int) async throws {
    let (ending, _) = try await send(options, .startTLS, credentials: .init(user: "tocsin", password: Self.password))
    #expect(ending.stage == .authentication)
    #expect(ending.reply?.code == code)
    #expect(ending.trouble == .refused)
    #expect(!"\(ending)".contains("horse"))
  }

  @Test func `a password is not sent in the clear to another machine`() async throws {
    let settings = SMTPServer(
      host: "mail.example.org", port: 25, security: .none, credentials: .init(user: "tocsin", password: Self.password))
    let mail = SMTPTransaction(sender: "", recipient: "ana@example.org", payload: Array("x\r\n".utf8))
    let ending = await SMTPConnection(server: settings).perform(mail)
    #expect(ending.stage == .setup)
  }

  @Test(
    arguments: [
      (["--banner", "554"], SMTPStage.greeting, TransferTrouble.refused), (["--stall-banner"], .greeting, .timeout),
    ] as [([String], SMTPStage, TransferTrouble)])
  func `a server that does not greet is told apart`(options: [String], stage: SMTPStage, trouble: TransferTrouble) async throws {
    let (ending, _) = try await send(options, .none, seconds: 1)
    #expect(ending.stage == stage, "\(ending)")
    #expect(ending.trouble == trouble, "\(ending)")
  }

  @Test func `nobody listening and no such name are told apart`() async throws {
    let mail = SMTPTransaction(sender: "", recipient: "ana@example.org", payload: Array("x\r\n".utf8))
    let closed = SMTPServer(host: "127.0.0.1", port: try freeLoopbackPort(), security: .none)
    let refused = await SMTPConnection(server: closed).perform(mail)
    #expect(refused.stage == .connection)
    #expect(refused.trouble == .connect)
    let unknown = SMTPServer(host: "nobody.invalid", port: 25, security: .none)
    let lost = await SMTPConnection(server: unknown).perform(mail)
    #expect(lost.stage == .connection)
    #expect(lost.trouble == .resolve)
  }

  @Test func `a mail larger than the server takes is refused before it is sent`() async throws {
    let (ending, _) = try await send(["--size", "10"], .none)
    #expect(ending.stage == .sender)
    #expect(ending.reply?.code == 552)
  }
}
