import CEL
import Calendar
import Channel
import ChannelMail
import Testing

@Suite struct MailComposerTests {
  @Test func `a plain mail reads as it was meant`() async throws {
    let read = try await MailFixture.read(try MailFixture.composer.compose(MailFixture.part()))
    #expect(read.defects == [])
    #expect(read.subject == "Faulty bookings")
    #expect(read.from == [["Tocsin, Settlement", "tocsin@example.org"]])
    #expect(read.replyTo == [["Réponses", "replies@example.org"]])
    #expect(read.to == [["Ana", "ana@example.org"]])
    #expect(read.date == "2026-03-01T09:00:05+00:00")
    #expect(read.text == "hello\r\n" || read.text == "hello\n")
    #expect(read.kinds == ["text/plain"])
    #expect(read.header("Auto-Submitted") == "auto-generated")
    #expect(read.header("X-Auto-Response-Suppress") == "All")
  }

  @Test func `a mail's own reply addresses stand in the place of the installation's`() async throws {
    var mail = MailFixture.mail()
    mail.replyTo = [Recipient(name: "Müller, Jürgen", address: "jm@example.org"), Recipient(address: "desk@example.org")]
    let read = try await MailFixture.read(try MailFixture.composer.compose(MailFixture.part(mail)))
    #expect(read.replyTo == [["Müller, Jürgen", "jm@example.org"], ["", "desk@example.org"]])
    mail.replyTo = [Recipient(name: "x\r\nBcc: y@example.org", address: "jm@example.org")]
    #expect(throws: CompositionError.self) { try MailFixture.composer.compose(MailFixture.part(mail)) }
    mail.replyTo = [Recipient(address: "jm@example.org\r\nBcc: y@example.org")]
    #expect(throws: CompositionError.self) { try MailFixture.composer.compose(MailFixture.part(mail)) }
  }

  @Test(
    arguments: [
      "Faulty bookings 2026-03 [2nd reminder]",
      "Fehlerhafte Ladevorgänge für Müller & Söhne: 3 behoben, 2 neu, 7 offen, bitte bis Freitag beantworten, danach geht es weiter",
      "ত্রুটিপূর্ণ বুকিং: ৭টি খোলা আছে, অনুগ্রহ করে শুক্রবারের মধ্যে উত্তর দিন, ধন্যবাদ",
      "👩‍👩‍👧‍👦 " + String(repeating: "🚗⚡️", count: 40),
      "=?utf-8?Q?not_an_encoded_word?=",
      "two  blanks and one at the end ",
      " one before",
      "",
      String(repeating: "word ", count: 60) + "end",
      String(repeating: "x", count: 700),
      "back\\slash \"quote\" <angle> (paren), comma; semi: colon @ at",
    ])
  func `a subject arrives as it was written`(subject: String) async throws {
    let read = try await MailFixture.read(try MailFixture.composer.compose(MailFixture.part(MailFixture.mail(subject: subject))))
    #expect(read.subject == subject)
    #expect(read.longestHeaderLine <= (subject.contains("xxx") ? 998 : 78))
    #expect(read.lonely == 0)
  }

  @Test(
    arguments: [
      "Ana", "Ana Maria O'Neil", "Müller, Jürgen", "\"Quoted\" \\ name", "Dr. (med.) X", "রহিম উদ্দিন",
      "山田太郎 (営業部)", "a@b.example", "=?utf-8?Q?x?=", String(repeating: "Very Long Name ", count: 12) + "End",
      "Ünï" + String(repeating: "ö", count: 80),
    ])
  func `a name arrives as it was written`(name: String) async throws {
    let people = [Recipient(name: name, address: "a@example.org"), Recipient(name: name, address: "b@example.org")]
    let mail = MailFixture.mail(to: people, cc: people)
    let read = try await MailFixture.read(try MailFixture.composer.compose(MailFixture.part(mail)))
    #expect(read.to == [[name, "a@example.org"], [name, "b@example.org"]])
    #expect(read.cc == read.to)
    #expect(read.longestHeaderLine <= 90)
    #expect(read.lonely == 0)
  }

  @Test(
    arguments: [
      "short", "", "two\nlines", "mixed\r\nline\rends\n\n", "trailing blank \nand tab\t\n", "From here on\nFrom \n",
      ".\n..\n.dot", "ümlauts and = signs = here", String(repeating: "long ", count: 500), String(repeating: "ö", count: 400),
      "বাংলা লেখা অনেক লম্বা হতে পারে " + String(repeating: "ত্রুটি ", count: 60), "--=_alternative_x\nnot a boundary",
      "\u{0}\u{1}\u{7F}", "🚗⚡️ emoji", "a\u{2028}b\u{85}c",
    ])
  func `text and HTML arrive as they were written`(text: String) async throws {
    let html = "<!DOCTYPE html><html><body><p>\(text)</p></body></html>"
    let bytes = try MailFixture.composer.compose(MailFixture.part(MailFixture.mail(html: html, text: text)))
    let read = try await MailFixture.read(bytes)
    #expect(read.defects == [])
    #expect(lines(read.text) == lines(text))
    #expect(lines(read.html) == lines(html))
    #expect(read.kinds == ["multipart/alternative", "text/plain", "text/html"])
    #expect(read.longestLine <= 78)
    #expect(read.lonely == 0)
  }

