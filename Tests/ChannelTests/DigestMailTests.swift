import Channel
import ChannelMail
import Curl
import Foundation
import Testing

@Suite struct DigestMailTests {
  private let channel = SMTPChannel(
    server: SMTPServer(host: "127.0.0.1", port: 1, security: .none), identity: MailFixture.identity)

  private func part(_ number: Int, _ subject: String, language: String? = nil) -> OutgoingPart {
    let page = "<head><title>x</title></head><body class=\"p\"><p>Body \(number)</p></body>"
    var mail = MailFixture.mail(
      subject: subject, html: "<!DOCTYPE html><html lang=\"en\">\(page)</html>",
      text: "Body \(number)\n", attachments: [Attachment(name: "rows.csv", mediaType: "text/csv", bytes: [0x61])])
    mail.isDigest = true
    var part = MailFixture.part(mail, messageID: "<i1.3.0.\(number)@test.example>")
    part.id = "i1/3/0.\(number)"
    part.recipient.language = language
    return part
  }

  @Test func `mails that go together are one mail with all of them in it`() async throws {
    let parts = [part(0, "Alarm <b>one</b>"), part(1, "Alarm two & more"), part(2, "Alarm three")]
    let (bytes, count) = try #require(channel.merge(parts))
    #expect(count == 3)
    let mail = try await MailFixture.read(bytes)
    #expect(mail.defects.isEmpty)
    #expect(mail.subject == "3 messages: Alarm <b>one</b>")
    let text = mail.text?.split(whereSeparator: \.isNewline).joined(separator: "\n") ?? ""
    #expect(text.contains("1. Alarm <b>one</b>\n2. Alarm two & more\n3. Alarm three"))
    for number in 0...2 {
      #expect(mail.text?.contains("Body \(number)") == true)
      #expect(mail.html?.contains("<p>Body \(number)</p>") == true)
    }
    #expect(mail.html?.contains("<li>Alarm &lt;b&gt;one&lt;/b&gt;</li><li>Alarm two &amp; more</li>") == true)
    #expect(mail.html?.components(separatedBy: "<body").count == 2)
    #expect(mail.attachments.compactMap(\.first) == [.text("rows.csv"), .text("2-rows.csv"), .text("3-rows.csv")])
    #expect(channel.merge(parts).map(\.bytes) == bytes, "the same mails make the same bytes")
    #expect(channel.merge(Array(parts.dropLast()))?.bytes != bytes)
    let german = try #require(channel.merge([part(0, "Alarm", language: "de-AT"), part(1, "Alarm", language: "de-AT")]))
    #expect(try await MailFixture.read(german.bytes).subject == "2 Nachrichten: Alarm")
  }

  @Test func `a long subject is wrapped in the list, as all lines of a text are`() async throws {
    let long = "Certificate of " + String(repeating: "partner.example ", count: 9) + "expires"
    let (bytes, _) = try #require(channel.merge([part(0, long), part(1, "Short")]))
    let lines = try await MailFixture.read(bytes).text?.split(whereSeparator: \.isNewline) ?? []
    #expect(lines.allSatisfy { $0.count <= 78 } && lines.contains { $0.hasPrefix("   partner.example") })
  }

  @Test func `a digest says how it is given up, an escalation never does`() throws {
    let digest = try MailFixture.headers(part(0, "Alarm")).filter { $0.hasPrefix("List-Unsubscribe") }
    #expect(digest == ["List-Unsubscribe: <mailto:replies@example.org?subject=unsubscribe%20i1.3.0.0%40test.example>"])
    #expect(try !MailFixture.composed(MailFixture.part()).contains("List-Unsubscribe"))
  }
}
