import CEL
import Calendar
import Channel
import Machine
import Store
import StoreProbe
import TestSupport
import Testing

/// Mails that need no template: their workflow itself says what is in them.
@Suite struct `Mails without a template` {
  private static let notes = """
    workflow: notes
    timezone: Europe/Berlin
    input: {who: string}
    initial: open
    states:
      open: {on: {note: {actions: [note]}, mute: {actions: [mute]}, acknowledged: over}, after: {7d: over}}
      over: {type: final}
    actions:
      note:
        email:
          subject: 'Late: ${input.who}'
          body: |
            Hello,

            ${input.who} is late since ${format(instance.openedAt, "HH:mm")}, $${really}.
          to: '"ana@w.example"'
          cc: '["ben@w.example", "ANA@w.example"]'
          bcc: '["boss@w.example", "ben@w.example"]'
          replyTo: '["desk@w.example", "night@w.example"]'
          notWithin: 1h
          answers: {acknowledged: We are on it}
      mute:
        email:
          subject: Good night
          body: Sleep well.
          to: '["ben@w.example", {"name": "Ana", "email": "ana@w.example", "quiet": "8-10", "timezone": "Europe/Berln"}]'
    """

  private func headers(_ attempt: Postbox.Attempt) -> [Substring] {
    let text = String(decoding: attempt.bytes, as: UTF8.self).replacing("\r\n ", with: " ").replacing("\r\n", with: "\n")
    return text.split(separator: "\n\n", maxSplits: 1)[0].split(separator: "\n")
  }

  @Test(arguments: StoreKind.allCases)
  func `it goes to all, the hidden ones too, says what the workflow says, and is called like its action`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.notes)) { rig in
      let id = try await rig.open("notes", input: ["who": "Bo"])
      try await rig.send("note", to: id)
      try await rig.settle()
      #expect(
        try await rig.messages() == [
          "02 09:00 ana@w.example note delivered", "02 09:00 ben@w.example note delivered", "02 09:00 boss@w.example note delivered",
        ])
      for attempt in rig.post.all {
        let headers = headers(attempt)
        #expect(headers.contains("Subject: Late: Bo"))
        #expect(headers.contains("To: ana@w.example"))
        #expect(headers.contains("Cc: ben@w.example"))
        #expect(headers.contains("Reply-To: desk@w.example, night@w.example"))
        #expect(!headers.contains { $0.contains("boss") || $0.lowercased().hasPrefix("bcc") })
        #expect(headers.contains("Content-Type: text/plain; charset=utf-8"))
        guard case .mail(let mail) = attempt.part.body else { continue }
        #expect(mail.text == "Hello,\n\nBo is late since 09:00, ${really}.\n")
        #expect(mail.html == nil)
      }
      // The same message within the hour.
      try await rig.send("note", to: id)
      try await rig.settle()
      #expect(try await rig.messages().suffix(3).allSatisfy { $0.contains(" note suppressed") })
    }
  }

  @Test func `what it says of the next deadline is what its step set`() async throws {
    let late = """
      workflow: late
      timezone: Europe/Berlin
      initial: open
      states:
        open: {entry: [hello], after: {7d: over}}
        over: {type: final, entry: [hello]}
      actions:
        hello:
          email:
            subject: 'Until ${has(instance.nextDue) ? format(instance.nextDue, "dd HH:mm") : "now"}'
            body: Hello.
            to: '"ana@w.example"'
      """
    try await Rig.run(.memory, Setup(late)) { rig in
      try await rig.open("late")
      try await rig.settle()
      try await rig.advance(to: "09 09:00")
      let subjects = rig.post.all.compactMap { headers($0).first { $0.hasPrefix("Subject") } }
      #expect(subjects == ["Subject: Until 09 09:00", "Subject: Until now"])
    }
  }

  @Test func `what a value holds cannot begin a header line of its own`() async throws {
    try await Rig.run(.memory, Setup(Self.notes)) { rig in
      let id = try await rig.open("notes", input: ["who": "Bo\r\nBcc: evil@w.example\r\n\r\n<b>\u{1}\u{7F}"])
      try await rig.send("note", to: id)
      try await rig.settle()
      #expect(rig.post.all.count == 3)
      for attempt in rig.post.all {
        let headers = headers(attempt)
        #expect(headers.contains("Subject: Late: Bo Bcc: evil@w.example <b>"))
        #expect(!headers.contains { $0.lowercased().hasPrefix("bcc") })
        guard case .mail(let mail) = attempt.part.body else { continue }
        #expect(mail.text == "Hello,\n\nBo\nBcc: evil@w.example\n\n<b> is late since 09:00, ${really}.\n")
      }
    }
  }

  @Test func `where an answer to it goes must be an address`() async throws {
    let broken = Self.notes.replacing(#"'["desk@w.example", "night@w.example"]'"#, with: #"'["desk@w.example\r\nBcc: x@y.example"]'"#)
    try await Rig.run(.memory, Setup(broken)) { rig in
      let id = try await rig.open("notes", input: ["who": "Bo"])
      try await rig.send("note", to: id)
      try await rig.settle()
      #expect(rig.post.all.isEmpty)
      #expect(try await rig.messages().allSatisfy { $0.contains("note failed") })
      #expect(try await rig.openIncidents().allSatisfy { $0.contains("the message cannot be composed: reply-to") })
    }
  }

  @Test func `a contact's zone and quiet hours that say nothing are noted, and the mail goes`() async throws {
    try await Rig.run(.memory, Setup(Self.notes)) { rig in
      let id = try await rig.open("notes", input: ["who": "Bo"])
      try await rig.send("mute", to: id)
      try await rig.settle()
      #expect(try await rig.messages() == ["02 09:00 ben@w.example mute delivered", "02 09:00 ana@w.example mute delivered"])
      let notes = try await rig.store.history(of: id, from: nil, limit: 10).flatMap { $0.changes["changes"]?.list ?? [] }.compactMap {
        $0["passedOver"]?.string
      }
      #expect(
        notes == [
          "`Europe/Berln` is no time zone: the quiet hours of ana@w.example are those of the workflow's zone",
          "`8-10` is no stretch of a day: mails to ana@w.example do not wait",
        ])
    }
  }
}