  /// Without regard to how a line ends, and whether the last one does.
  private func lines(_ text: String?) -> [[UInt8]] {
    var lines = Array((text ?? "").utf8).split(separator: 0x0A, omittingEmptySubsequences: false).flatMap { line in
      (line.last == 0x0D ? line.dropLast() : line).split(separator: 0x0D, omittingEmptySubsequences: false).map { Array($0) }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  @Test func `files travel with their names and bytes`() async throws {
    let names = [
      "bookings.csv", "Übersicht März.xlsx", "two words.pdf", "quo\"te.txt", "বুকিং.csv", String(repeating: "long-", count: 40) + ".csv",
      "Ä" + String(repeating: "ö", count: 100) + ".csv", "=?utf-8?Q?x?=.csv", "percent%20.csv", "it's.txt",
    ]
    let files = names.enumerated().map {
      Attachment(name: $1, mediaType: "text/csv; charset=utf-8", bytes: [UInt8](repeating: 7, count: $0 * 100))
    }
    let bytes = try MailFixture.composer.compose(MailFixture.part(MailFixture.mail(html: "<p>x</p>", attachments: files)))
    let read = try await MailFixture.read(bytes)
    #expect(read.defects == [])
    #expect(read.attachments == names.enumerated().map { [.text($1), .text("text/csv"), .number($0 * 100)] })
    #expect(read.kinds.prefix(4) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"])
    #expect(read.longestLine <= 78)
  }

  @Test(
    arguments: [
      MailFixture.part(MailFixture.mail(subject: "a\r\nBcc: eve@evil.example")), MailFixture.part(MailFixture.mail(subject: "a\nb")),
      MailFixture.part(MailFixture.mail(subject: "a\rb")), MailFixture.part(MailFixture.mail(subject: "a\0b")),
      MailFixture.part(MailFixture.mail(to: [Recipient(name: "x\r\nBcc: e@e.example", address: "a@example.org")])),
      MailFixture.part(MailFixture.mail(to: [Recipient(name: "x", address: "a@example.org>\r\nBcc: <e@e.example")])),
      MailFixture.part(MailFixture.mail(cc: [Recipient(name: "x", address: "a@exa\nmple.org")])),
      MailFixture.part(MailFixture.mail(attachments: [Attachment(name: "a\r\n.csv", mediaType: "text/csv", bytes: [])])),
      MailFixture.part(MailFixture.mail(attachments: [Attachment(name: "../x.csv", mediaType: "text/csv", bytes: [])])),
      MailFixture.part(MailFixture.mail(attachments: [Attachment(name: "a.csv", mediaType: "text/csv\r\nX: y", bytes: [])])),
      MailFixture.part(messageID: "<a@b>\r\nX: y"), MailFixture.part(messageID: "no brackets@x"), MailFixture.part(messageID: "<a b@c>"),
      MailFixture.part(references: ["<a@b>", "<c@d>\r\nX: y"]),
      MailFixture.part(thread: MessageThread(commonID: "<x@y\n>", startedAt: .epoch)),
    ])
  func `what could begin a header of its own is refused`(part: OutgoingPart) {
    #expect(throws: CompositionError.self) { try MailFixture.composer.compose(part) }
  }

  @Test func `the same part gives the same bytes`() throws {
    let part = MailFixture.part(
      MailFixture.mail(html: "<p>ü</p>", attachments: [Attachment(name: "a", mediaType: "text/csv", bytes: [1])]), references: ["<r@x>"],
      thread: MessageThread(commonID: "<t@x>", startedAt: .epoch))
    #expect(try MailFixture.composer.compose(part) == MailFixture.composer.compose(part))
    var other = part
    other.messageID = "<another@x>"
    #expect(try MailFixture.composed(part).contains("=_mixed_"))
    #expect(try boundaries(part).isDisjoint(with: boundaries(other)))
  }

  private func boundaries(_ part: OutgoingPart) throws -> Set<Substring> {
    Set(try MailFixture.composed(part).split(whereSeparator: \.isNewline).filter { $0.hasPrefix("--=_") })
  }

  @Test func `importance is said in both dialects`() throws {
    var mail = MailFixture.mail()
    mail.importance = .high
    let headers = try MailFixture.headers(MailFixture.part(mail))
    #expect(headers.contains("Importance: high"))
    #expect(headers.contains("X-Priority: 1"))
  }

  @Test func `a card is no mail, and a mail has its limits`() throws {
    var part = MailFixture.part()
    part.body = .card(CardBody(card: .null, fallbackText: ""))
    #expect(throws: CompositionError.self) { try MailFixture.composer.compose(part) }
    let large = Attachment(name: "a", mediaType: "text/csv", bytes: [UInt8](repeating: 0, count: 20 * 1_024 * 1_024))
    #expect(throws: CompositionError.self) { try MailFixture.composer.compose(MailFixture.part(MailFixture.mail(attachments: [large]))) }
    let crowd = (0..<300).map { Recipient(address: "a\($0)@example.org") }
    #expect(throws: CompositionError.self) { try MailFixture.composer.compose(MailFixture.part(MailFixture.mail(to: crowd))) }
  }
}
