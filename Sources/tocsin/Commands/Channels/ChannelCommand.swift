import CEL
import Calendar
import Channel
import Executor
import Foundation
import Store

extension Command {
  static let channel = Command(
    name: "channel", summary: "Pause a channel, let it go on, or send one test message through it.",
    discussion: """
      pause: nothing begins on it until it is resumed; messages wait, use up no attempts, and are asked again whether they still hold.
      resume: what waits goes, each only if its `if:` still holds.
      test: one message outside the outbox, with what the other side says; what goes where the installation's delivery mode says.
      """,
    arguments: [
      Argument(name: "VERB", help: "What to do.", choices: ["pause", "resume", "test"]),
      Argument(name: "NAME", help: "The channel: email, teams/alerts, source/bookings-db."),
    ],
    options: [Option(name: "--to", value: "ADDRESS", help: "Whom a test by e-mail is for.")] + Deed.options,
    run: { call in
      let (verb, name) = (try call.required(0), try call.required(1))
      let deed = try Deed(call, needsReason: verb != "test")
      return try await call.withStore { access in
        switch verb {
        case "pause", "resume": try await pauseOrResume(verb, name, deed, access)
        case "test": try await ChannelTest(call, access, name).run(deed)
        default: throw UsageError("channel knows pause, resume and test, not “\(verb)”.")
        }
      }
    })

  private static func pauseOrResume(_ verb: String, _ name: String, _ deed: Deed, _ access: StoreAccess) async throws -> ExitCode {
    let known = try await ChannelLine.all(access, deed.call).map(\.name)
    guard known.contains(name) || name.hasPrefix("source/") else {
      throw CommandError("There is no channel \(name).", hint: "tocsin channels: \(known.joined(separator: ", "))")
    }
    let waiting = try await access.store.overview(at: try await access.now()).channels.first { $0.name == name }?.pending ?? 0
    let line = "\(name)  \(waiting == 1 ? "1 message waits" : "\(waiting) messages wait")"
    return try await deed.run(
      access, verb: "channel \(verb)", heading: "1 channel to be \(verb)d", [Deed.Item(target: name, line: line)]
    ) {
      if verb == "pause" {
        let pause = ChannelRecord.Pause(since: try await access.now(), by: deed.by, reason: deed.reason)
        let isNew = try await access.store.pauseChannel(name, pause)
        return [Deed.Outcome(words: isNew ? "paused" : "was paused already", isDone: isNew)]
      }
      let isNew = try await access.store.resumeChannel(name)
      return [Deed.Outcome(words: isNew ? "resumed" : "was not paused", isDone: isNew)]
    }
  }
}

/// One message that is no effect of anything, to see what the other side says.
private struct ChannelTest {
  let access: StoreAccess
  let channel: any Channel
  let recipient: Recipient
  let installation: String

  init(_ call: Invocation, _ access: StoreAccess, _ name: String) throws {
    self.access = access
    let files = try InstallationFiles(directory: call.directory, configuration: access.configuration)
    let setup = ChannelSetup(configuration: access.configuration, directory: call.directory, rooms: try files.rooms())
    let all = setup.channels()
    guard let found = all.first(where: { $0.name == name }) else {
      throw CommandError("There is no channel \(name).", hint: "tocsin channels: \(all.map(\.name).joined(separator: ", "))")
    }
    channel = found
    installation = access.configuration.installation
    let address = call.options["--to"] ?? ""
    if name == ChannelName.email, address.isEmpty { throw UsageError("channel test email needs --to ADDRESS.") }
    recipient = Recipient(address: name == ChannelName.email ? address : String(name.drop { $0 != "/" }.dropFirst()))
  }

  func run(_ deed: Deed) async throws -> ExitCode {
    let mode =
      switch access.configuration.delivery {
      case .live: "live"
      case .capture: "capture: it stays in a folder"
      case .redirect(let address): "redirected to \(address)"
      }
    let item = Deed.Item(target: channel.name, line: "\(channel.name) to \(recipient.address), delivery \(mode)")
    return try await deed.run(access, verb: "channel test", heading: "1 test message to be sent", [item]) {
      let part = OutgoingPart(
        id: "test", messageID: "<test.\(SystemClock().freshID())@\(access.configuration.domain)>", date: try await access.now(),
        recipient: recipient, body: body)
      let bytes = try channel.compose(part)
      return [words(await channel.send(bytes, part))]
    }
  }

  private var body: MessageBody {
    let text = "This is a test of the channel \(channel.name) of \(installation). Nothing has happened; nobody needs to do anything."
    if channel.name == ChannelName.email {
      return .mail(MailBody(subject: "Tocsin: test of \(channel.name)", text: text, to: [recipient]))
    }
    let block: Value = ["type": "TextBlock", "wrap": true, "text": .string(text)]
    return .card(
      CardBody(
        card: ["type": "AdaptiveCard", "version": "1.4", "fallbackText": .string(text), "body": .list([block])], fallbackText: text))
  }

  private func words(_ outcome: Outcome) -> Deed.Outcome {
    let answer = AnswerText.words(outcome.answer.json)
    switch outcome {
    case .delivered: return Deed.Outcome(words: "delivered: \(answer)")
    case .failedTemporarily: return Deed.Outcome(words: "refused for now: \(answer)", isDone: false)
    case .failedPermanently: return Deed.Outcome(words: "refused: \(answer)", isDone: false)
    case .unavailable: return Deed.Outcome(words: "the channel is down: \(answer)", isDone: false)
    case .uncertain: return Deed.Outcome(words: "nobody knows whether it arrived: \(answer)", isDone: false)
    }
  }
}

/// What the other side said, with where it was and how it was protected.
enum AnswerText {
  static func words(_ answer: Value) -> String {
    var words: [String] = []
    if let text = answer["text"]?.string ?? answer["reason"]?.string { words.append(text) }
    if let queue = answer["queueId"]?.string { words.append("queue id \(queue)") }
    if let peer = answer["peer"]?.string { words.append("at \(peer)") }
    if let tls = answer["tls"]?.string { words.append(tls) }
    return words.joined(separator: ", ")
  }
}
