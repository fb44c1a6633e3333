import CEL
import Calendar
import Channel
import ChannelMail
import ChannelTeams
import Curl
import Machine
import Store
import StoreProbe
import Synchronization
import TestSupport
import Testing

/// What becomes of messages on the wire, over real servers.
@Suite struct RecipientTests {
  /// A mail for every `note`.
  static let notes = """
    workflow: notes
    owner: contacts.lead
    timezone: Europe/Berlin
    input: {to: list(string)}
    thread: main
    initial: open
    states:
      open:
        on: {note: {actions: [tell]}, close: closed}
        after: {300d: closed}
      closed: {type: final}
    actions:
      tell: {email: {template: notes/note, to: input.to}}
    """

  private func setup(_ channels: Postbox...) -> Setup { Setup(Self.notes) { $0.channels = channels } }

  @Test(arguments: StoreKind.allCases)
  func `of three recipients one is refused, one is tried again, one is fine`(kind: StoreKind) async throws {
    try await Rig.run(kind, setup(try await Wire.mail())) { rig in
      let id = try await rig.open(
        "notes", input: ["to": ["rcpt-550@a.example", "rcpt-451@a.example", "ana@a.example"]])
      try await rig.send("note", to: id)
      try await rig.advance(to: "02 09:05")
      #expect(
        try await rig.messages() == [
          "02 09:00 rcpt-550@a.example notes/note failed", "02 09:00 rcpt-451@a.example notes/note pending 2x",
          "02 09:00 ana@a.example notes/note delivered",
        ])
      try await rig.advance(to: "04 09:00")
      #expect(try await rig.messages()[1] == "02 09:00 rcpt-451@a.example notes/note failed 12x")
      let incidents = try await rig.openIncidents()
      #expect(
        incidents == [
          "effect notes/k: A message to rcpt-550@a.example was not delivered: the recipient was refused (550 5.1.1)",
          "effect notes/k: A message to rcpt-451@a.example was not delivered: refused for now until all attempts were used up: "
            + "the recipient is not accepted now (451 4.7.1)",
        ])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a mail without any recipient is an incident, and the instance goes on`(kind: StoreKind) async throws {
    try await Rig.run(kind, setup()) { rig in
      let id = try await rig.open("notes", input: ["to": []])
      try await rig.send("note", to: id)
      try await rig.send("close", to: id)
      try await rig.settle()
      #expect(try await rig.state(id) == "closed")
      #expect(try await rig.openIncidents() == ["effect notes/k: The mail notes/note has no recipient."])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an acknowledgement after a 451 and before the retry stops the reminder`(kind: StoreKind) async throws {
    let ladder = LadderTests.ladder.replacing("ana@partner.example", with: "rcpt-451@b.example")
    let channel = try await Wire.mail()
    try await Rig.run(kind, Setup(ladder, edit: { $0.channels = [channel] })) { rig in
      let id = try await rig.open("ladder")
      try await rig.settle()
      #expect(try await rig.messages() == ["02 09:00 rcpt-451@b.example ladder/first pending"])
      try await rig.send("acknowledged", to: id)
      try await rig.advance(to: "03 09:00")
      #expect(try await rig.messages() == ["02 09:00 rcpt-451@b.example ladder/first cancelled"])
      #expect(rig.post.all.count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a mail server that is dead for days is one incident; nothing is lost, no attempt used up`(kind: StoreKind) async throws {
    let port = try freeLoopbackPort()
    try await Rig.run(kind, setup(Wire.mail(port: port))) { rig in
      let id = try await rig.open("notes", input: ["to": ["ana@c.example", "ben@c.example"]])
      for time in ["02 09:10", "02 21:00", "05 09:00"] {
        await rig.jump(to: time)
        try await rig.send("note", to: id)
        try await rig.until("the note was taken") { try await rig.instance(id).step > 1 }
      }
      try await rig.until("all three are waiting") { try await rig.messages().count == 6 }
      try await rig.until("the channel is known to be down") { try await rig.openIncidents().count == 1 }
      #expect(
        try await rig.openIncidents() == ["channel email: The channel email is down; its messages wait and go on by themselves."])
      let server = try await ScriptServer.start("smtp.py", ["--port", "\(port)"])
      try await rig.settle()
      #expect(try await rig.messages().allSatisfy { $0.hasSuffix("delivered") })
      #expect(try await rig.store.incidents(openOnly: false).count == 1)
      #expect(try await rig.openIncidents().isEmpty)
      let mails = try server.said("mail").filter { $0.to == "ana@c.example" }.map { String(decoding: $0.data, as: UTF8.self) }
      #expect(mails.count == 3)
      for (number, mail) in mails.enumerated() {
        #expect(mail.contains("Message-ID: <\(id).\(number + 2).0.0@tocsin.example>"))
        #expect(number == 0 || mail.contains("In-Reply-To: <\(id).\(number + 1).0.0@tocsin.example>"))
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a mail whose answer is lost goes again under its id, twice, and is then held`(kind: StoreKind) async throws {
    try await Rig.run(kind, setup(try await Wire.mail())) { rig in
      let id = try await rig.open("notes", input: ["to": [.string("cut-final@\(kind).example")]])
      try await rig.send("note", to: id)
      try await rig.advance(to: "03 09:00")
      #expect(try await rig.messages() == ["02 09:00 cut-final@\(kind).example notes/note uncertain 3x"])
      #expect(rig.post.all.count == 3)
      // A server that hangs up has said what it took, which is read from it a moment later.
      try await eventually("it came three times") {
        try await Wire.server.value.said("received").filter { $0.to == "cut-final@\(kind).example" }.count == 3
      }
      #expect(
        try await rig.openIncidents() == [
          "effect notes/k: A message to cut-final@\(kind).example was not delivered: nobody can say whether it arrived: "
            + "the mail was sent, but no answer came: the connection ended"
        ])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a card whose answer is lost waits for a person`(kind: StoreKind) async throws {
    let server = try await ScriptServer.start("web.py")
    let cards = """
      workflow: cards
      owner: contacts.lead
      timezone: Europe/Berlin
      initial: open
      states:
        open: {entry: [alert], after: {1d: closed}}
        closed: {type: final}
      actions:
        alert: {teams: {channel: alerts, card: cards/alert}}
      """
    let teams = Postbox(TeamsChannel(room: "alerts", webhook: Secret("http://127.0.0.1:\(server.port)/cut")))
    try await Rig.run(kind, Setup(cards, edit: { $0.channels = [teams] })) { rig in
      let id = try await rig.open("cards")
      try await rig.advance(to: "02 12:00")
      #expect(try await rig.messages() == ["02 09:00 alerts cards/alert uncertain"])
      #expect(teams.all.count == 1)
      // A person looks, and has it sent again.
      teams.before.withLock { $0 = { _ in .delivered(Answer(text: "posted")) } }
      let held = try #require(try await rig.parts(of: id).first)
      try await rig.redrive(held.part.id)
      try await rig.settle()
      #expect(try await rig.messages() == ["02 09:00 alerts cards/alert delivered"])
      #expect(try await rig.openIncidents().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a failed mail is redriven under its id with its bytes, its attempts counted from zero`(kind: StoreKind) async throws {
    let channel = try await Wire.mail()
    channel.before.withLock { $0 = { _ in .failedPermanently(Answer(code: 554, text: "refused")) } }
    try await Rig.run(kind, setup(channel)) { rig in
      let id = try await rig.open("notes", input: ["to": ["ana@d.example"]])
      try await rig.send("note", to: id)
      try await rig.settle()
      let failed = try #require(try await rig.parts(of: id).first)
      #expect(failed.status == .failed)
      channel.before.withLock { $0 = nil }
      try await rig.redrive(failed.part.id)
      try await rig.settle()
      #expect(try await rig.messages() == ["02 09:00 ana@d.example notes/note delivered"])
      #expect(Set(channel.all.map(\.bytes)).count == 1)
      #expect(try await rig.openIncidents().isEmpty)
    }
  }
}
