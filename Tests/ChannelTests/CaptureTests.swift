import CEL
import Channel
import ChannelMail
import ChannelTeams
import Foundation
import TestSupport
import Testing

@Suite struct CaptureTests {
  private let folder: TemporaryFolder
  private let channel: MaildirChannel

  init() throws {
    folder = try TemporaryFolder.make()
    channel = MaildirChannel(folder: folder.path + "/deep/mail", identity: MailFixture.identity)
  }

  private func files(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + path).sorted()
  }

  @Test func `a captured mail is one file, however often it is sent`() async throws {
    let part = MailFixture.part()
    let bytes = try channel.compose(part)
    for _ in 1...3 { guard case .delivered = await channel.send(bytes, part) else { throw WrongOutcome() } }
    #expect(try files("deep/mail/new") == ["i1.3.0.0@test.example"])
    #expect(try files("deep/mail/tmp") == [])
    let kept = try String(contentsOfFile: folder.path + "/deep/mail/new/i1.3.0.0@test.example", encoding: .utf8)
    #expect(kept == "Delivered-To: ana@example.org\n" + String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n"))
  }

  @Test func `a mail that was read already is not captured again`() async throws {
    let part = MailFixture.part()
    let bytes = try channel.compose(part)
    _ = await channel.send(bytes, part)
    let mail = folder.path + "/deep/mail"
    try FileManager.default.moveItem(atPath: mail + "/new/i1.3.0.0@test.example", toPath: mail + "/cur/i1.3.0.0@test.example:2,S")
    guard case .delivered = await channel.send(bytes, part) else { throw WrongOutcome() }
    #expect(try files("deep/mail/new") == [])
  }

  @Test func `nothing is overwritten`() async throws {
    let part = MailFixture.part()
    _ = await channel.send(try channel.compose(part), part)
    let other = MailFixture.part(MailFixture.mail(text: "another"))
    guard case .failedPermanently = await channel.send(try channel.compose(other), other) else { throw WrongOutcome() }
  }

  @Test func `a hostile id stays inside the folder`() async throws {
    let part = MailFixture.part(messageID: "<../../../x@test.example>")
    guard case .delivered = await channel.send(try channel.compose(part), part) else { throw WrongOutcome() }
    #expect(try files("deep/mail/new") == ["%2E.%2F..%2F..%2Fx@test.example"])
  }

  @Test func `a folder that cannot be written is a channel that is down`() async throws {
    let channel = MaildirChannel(folder: "/proc/nowhere", identity: MailFixture.identity)
    guard case .unavailable = await channel.send(try channel.compose(MailFixture.part()), MailFixture.part()) else { throw WrongOutcome() }
  }

  @Test func `redirected, a mail goes to one mailbox and says who would have got it`() async throws {
    let tester = Recipient(name: "Tester", address: "tester@example.org")
    let redirect = RedirectChannel(name: "email", address: tester, mail: channel)
    let ben = Recipient(name: "Bén", address: "ben@example.org")
    var mail = MailFixture.mail(to: [MailFixture.ana, ben], cc: [Recipient(address: "boss@example.org")])
    mail.replyTo = [ben]
    let part = MailFixture.part(mail)
    guard case .delivered = await redirect.send(try redirect.compose(part), part) else { throw WrongOutcome() }
    let read = try await MailFixture.read(try redirect.compose(part))
    #expect(read.subject == "[for ana@example.org] Faulty bookings")
    #expect(read.to == [["Tester", "tester@example.org"]])
    #expect(read.cc == [])
    #expect(read.replyTo == [["Réponses", "replies@example.org"]], "whoever tries it out writes to nobody else")
    #expect(read.header("X-Tocsin-Redirected-From") == "Ana <ana@example.org>, Bén <ben@example.org>, boss@example.org")
    let kept = try String(contentsOfFile: folder.path + "/deep/mail/new/i1.3.0.0@test.example", encoding: .utf8)
    #expect(kept.hasPrefix("Delivered-To: tester@example.org\n"))
  }

  @Test func `redirected, a card becomes a mail with the card in it`() async throws {
    let redirect = RedirectChannel(name: "teams/alerts", address: MailFixture.ana, mail: channel)
    var part = MailFixture.part()
    part.body = .card(CardBody(card: ["type": "AdaptiveCard"], fallbackText: "BATCH STUCK ALERT\nBMHHS"))
    let read = try await MailFixture.read(try redirect.compose(part))
    #expect(read.subject == "[for teams/alerts] BATCH STUCK ALERT")
    #expect(read.attachments == [[.text("card.json"), .text("application/json"), .number(23)]])
  }

  @Test func `a captured card is one readable file`() async throws {
    let channel = CardFolderChannel(room: "alerts", folder: folder.path)
    var part = MailFixture.part()
    part.body = .card(
      CardBody(card: ["type": "AdaptiveCard", "body": [["type": "TextBlock", "text": "ü\"\n"]], "empty": []], fallbackText: ""))
    for _ in 1...2 { guard case .delivered = await channel.send(try channel.compose(part), part) else { throw WrongOutcome() } }
    #expect(try files("alerts") == ["i1.3.0.0.json"])
    #expect(
      try String(contentsOfFile: folder.path + "/alerts/i1.3.0.0.json", encoding: .utf8) == """
        {
          "type": "AdaptiveCard",
          "body": [
            {
              "type": "TextBlock",
              "text": "ü\\"\\n"
            }
          ],
          "empty": []
        }

        """)
  }
}
