import ChannelWebhook
import Curl
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Links of mails and cards, from the mail that was captured to the event that the workflow read.
@Suite struct `Answering by link` {
  private static let workflowText = """
    workflow: outage
    timezone: Asia/Dhaka
    input: {place: string}
    thread: outage
    initial: open
    states:
      open:
        entry: [alert, card]
        on: {acknowledged: taken, disputed: over}
        after: {1d: reminded}
      reminded:
        entry: [reminder]
        on: {acknowledged: taken, disputed: over}
        after: {1d: over}
      taken:
        entry: [told]
        on: {withdrawn: open, fixed: over, hurried: reminded}
        after: {2d: reminded}
      over: {type: final, outcome: settled}
    actions:
      alert:
        email:
          template: alert
          deadline: now + duration("24h")
          to: '["ana@tocsin.example", {"name": "Bengt", "email": "bengt@tocsin.example", "language": "de"}]'
          answers: &answers
            acknowledged: {label: We are on it, labels: {de: Wir kümmern uns}}
            disputed: {label: There is no outage, reason: true}
      reminder: {email: {template: alert, to: '["ana@tocsin.example"]', answers: *answers}}
      told: {email: {template: told, deadline: 'null', to: '["ana@tocsin.example", "bengt@tocsin.example"]'}}
      card: {teams: {channel: alerts, card: alert, answers: *answers}}
    """

  private static let mailText = """
    <html lang="en"><head><title>Outage at ${input.place}</title></head><body><h1>Outage at ${input.place}</h1>
    <p data-each="a in answers"><a href="${a.link}">${a.label}</a></p>
    <p data-if="answers.size() &gt; 0">Characters: ${answers[0].code}.</p><p><a href="${notMe}">Not me</a></p></body></html>
    """

  private static let toldText =
    "<html><head><title>Outage at ${input.place} [taken]</title></head><body><p>Taken by ${event.by}.</p></body></html>"

