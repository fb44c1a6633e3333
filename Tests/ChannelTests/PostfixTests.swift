import Channel
import ChannelMail
import Curl
import Foundation
import TestSupport
import Testing

/// The good way, against Debian's Postfix: STARTTLS, a login, delivery to a next server. Postfix needs root to change users.
@Suite(.enabled(if: postfixIsPossible, "needs root and postfix")) struct PostfixTests {
  private struct Relay {
    let folder: TemporaryFolder
    let next: ScriptServer
    let postfix: ScriptServer

    func channel(password: String = "correct-horse") -> SMTPChannel {
      SMTPChannel(
        server: SMTPServer(
          host: "localhost", port: postfix.port, security: .startTLS, trust: .file(folder.path + "/certificate.pem"),
          credentials: .init(user: "tocsin", password: Secret(password)), clientName: "tocsin.example"),
        identity: MailFixture.identity)
    }
  }

  private func relay() async throws -> Relay {
    let folder = try TemporaryFolder.make()
    _ = try await ScriptServer.run("certificate.sh", [folder.path])
    let next = try await ScriptServer.start("smtp.py")
    return Relay(folder: folder, next: next, postfix: try await ScriptServer.start("postfix.py", [folder.path, String(next.port)]))
  }

  @Test func `mails pass through Postfix unharmed, refusals and greylisting keep their meaning`() async throws {
    let relay = try await relay()
    let channel = relay.channel()
    let mail = MailFixture.mail(
      subject: "Fehlerhafte Ladevorgänge – März", html: "<p>ü</p>", text: "From here on\n.\nü\n",
      attachments: [Attachment(name: "Übersicht.csv", mediaType: "text/csv; charset=utf-8", bytes: Array("a;b\r\n".utf8))])
    let part = MailFixture.part(mail)
    let outcome = await channel.send(try channel.compose(part), part)
    guard case .delivered(let answer) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(answer.tls.hasPrefix("TLSv1.3"))
    #expect(answer.queueID?.isEmpty == false)

    let read = try await MailFixture.read(try await relay.next.heard("mail")[0].data)
    #expect(read.subject == "Fehlerhafte Ladevorgänge – März")
    #expect(read.header("Message-ID") == "<i1.3.0.0@test.example>")
    #expect(read.attachments[0][0] == .text("Übersicht.csv"))
    #expect(read.defects == [])

    for (address, isTemporary) in [("nobody@example.org", false), ("later@example.org", true)] {
      let part = MailFixture.part(recipient: Recipient(address: address))
      switch await channel.send(try channel.compose(part), part) {
      case .failedPermanently: #expect(!isTemporary)
      case .failedTemporarily: #expect(isTemporary)
      case let outcome: Issue.record("\(outcome)")
      }
    }
    let strange = relay.channel(password: "wrong-horse")
    guard case .unavailable(let refused) = await strange.send(try strange.compose(part), part) else { throw WrongOutcome() }
    #expect(refused.code == 535)
    #expect(!"\(refused)".contains("horse"))
  }
}

private let postfixIsPossible =
  geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix")
