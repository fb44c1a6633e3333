import CEL
import Template
import Testing

@Suite struct `The shipped mails` {
  private func partnerMail(
    _ name: String, bookings: [Value], partner: String = "ACME Charging", by: String = "Ana Ruiz", reason: String? = nil
  )
    throws -> RenderedMail
  {
    let mail = try Shipped.library().compileMail("emsp/" + name, try Shipped.partnerEnvironment())
    return try mail.render(try Shipped.partnerScope(bookings: bookings, partner: partner, by: by, reason: reason))
  }

  private func monthMail(_ name: String) throws -> RenderedMail {
    let mail = try Shipped.library().compileMail("emsp/" + name, try Shipped.monthEnvironment())
    return try mail.render(try Shipped.monthScope(bookings: Shipped.bookings(25)))
  }

  private func check(_ mail: RenderedMail) {
    #expect(!mail.html.contains("${") && !mail.text.contains("${") && !mail.subject.contains("${"))
    #expect(mail.subject.hasPrefix("[Tocsin] Faulty charging sessions, May 2026 – "))
    #expect(!mail.preheader.isEmpty && !mail.text.contains(mail.preheader))
    #expect(!mail.html.contains("data-if") && !mail.html.contains("data-each") && !mail.html.contains("<slot"))
    #expect(!mail.html.contains(" src=") && !mail.html.contains("url("))
    #expect(mail.html.utf8.count < 102_000, "Gmail clips at 102 KB")
    let long = mail.text.split(separator: "\n").filter { $0.count > 78 && $0.contains(" ") }
    #expect(long.isEmpty, "\(long)")
    let tables = mail.html.split(separator: "<table").dropFirst()
    #expect(tables.allSatisfy { $0.hasPrefix(" role=\"presentation\"") || $0.contains("scope=\"") })
    #expect(mail.html.split(separator: "<th").dropFirst().filter { !$0.hasPrefix("ead") }.allSatisfy { $0.contains("scope=\"") })
  }

  @Test(arguments: Shipped.mails) func `render for a partner of a month`(name: String) throws {
    let mail = try partnerMail(name, bookings: Shipped.bookings(30), reason: name == "disputed" ? "The meter was changed on 12 May." : nil)
    check(mail)
    try Shipped.preview(name, mail)
  }

  @Test(arguments: Shipped.monthMails) func `render for the lead`(name: String) throws {
    let mail = try monthMail(name)
    check(mail)
    try Shipped.preview(name, mail)
  }

  private static let translated = ["first-notice", "reminder", "escalation", "taken", "resolved"]

  @Test(arguments: ["de", "bn"], translated) func `are written in German and Bangla, with their buttons, and nothing breaks out there`(
    language: String, name: String
  ) throws {
    let attack = "\"'><script>alert(1)</script><a href=\"javascript:x\">${now}</a>-->]]></td>\r\nBcc: x@evil.example\u{0}=1+1"
    let template = try Shipped.library().compileMail("emsp/" + name, try Shipped.partnerEnvironment())
    #expect(template.language(for: language + "-XX") == language && template.language(for: "fr") == "en")
    let asks = ["first-notice", "reminder", "escalation"].contains(name)
    for by in ["Ana Ruiz", attack] {
      let reader = TemplateReader(
        language: language,
        answers: [.init(event: "acknowledged", label: by, link: "https://answers.example/a/T/acknowledged", code: "K7M")],
        notMe: "https://answers.example/a/T/not-me")
      let scope = try Shipped.partnerScope(bookings: Shipped.bookings(25), partner: by, by: by)
      let mail = try template.render(scope, for: reader, keepsSubject: true)
      #expect(mail.html.contains("lang=\"\(language)\""))
      #expect(!mail.html.contains("<script") && !mail.html.contains("<a href=\"javascript") && !mail.subject.contains("\n"))
      #expect(mail.html.contains("https://answers.example/a/T/acknowledged") == asks && mail.text.contains("K7M") == asks)
      #expect(mail.subject.hasPrefix("[Tocsin] Faulty charging sessions, May 2026 – "))
      if by == "Ana Ruiz" { check(mail) }
    }
  }

  @Test func `keep one subject within a thread, but for what stands in brackets`() throws {
    let subjects = try Shipped.mails.map { try partnerMail($0, bookings: Shipped.bookings(3)).subject }
    let bases = Set(subjects.map { $0.replacing(/\[[^\]]*\]/, with: "").split(separator: " ").joined(separator: " ") })
    #expect(bases == ["Faulty charging sessions, May 2026 – ACME Charging"])
    #expect(Set(subjects).count == subjects.count)
  }

  @Test func `say what changed, what to do, by when and who is next`() throws {
    let text = try partnerMail("reminder", bookings: Shipped.bookings(25)).text
    #expect(text.contains("Since our first mail of Tuesday 16 June\n\nFixed  New  Open\n-----  ---  ----\n5      3    20"))
    #expect(text.contains("What you are asked to do\n------------------------"))
    #expect(text.contains("By when            Tuesday 23 June 2026, 09:00 CEST"))
    #expect(text.contains("Jonas Weber"))
    #expect(text.contains("billing@acme.example"))
  }

  @Test func `a booking cannot break out of a mail, its text or its file`() throws {
    let attack = "\"'><script>alert(1)</script><a href=\"javascript:x\">${now}</a>-->]]></td>\r\nBcc: x@evil.example\u{0}\u{1B}[31m=1+1"
    let fields = ["id", "evse", "connector", "currency", "fault", "faultText", "operator"]
    let attacks = Dictionary(uniqueKeysWithValues: fields.map { ($0, Value.string(attack)) })
    let bookings = Shipped.bookings(3, changing: attacks)
    for name in Shipped.mails {
      let mail = try partnerMail(name, bookings: bookings, partner: attack, by: attack, reason: attack)
      let calm = try partnerMail(name, bookings: Shipped.bookings(3), reason: "x")
      #expect(!mail.html.contains("<script") && !mail.html.contains("<a href=\"javascript") && !mail.html.contains("\u{1B}"))
      #expect(mail.html.split(separator: "<").count == calm.html.split(separator: "<").count, "an element more or less in \(name)")
      #expect(
        !mail.subject.contains { $0.isNewline } && !mail.subject.unicodeScalars.contains { $0.properties.generalCategory == .control })
      #expect(!mail.text.contains("\nBcc:") && !mail.text.contains("\u{1B}"))
    }
    let csv = CSVTable(
      columns: ["id", "faultText"], items: Shipped.bookings(1, changing: ["id": .string("=1+1"), "faultText": .string(attack)])
    ).text
    #expect(csv.contains("\r\n\"'=1+1\",\"\"\"'>"))
  }

  @Test func `the escalation card names partner, counts and date`() throws {
    let card = try Shipped.library().compileCard("emsp/escalation", try Shipped.partnerEnvironment())
    let value = try card.render(try Shipped.partnerScope(bookings: Shipped.bookings(25, changing: ["fault": .string("a *b* [c](d)")])))
    #expect(value["version"] == .string("1.4"))
    #expect(value["fallbackText"] == .string("Escalated: 20 faulty charging sessions of ACME Charging are still open."))
    let body = try #require(value["body"]?.list)
    #expect(body.count == 5)
    #expect(body[1]["facts"]?.list?[3]["value"] == .string("Thursday 25 June 2026, 09:00 CEST"))
    #expect(body[3]["columns"]?.list?[0]["items"]?.list?[0]["text"] == .string(#"a \*b\* \[c\](d)"#))
    #expect(body[3]["columns"]?.list?[1]["items"]?.list?[0]["text"] == .string("20"))
  }
}
