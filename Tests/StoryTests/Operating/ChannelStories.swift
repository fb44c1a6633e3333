import Foundation
import TestSupport
import Testing

/// SMTP refuses; a person holds a channel; somebody says that a mail never came, or came twice.
@Suite struct ChannelStories {
  @Test func `a mail server that refuses is seen, waited for, and needs nobody once it answers`() async throws {
    let refusing = try await ScriptServer.start("smtp.py", ["--banner", "421"])
    let port = refusing.port
    let rig = try await OperatingRig.make("refuses", port: port)
    #expect(try await rig.says("channels").hasPrefix("The channel is up.\n"))
    let run = try rig.month.start("run", "--quiet")
    _ = try await rig.month.output("start", "late", "--key", "a1")
    try await eventually("the channel is down") { try await rig.says("channels").hasPrefix("email is down") }
    let seen = try await rig.shows("smtp-refuses", "channels")
    #expect(seen.hasPrefix("email is down since TIME (SPAN), "), "\(seen)")
    #expect(
      seen.contains("; 1 message waits\nCHANNEL  STATE  SINCE  WAITING  OLDEST  HELD  LAST ANSWER\nemail  down  TIME  1  TIME  0  "),
      "\(seen)")
    #expect(
      try await rig.shows("smtp-refuses", "incidents").contains(
        "channel  email  The channel email is down; its messages wait and go on by themselves."))
    try await refusing.end()
    let answering = try await ScriptServer.start("smtp.py", ["--port", String(port)])
    _ = try await answering.heard("mail")
    try await eventually("the channel is up") { try await rig.says("channels").hasPrefix("The channel is up.") }
    try await eventually("its message is settled") { try await rig.statuses() == ["delivered": 1] }
    try await eventually("nothing is open") { try await rig.says("incidents") == "No open incident.\n" }
    try rig.checkPage("smtp-refuses")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `a paused channel sends nothing until it is resumed, and a test goes beside it`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let rig = try await OperatingRig.make("pause", port: server.port)
    #expect(
      try await rig.says("channel", "pause", "email", "--reason", "the provider asked", "--dry-run")
        == "1 channel to be paused, in DATABASE:\n  email  0 messages wait\n")
    #expect(
      try await rig.shows("pause", "channel", "pause", "email", "--reason", "the provider asked", "--by", "miriam", "--yes")
        == "1 channel to be paused, in DATABASE:\n  email  0 messages wait\nemail: paused\n")
    let run = try rig.month.start("run", "--quiet")
    _ = try await rig.month.output("start", "late", "--key", "a1")
    try await eventually("the message is there") { try await rig.statuses() == ["pending": 1] }
    #expect(
      try await rig.shows("pause", "channels")
        == """
        email is paused since TIME (SPAN), by miriam: the provider asked; 1 message waits
        CHANNEL  STATE  SINCE  WAITING  OLDEST  HELD  LAST ANSWER
        email  paused  TIME  1  TIME  0  by miriam: the provider asked

        """)
    let test = try await rig.shows("pause", "channel", "test", "email", "--to", "bob@host.example", "--yes")
    #expect(test.contains("email to bob@host.example, delivery live\nemail: delivered: "), "\(test)")
    #expect(try server.said("mail").count == 1, "the test alone")
    #expect(try await rig.statuses() == ["pending": 1])
    #expect(try await rig.shows("pause", "channel", "resume", "email", "--reason", "they are done", "--yes").hasSuffix("email: resumed\n"))
    try await eventually("it goes") { try await rig.statuses() == ["delivered": 1] }
    let audit = try await rig.says("audit")
    #expect(audit.contains("TIME  miriam  channel pause  email  paused  the provider asked"), "\(audit)")
    #expect(audit.contains("TIME  tester  channel resume  email  resumed  they are done"), "\(audit)")
    try rig.checkPage("pause")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `who says “I never got it” is answered with evidence, and gets it again as a new effect`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let rig = try await OperatingRig.make("never", port: server.port)
    let run = try rig.month.start("run", "--quiet")
    _ = try await rig.month.output("start", "late", "--key", "a1")
    _ = try await server.heard("mail")
    try await eventually("it is settled") { try await rig.statuses() == ["delivered": 1] }
    #expect(try await rig.says("messages", "--to", "nobody@host.example") == "No message matches.\n")
    #expect(
      try await rig.shows("never-got-it", "messages", "--to", "ana@host.example", "--template", "late", "--since", "1h").contains(
        "late/a1  email  ana@host.example  delivered  1"))
    let id = try await rig.message("--to", "ana@host.example")
    let told = try await rig.shows("never-got-it", "message", id)
    #expect(told.hasPrefix("Delivered once at TIME: "), "\(told)")
    #expect(
      told.contains("Message-ID  <ID.1.0.0@story.example>\n") && told.contains("to  ana@host.example on email\ntemplate  late\n"), "\(told)"
    )
    let sent = try #require(try server.said("mail").first)
    let evidence = try await rig.month.output("message", id, "--evidence")
    #expect(
      evidence.contains(String(decoding: sent.data, as: UTF8.self).split(whereSeparator: \.isNewline)[3]),
      "the bytes are those that were sent")
    let mailID = CapturedMail(String(decoding: sent.data, as: UTF8.self)).id
    #expect(try await rig.says("message", mailID).hasPrefix("Delivered once"), "the Message-ID names it too")
    #expect(try await rig.says("messages", "--message-id", mailID).contains("late/a1"))

    let again = try await rig.shows("never-got-it", "resend", id, "--reason", "ana never got it", "--by", "miriam", "--yes")
    #expect(again.contains("1 message to be sent again, in DATABASE:\n") && again.contains(": goes again as ID/2/0.0\n"), "\(again)")
    let mails = try await server.heard("mail", count: 2)
    #expect(Set(mails.map { CapturedMail(String(decoding: $0.data, as: UTF8.self)).id }).count == 2)
    try await eventually("both are settled") { try await rig.statuses() == ["delivered": 2] }
    #expect(
      try await rig.shows("never-got-it", "message", id).hasPrefix("Two effects: this one of step 1, and ID/2/0.0 of step 2 said the same.")
    )
    #expect(try await rig.says("history", "late/a1").contains("by miriam: ana never got it"))
    try rig.checkPage("never-got-it")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `who says “I got it twice” is told: one effect, on the wire twice`() async throws {
    let server = try await ScriptServer.start("smtp.py", ["--delay", "1"])
    let rig = try await OperatingRig.make("twice", port: server.port)
    _ = try await rig.month.output("start", "late", "--key", "a1")
    let run = try rig.month.start("run", "--quiet")
    try await eventually("it is on the wire") { try await rig.statuses() == ["sending": 1] }
    run.signal(SIGKILL)
    try await run.ended()
    let next = try rig.month.start("run", "--quiet")
    try await eventually("it went again") { try await rig.statuses() == ["delivered": 1] }
    let told = try await rig.shows("got-it-twice", "message", try await rig.message())
    #expect(told.hasPrefix("One effect, on the wire twice: the same bytes under the same Message-ID.\n"), "\(told)")
    try rig.checkPage("got-it-twice")
    next.signal(SIGTERM)
    try await next.ended()
  }
}
