import CEL
import Channel
import ChannelMail
import Curl
import Store
import StoreProbe
import TestSupport
import Testing

/// What a mail server can do to a mail, from the wire to the books.
@Suite struct `Mail servers in trouble` {
  private func setup(_ channel: Postbox) -> Setup { Setup(RecipientTests.notes) { $0.channels = [channel] } }

  private func channel(_ port: Int, security: SMTPServer.Security = .none) -> Postbox {
    Postbox(
      SMTPChannel(
        server: SMTPServer(
          host: "localhost", port: port, security: security,
          timeouts: TransferTimeouts(connectSeconds: 5, answerSeconds: 0.5, totalSeconds: 5)), identity: Rig.identity))
  }

  /// Who, until when, and how the books stand then: status and attempts used up.
  @Test(arguments: [
    ("grey", "02 09:00", "pending", 1), ("grey", "02 09:01", "delivered", 2),  // greylisting is waited for
    ("rcpt-452", "02 12:00", "pending", 6), ("rcpt-452", "03 09:00", "failed", 12),  // a full mailbox gets the night
    ("rcpt-550", "02 09:00", "failed", 1),  // no such person: at once
    ("stall-rcpt", "02 09:07", "pending", 3),  // a tarpit is left, and tried again
  ])
  func `that refuses a mail`(recipient: String, until: String, status: String, attempts: Int) async throws {
    let server = try await ScriptServer.start("smtp.py")
    try await Rig.run(.memory, setup(channel(server.port))) { rig in
      let id = try await rig.open("notes", input: ["to": [.string("\(recipient)@t.example")]])
      try await rig.send("note", to: id)
      try await rig.advance(to: until)
      let part = try #require(try await rig.parts(of: id).first)
      #expect("\(part.status.rawValue) \(part.attempts)" == "\(status) \(attempts)")
      #expect(try await rig.openIncidents().count == (status == "failed" ? 1 : 0))
      #expect(try await !rig.store.channels().contains(where: \.isDown), "one recipient's trouble is not the server's")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `that knows nobody of that name: who stands in gets the mail, and the incident stays`(kind: StoreKind) async throws {
    let server = try await ScriptServer.start("smtp.py")
    let people = #"[{"email": "rcpt-550@t.example", "alternate": "ben@t.example"}, "ana@t.example"]"#
    let notes = RecipientTests.notes.replacing("to: input.to", with: "to: '\(people)'")
    let link = channel(server.port)
    try await Rig.run(kind, Setup(notes) { $0.channels = [link] }) { rig in
      let id = try await rig.open("notes", input: ["to": []])
      try await rig.send("note", to: id)
      try await rig.until("two were reached") { try await rig.parts(of: id).count { $0.status == .delivered } == 2 }
      let mails = try server.said("mail")
      #expect(mails.compactMap(\.to).sorted() == ["ana@t.example", "ben@t.example"])
      let forwarded = String(decoding: try #require(mails.first { $0.to == "ben@t.example" }).data, as: UTF8.self)
      #expect(forwarded.contains("Subject: notes/note k") && !forwarded.contains("In-Reply-To"), "no reply to what Ben never got")
      #expect(
        try await rig.openIncidents() == [
          "effect notes/k: A message to rcpt-550@t.example was not delivered: the recipient was refused (550 5.1.1)"
        ])
      try await rig.settle()
      #expect(try await rig.parts(of: id).count == 3, "once")
    }
  }

  @Test func `that is gone, or breaks TLS, is one incident, and mails wait without using up attempts`() async throws {
    let certificate = try await TestCertificate.make()
    let broken = try await ScriptServer.start(
      "smtp.py", ["--broken-tls", "--certificate", certificate.certificate, "--key", certificate.key])
    for link in [channel(try freeLoopbackPort()), channel(broken.port, security: .startTLS)] {
      try await Rig.run(.memory, setup(link)) { rig in
        let id = try await rig.open("notes", input: ["to": ["ana@t.example", "ben@t.example"]])
        try await rig.send("note", to: id)
        try await rig.until("the channel is known to be down") { try await rig.store.channels().contains(where: \.isDown) }
        #expect(try await rig.openIncidents().count == 1)
        // One of them asks now and then whether the server is there.
        try await rig.until("both wait") {
          try await rig.parts(of: id).allSatisfy { $0.status == .pending && $0.attempts == 0 }
        }
      }
    }
  }
}
