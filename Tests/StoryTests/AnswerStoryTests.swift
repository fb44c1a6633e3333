import CEL
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Answers by mail, as people and machines send them: Dovecot holds the mailbox, `tocsin run` reads it.
@Suite(.enabled(if: DovecotServer.isThere, "needs dovecot")) struct `Answers that come by mail` {
  private static let workflow = """
    workflow: parcel
    owner: contacts.lead
    timezone: Asia/Dhaka
    thread: main
    initial: waiting
    states:
      waiting: {entry: [notice], on: {acknowledged: taken}, after: {7d: lost}}
      taken: {after: {7d: lost}}
      lost: {type: final}
    actions:
      notice: {email: {template: notice, to: contacts.lead, answers: {acknowledged: We are on it}}}
    """

  private static let flood = """
    workflow: flood
    owner: contacts.lead
    timezone: Asia/Dhaka
    initial: waiting
    states:
      waiting: {entry: [alarm], on: {acknowledged: taken}, after: {7d: lost}}
      taken: {after: {7d: lost}}
      lost: {type: final}
    actions:
      alarm: {email: {template: notice, to: contacts.lead, groupBy: '"all"', groupWait: 3s, answers: {acknowledged: We are on it}}}
    """

  private struct Installation {
    let month: SampleMonth
    let dovecot: DovecotServer
    let folder: TemporaryFolder
  }

  private func installation() async throws -> Installation {
    let folder = try TemporaryFolder.make()
    let dovecot = try await DovecotServer.start()
    for name in ["workflows", "templates"] {
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    let files = [
      "workflows/parcel.yaml": Self.workflow, "workflows/flood.yaml": Self.flood,
      "templates/notice.html": "<html><head><title>Parcel ${instance.key}</title></head><body><p>Where is it?</p></body></html>",
      "contacts.yaml": "roles:\n  lead: {name: Ana, email: ana@example.com, alternate: ben@example.com}\n",
      "tocsin.yaml": """
      domain: tocsin.example
      mail: {from: tocsin@tocsin.example}
      mailbox:
        host: localhost
        port: \(dovecot.port)
        security: starttls
        authorityFile: \(dovecot.authority)
        user: tocsin
        password: {env: MAILBOX_PASSWORD}
        moveTo: Done
        authenticationServer: mx.tocsin.example
        pollSeconds: 1
      """,
    ]
    for (name, text) in files { try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8) }
    let database = try await TestDatabase.make("answers")
    let month = try SampleMonth([
      "TOCSIN_DIRECTORY": folder.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText, "TZ": "Asia/Dhaka",
      "MAILBOX_PASSWORD": DovecotServer.password,
    ])
    for command in ["migrate", "deploy"] { _ = try await month.output(command) }
    return Installation(month: month, dovecot: dovecot, folder: folder)
  }

  private func mail(_ id: String, _ from: String, _ headers: [String], _ text: String) -> [UInt8] {
    let lines = ["From: \(from)", "To: tocsin@tocsin.example", "Message-ID: <\(id)@example.com>"] + headers + ["", text, ""]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  @Test func `only a recipient whose mail server vouches for them acknowledges, in new words`() async throws {
    let it = try await installation()
    _ = try await it.month.output("start", "parcel", "--key", "a1")
    let run = try it.month.start("run", "--quiet")
    let notice = try await eventually("the notice went out") { try it.month.mails().first }
    let ours = notice.id
    let reply = ["Subject: Re: Parcel a1", "In-Reply-To: \(ours)", "References: \(ours)"]
    let trust = "Authentication-Results: mx.tocsin.example; dmarc=pass header.from=example.com"
    let ana = "Ana <ana@example.com>"
    try it.dovecot.deliver([
      mail("1", ana, [trust, "Auto-Submitted: auto-replied"] + reply, "ack"),
      mail("2", ana, reply, "ack"),
      mail("3", ana, ["Authentication-Results: evil.example; dmarc=pass header.from=example.com", trust] + reply, "ack"),
      mail(
        "4", "Eve <eve@evil.example>", ["Authentication-Results: mx.tocsin.example; dmarc=pass header.from=evil.example"] + reply, "ack"),
      mail("5", ana, [trust] + reply, "Who is this?\r\n\r\nOn Mon, 17 Nov 2025, Tocsin <tocsin@tocsin.example> wrote:\r\n> ack"),
      mail("6", ana, [trust, "Subject: ack"], "ack"),
      mail("7", "tocsin@tocsin.example", [trust] + reply, "ack"),
      mail("8", ana, [trust, "List-Id: <all.example.com>"] + reply, "ack"),
    ])
    let verdicts = try await eventually("all were read") {
      let mails = try await it.month.json("mails").list ?? []
      return mails.count == 8 ? mails.map { $0["verdict"]?.string ?? "" } : nil
    }
    #expect(verdicts == ["automatic", "untrusted", "untrusted", "untrusted", "replied", "quarantined", "own", "automatic"])
    #expect(try await it.month.output("list", "parcel/a1").contains("waiting"))
    #expect(try await it.month.output("mails", "--doubtful").components(separatedBy: "\n").filter { $0.contains("Re: Parcel") }.count == 3)

    let answer = mail("9", ana, [trust] + reply, "We are on it, Ben has the key.\r\n\r\n-- \r\nAna\r\n\r\n> Where is it?")
    // A mailbox that is restored, or an executor that dies before it could mark the mail, shows the same mail again.
    try it.dovecot.deliver([answer, answer])
    try await eventually("it is taken") { try await it.month.output("list", "parcel/a1").contains("taken") }
    try await eventually("both were read") { try await it.month.json("mails").list?.count == 9 }
    let history = try await it.month.output("history", "parcel/a1")
    #expect(history.components(separatedBy: "acknowledged").count == 2, "\(history)")
    let events = try await it.month.output("events", "parcel/a1")
    #expect(events.contains("Ben has the key.") && events.components(separatedBy: "acknowledged").count == 2, "\(events)")

    try it.dovecot.deliver([
      mail(
        "10", "MAILER-DAEMON@mx.example",
        ["Subject: Undelivered Mail Returned to Sender", "Content-Type: multipart/report; report-type=delivery-status; boundary=b"],
        """
        --b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n
        Final-Recipient: rfc822; ana@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n
        --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: \(ours)\r\nTo: ana@example.com\r\n\r\nWhere is it?\r\n--b--
        """)
    ])
    try await eventually("it came back") { try await it.month.output("messages", "parcel/a1").contains("failed") }
    #expect(try await it.month.output("incidents").contains("came back: 5.1.1"))
    #expect(try await it.month.output("history", "parcel/a1").contains("bounced"))
    try await eventually("who stands in gets it") {
      try await it.month.output("messages", "parcel/a1").components(separatedBy: "\n").contains {
        $0.contains("ben@example.com") && $0.contains("delivered")
      }
    }

    try it.dovecot.deliver([
      mail(
        "11", ana, [trust, "Content-Type: multipart/mixed; boundary=b"] + reply,
        """
        --b\r\n\r\nSee the file.\r\n--b\r\nContent-Type: text/csv; name=\"../list.csv\"\r\nContent-Disposition: attachment; \
        filename=\"../list.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYSxiCjEsMgo=\r\n--b--
        """)
    ])
    let number = try await eventually("its mail was read") {
      let mails = try await it.month.json("mails").list ?? []
      return mails.count == 11 ? mails.last?["number"]?.int : nil
    }
    let files = "\(it.folder.path)/files"
    #expect(try await it.month.output("mails", "--attachments", "\(number)", "--to", files).contains("\(number)-1-"))
    let written = try FileManager.default.contentsOfDirectory(atPath: files)
    #expect(written.count == 1 && written[0].hasSuffix("list.csv") && !written[0].contains("/"))
    #expect(try String(contentsOfFile: "\(files)/\(written[0])", encoding: .utf8) == "a,b\n1,2\n")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `a reply to a digest answers none of its mails, and who wants no more of them is heard by a person`() async throws {
    let it = try await installation()
    for key in ["f1", "f2"] { _ = try await it.month.output("start", "flood", "--key", key) }
    let run = try it.month.start("run", "--quiet")
    let digest = try await eventually("both went as one") { try it.month.mails().first }
    #expect(digest["Subject"].hasPrefix("2 messages:") && digest["List-Unsubscribe"].contains("unsubscribe%20"))
    let request = try #require(digest["List-Unsubscribe"].firstMatch(of: /subject=([^>]*)>/)).1
    let trust = "Authentication-Results: mx.tocsin.example; dmarc=pass header.from=example.com"
    try it.dovecot.deliver([
      mail("1", "Ana <ana@example.com>", [trust, "Subject: Re: 2 messages", "In-Reply-To: \(digest.id)"], "We are on it"),
      mail("2", "Ana <ana@example.com>", [trust, "Subject: \(request.removingPercentEncoding ?? "")"], ""),
      mail("3", "Eve <eve@evil.example>", ["Subject: \(request.removingPercentEncoding ?? "")"], ""),
    ])
    let mails = try await eventually("all were read") {
      let mails = try await it.month.json("mails").list ?? []
      return mails.count == 3 ? mails : nil
    }
    #expect(mails.map { $0["verdict"]?.string } == ["replied", "replied", "untrusted"])
    for key in ["f1", "f2"] { #expect(try await it.month.output("list", "flood/\(key)").contains("waiting"), "nobody took \(key)") }
    // The first of its mails hears of it; both are told to the owner, for no state handles `replied`.
    let first = digest.instance
    let heard = try await it.month.json("events", "flood/f1").list ?? []
    let other = try await it.month.json("events", "flood/f2").list ?? []
    let replies = (heard + other).filter { $0["name"] == "replied" }.map { JSON.write($0) }
    #expect(replies.count == 3 && replies.contains { $0.contains("Wants no more of these mails.") }, "\(first): \(replies)")
    run.signal(SIGTERM)
    try await run.ended()
  }
}
