import CEL
import Template
import Testing

@Suite struct `A mail in its workflow's own words` {
  private func answers(_ link: String) -> [TemplateReader.Answer] {
    [
      .init(event: "acknowledged", label: "We are on it", link: link.isEmpty ? "" : link + "/acknowledged", code: "k7m"),
      .init(event: "disputed", label: "These are not faulty", link: link.isEmpty ? "" : link + "/disputed", code: "k7m"),
    ]
  }

  @Test func `its subject is one line, its body keeps its lines`() throws {
    let mail = try WrittenText(subject: " Late:\r\n\tBo ", body: "One\r\n\r\n  two\u{7}\u{85}three\n\n\n")
    #expect(mail.subject == "Late: Bo")
    #expect(mail.text == "One\n\n  two\nthree\n")
  }

  @Test func `where answers have pages, it says where they are`() throws {
    let reader = TemplateReader(answers: answers("https://a.example/x"), notMe: "https://a.example/x/not-me")
    #expect(
      try WrittenText(subject: "s", body: "Please look.", for: reader).text == """
        Please look.

        We are on it:
        https://a.example/x/acknowledged

        These are not faulty:
        https://a.example/x/disputed

        The page asks for these three characters: k7m

        I am not the right person:
        https://a.example/x/not-me

        """)
    let german = TemplateReader(language: "de", answers: answers("https://a.example/x"))
    #expect(try WrittenText(subject: "s", body: "Bitte.", for: german).text.hasSuffix("Die Seite fragt nach diesen drei Zeichen: k7m\n"))
  }

  @Test func `without pages a reply is the way, and nothing is added`() throws {
    #expect(try WrittenText(subject: "s", body: "Please look.", for: TemplateReader(answers: answers(""))).text == "Please look.\n")
  }

  @Test func `it is no larger than a page may be`() {
    #expect(throws: RenderError.self) {
      try WrittenText(subject: "s", body: String(repeating: "x", count: TemplateLimit.outputBytes + 1))
    }
  }

  @Test func `a mail that nobody reads has its subject and its troubles, and no page`() throws {
    let mail = try Sample.mail(#"<p title="${name}">${name}</p><p data-each="r in rows">${r.id}</p>"#)
    let (read, unread) = (try mail.render(Sample.scope()), try mail.render(Sample.scope(), isRead: false))
    #expect(unread.subject == read.subject)
    #expect(unread.html.isEmpty && unread.text.isEmpty && unread.preheader.isEmpty)
    // Small before it is escaped, too large after.
    let large = Sample.scope(["name": .string(String(repeating: "<", count: TemplateLimit.outputBytes / 6))])
    for isRead in [true, false] { #expect(throws: RenderError.self) { try mail.render(large, isRead: isRead) } }
  }
}