  private static let cardText = #"""
    {"type": "AdaptiveCard", "version": "1.4", "fallbackText": "Outage at ${input.place}",
     "body": [{"type": "TextBlock", "text": "Outage at ${input.place}, characters **${answers[0].code}**"}],
     "actions": [{"type": "Action.OpenUrl", "$data": "${a in answers}", "title": "${a.label}", "url": "${a.link}"}]}
    """#

  /// An installation with one outage of that name, at work, with its pages on a port of its own.
  struct Story {
    let month: SampleMonth
    let folder: TemporaryFolder
    let run: ChildProcess
    let port: Int

    init(place: String = "Mirpur 10", key: String = "a key for seals, long enough", previousKey: String? = nil) async throws {
      folder = try TemporaryFolder.make()
      try Self.write(folder.path)
      port = try freeLoopbackPort()
      let database = try await TestDatabase.make("answers")
      var variables = [
        "TOCSIN_DIRECTORY": folder.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText, "TZ": "Asia/Dhaka",
        "TOCSIN_ANSWERS_BASE": "http://127.0.0.1:\(port)", "TOCSIN_ANSWERS_LISTEN": "127.0.0.1:\(port)", "TOCSIN_ANSWERS_KEY": key,
        "HOOK_KEY": "what the ticketing seals with",
      ]
      variables["TOCSIN_ANSWERS_PREVIOUSKEY"] = previousKey
      month = try SampleMonth(variables)
      for command in ["migrate", "deploy"] { _ = try await month.output(command) }
      _ = try await month.output("start", "outage", "--key", "o1", "--input", #"{"place": "\#(place)"}"#)
      run = try month.start("run", "--quiet")
      let month = month
      try await eventually("the mails are out") { try month.mails().count >= 2 }
      try await eventually("the card is out") { try !month.cards().isEmpty }
    }

    private static func write(_ folder: String) throws {
      for (path, text) in [
        ("workflows/outage.yaml", workflowText), ("templates/alert.html", mailText), ("templates/told.html", toldText),
        ("templates/alert.json", cardText), ("tocsin.yaml", "hooks: {tickets: {key: {env: HOOK_KEY}, workflows: outage}}\n"),
      ] {
        let url = URL(fileURLWithPath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
      }
    }

    func end() async throws {
      run.signal(SIGTERM)
      try await run.ended()
    }

    func mail(to address: String) throws -> CapturedMail {
      try #require(try month.mails().first { $0.recipient.contains(address) && !$0["Subject"].contains("taken") })
    }

    func card() throws -> String { try String(contentsOfFile: month.state.path + "/cards/alerts/\(month.cards()[0])", encoding: .utf8) }

    /// The history with who said what.
    func record() async throws -> String { try await month.output("history", "outage/o1", "--json") }

    func history() async throws -> String { try await month.output("history", "outage/o1") }
  }

  /// The link of an answer and the three characters, from the text of a mail or card.
  static func link(_ event: String, in text: String) throws -> (url: String, code: String) {
    let url = try #require(text.firstMatch(of: try Regex("http://127.0.0.1:[0-9]+/a/[A-Za-z0-9_-]+/\(event)"))).0
    let code = try #require(text.firstMatch(of: /haracters:? (?:\*\*)?([A-Z0-9]{3})/)).1
    return (String(url), String(code))
  }

  static func link(_ event: String, in mail: CapturedMail) throws -> (url: String, code: String) {
    try link(event, in: mail.unbroken.replacing("=3D", with: "="))
  }

  /// The calendar entry of a mail.
  private static func entry(_ mail: CapturedMail) throws -> String {
    let lines = mail.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let start = try #require(lines.firstIndex { $0.hasPrefix("Content-Type: text/calendar") })
    let body = lines[start...].drop { !$0.isEmpty }.dropFirst().prefix { !$0.hasPrefix("--") }.joined()
    return String(decoding: try #require(Data(base64Encoded: body)), as: UTF8.self)
  }

  private static func field(_ name: String, _ entry: String) -> String {
    entry.split(whereSeparator: \.isNewline).first { $0.hasPrefix(name + ":") }.map(String.init) ?? ""
  }

  static func ask(_ url: String, post fields: [String: String]? = nil) async throws -> (status: Int, page: String, HTTPResponse) {
    var request = HTTPRequest(address: Secret(url), responseBytesMax: 200_000)
    if let fields {
      request.method = .post
      request.headers = [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")]
      let allowed = CharacterSet.alphanumerics
      let pairs = fields.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }
      request.body = Array(pairs.joined(separator: "&").utf8)
    }
    guard case .response(let response) = await HTTPConnection().perform(request) else { throw TestSupportError("no answer from \(url)") }
    return (response.status, String(decoding: response.body, as: UTF8.self), response)
  }

  @Test func `a person answers, is told so, takes it back, and answers again`() async throws {
    let story = try await Story()
    let (url, code) = try Self.link("acknowledged", in: try story.mail(to: "ana@"))
    let page = try await Self.ask(url)
    #expect(page.status == 200)
    for words in ["We are on it", "Outage at Mirpur 10", "ana@tocsin.example", "Nobody has answered yet", "outage/o1"] {
      #expect(page.page.contains(words), "\(words)")
    }
    #expect(!page.page.contains(code), "the page does not tell the characters that it asks for")
    for (name, value) in [("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-frame-options", "DENY")] {
      #expect(page.2.field(name) == value)
    }
    #expect(page.2.field("content-security-policy")?.contains("default-src 'none'") == true)

    #expect(try await Self.ask(url, post: [:]).status == 403)
    #expect(try await Self.ask(url, post: ["code": "AAA"]).status == 403)
    #expect(try await !story.history().contains("acknowledged"))

    #expect(try await Self.ask(url, post: ["code": " \(code.lowercased()) "]).status == 303)
    try await eventually("the workflow has read it") { try await story.history().contains("acknowledged") }
    #expect(try await story.record().contains("ana@tocsin.example"))
    #expect(try await Self.ask(url).page.contains("Take it back"))
    let bengt = try Self.link("acknowledged", in: try story.mail(to: "bengt@"))
    let other = try await Self.ask(bengt.url).page
    #expect(other.contains("Schon geschehen") && other.contains("Wir kümmern uns") && other.contains("ana@tocsin.example"), "\(other)")
    #expect(try await Self.ask(bengt.url, post: ["code": bengt.code]).status == 303)
    #expect(try await story.history().components(separatedBy: "acknowledged").count == 2, "the second is not taken in")

    let told = try story.month.mails().filter { $0["Subject"].contains("taken") }
    #expect(try Self.entry(story.mail(to: "ana@")).contains("METHOD:PUBLISH"))
    #expect(try told.allSatisfy { try Self.entry($0).contains("METHOD:CANCEL") })
    #expect(try Self.field("UID", Self.entry(story.mail(to: "ana@"))) == Self.field("UID", Self.entry(told[0])))
    #expect(try Self.field("SEQUENCE", Self.entry(story.mail(to: "ana@"))) < Self.field("SEQUENCE", Self.entry(told[0])))

    let back = url.replacing("/acknowledged", with: "/withdrawn")
    #expect(try await Self.ask(back, post: ["code": "AAA"]).status == 403)
    #expect(try await Self.ask(back, post: ["code": code]).status == 303)
    try await eventually("it is open again") { try await story.month.output("list", "outage/o1").contains("open") }
    // The state was entered again, and its mail went out again: the first one leads to the second.
    try await eventually("the newer mail is out") { try story.month.mails().count(where: { $0.recipient.contains("ana@") }) >= 3 }
    let stale = try await Self.ask(url)
    #expect(stale.page.contains("A newer message has replaced this one"))
    #expect(try await Self.ask(url, post: ["code": code]).status == 409)
    let newest = try #require(stale.page.firstMatch(of: /href="\.\.\/([A-Za-z0-9_-]+\/acknowledged)"/)).1
    #expect(try await Self.ask("http://127.0.0.1:\(story.port)/a/\(newest)").page.contains("(taken back)"))
    try await story.end()
  }

  @Test func `who answered one rung can answer the next`() async throws {
    let story = try await Story()
    let first = try Self.link("acknowledged", in: try story.mail(to: "ana@"))
    #expect(try await Self.ask(first.url, post: ["code": first.code]).status == 303)
    try await eventually("it is taken") { try await story.month.output("list", "outage/o1").contains("taken") }
    _ = try await story.month.output("send", "outage/o1", "hurried")
    let stale = try await eventually("the next rung asks") { () -> String? in
      let page = try await Self.ask(first.url).page
      return page.contains("A newer message has replaced this one") ? page : nil
    }
    let newest = try #require(stale.firstMatch(of: /href="\.\.\/([A-Za-z0-9_-]+\/acknowledged)"/)).1
    let next = "http://127.0.0.1:\(story.port)/a/\(newest)"
    let reminder = try await eventually("the reminder is out") {
      try story.month.mails().last {
        $0.recipient.contains("ana@") && !$0["Subject"].contains("taken") && $0.unbroken.contains("haracters")
      }
      .flatMap { try Self.link("acknowledged", in: $0).url == first.url ? nil : $0 }
    }
    let code = try Self.link("acknowledged", in: reminder).code
    #expect(try await Self.ask(next, post: ["code": code]).status == 303)
    try await eventually("both are in the history") {
      try await story.history().components(separatedBy: "acknowledged").count == 3
    }
    try await story.end()
  }

  @Test func `no scanner acknowledges: every link, button and form of a mail, in a browser, with what stands in them`() async throws {
    let story = try await Story()
    let mail = try story.mail(to: "ana@").unbroken.replacing("=3D", with: "=")
    let html = try #require(mail.range(of: "<html")).lowerBound
    let file = story.folder.path + "/mail.html"
    try String(mail[html...]).write(toFile: file, atomically: true, encoding: .utf8)
    let said = try await ScriptServer.run("browser.py", ["scan", file])
    guard !said.hasPrefix("skipped") else { return }
    #expect(said.components(separatedBy: #""kind": "submitted""#).count > 10, "\(said)")
    let history = try await story.history()
    #expect(!history.contains("acknowledged") && !history.contains("disputed") && !history.contains("replied"), "\(history)")

    // A person with the same browser, without script.
    let (url, code) = try Self.link("disputed", in: try story.mail(to: "ana@"))
    let answered = try await ScriptServer.run("browser.py", ["answer", url, code, "reason=The <b>feeder</b> was switched on purpose"])
    try await eventually("the workflow has read it") { try await story.month.output("list", "outage/o1").contains("completed") }
    #expect(answered.contains("This is over: settled") && answered.contains("&lt;b&gt;feeder&lt;/b&gt;"), "\(answered)")
    try await story.end()
  }

  @Test func `a card's page asks who answers`() async throws {
    let story = try await Story()
    let (url, code) = try Self.link("acknowledged", in: try story.card().replacing("\\/", with: "/"))
    #expect(try await Self.ask(url).page.contains("You answer for the channel"))
    #expect(try await Self.ask(url, post: ["code": code]).status == 422)
    #expect(try await Self.ask(url, post: ["code": code, "name": "Rahim\r\nX-Evil: 1"]).status == 303)
    try await eventually("the workflow has read it") { try await story.record().contains("someone in alerts, as Rahim") }
    #expect(try await Self.ask(url.replacing("acknowledged", with: "not-me")).status == 404)
    try await story.end()
  }

  @Test func `what is asked for is asked for, and what is not ours leads nowhere`() async throws {
    let story = try await Story()
    let (url, code) = try Self.link("disputed", in: try story.mail(to: "ana@"))
    #expect(try await Self.ask(url, post: ["code": code, "reason": "  "]).status == 422)
    let misdirected = url.replacing("/disputed", with: "/not-me")
    #expect(try await Self.ask(misdirected, post: ["code": code, "reason": "Ask Karim"]).status == 303)
    try await eventually("it is told as a reply") { try await story.history().contains("replied") }
    for wrong in ["/resolved", "/../x", "/%00"] {
      #expect(try await Self.ask(url.replacing("/disputed", with: wrong)).status == 404, "\(wrong)")
    }
    let forged = url.replacing("/a/", with: "/a/A")
    #expect(try await Self.ask(forged).status == 404)
    #expect(try await Self.ask(forged, post: ["code": code, "reason": "x"]).status == 404)
    for _ in 0..<5 { _ = try await Self.ask(url, post: ["code": "ZZZ", "reason": "x"]) }
    #expect(try await Self.ask(url, post: ["code": code, "reason": "x"]).status == 429, "who guesses is stopped")
    #expect(!story.run.errors.contains(url.split(separator: "/")[3]), "no link in what the process says")
    try await story.end()
  }

  @Test func `an event from outside is taken in once, and only under its seal`() async throws {
    let story = try await Story()
    func send(_ body: String, id: String = "t-1", key: String = "what the ticketing seals with", hook: String = "tickets") async throws
      -> Int
    {
      let seconds = Int64(Date().timeIntervalSince1970)
      let seal = WebhookSeal.seal(id: id, seconds: seconds, body: Array(body.utf8), key: Secret(key))
      let request = HTTPRequest(
        method: .post, address: Secret("http://127.0.0.1:\(story.port)/hooks/\(hook)"),
        headers: [
          HTTPHeader("Content-Type", "application/json"), HTTPHeader("webhook-id", id), HTTPHeader("webhook-timestamp", String(seconds)),
          HTTPHeader("webhook-signature", seal),
        ], body: Array(body.utf8), responseBytesMax: 10_000)
      guard case .response(let response) = await HTTPConnection().perform(request) else { throw TestSupportError("no answer") }
      return response.status
    }
    let event = #"{"workflow": "outage", "key": "o1", "event": "acknowledged", "data": {"ticket": "T-7"}}"#
    #expect(try await send(event, key: "what somebody else seals with") == 401)
    #expect(try await send(event, hook: "others") == 404)
    #expect(try await send("[]") == 400)
    #expect(try await send(event.replacing("acknowledged", with: "@started")) == 400)
    #expect(try await send(event.replacing("o1", with: "o2")) == 404)
    #expect(try await send(event) == 202)
    #expect(try await send(event) == 200)
    try await eventually("the workflow has read it") { try await story.month.output("list", "outage/o1").contains("taken") }
    #expect(try await story.history().components(separatedBy: "acknowledged").count == 2)
    try await story.end()
  }

  @Test func `no value of a workflow breaks out of the page`() async throws {
    let place = #"<script>alert(1)</script>\" onload='x' ]]>"#
    let story = try await Story(place: place)
    let (url, _) = try Self.link("acknowledged", in: try story.mail(to: "ana@"))
    let page = try await Self.ask(url).page
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)"), "\(page)")
    try await story.end()
  }
}
