import CEL
import Calendar
import Machine
import Store

extension Command {
  static let messages = Command(
    name: "messages", summary: "List messages: to whom, through which channel, how it went.",
    arguments: [Argument(name: "WORKFLOW/KEY", help: "Of one instance; of all without it.", isOptional: true)],
    options: [
      Option(name: "--to", value: "ADDRESS", help: "To this recipient."),
      Option(name: "--status", value: "STATUS", help: "pending, sending, delivered, failed, uncertain, cancelled or suppressed."),
      Option(name: "--channel", value: "NAME", help: "email, teams/alerts."),
      Option(name: "--all", value: nil, help: "Questions to sources, starts and words to parents too."),
      Option(name: "--limit", value: "N", help: "At most so many (default 1000)."),
    ],
    run: { call in
      try await call.withStore { access in
        var filter = PartFilter(
          channel: call.options["--channel"], recipient: call.options["--to"], messagesOnly: !call.isSet("--all"),
          limit: try call.number("--limit", default: 1000))
        if let text = call.argument(0) { filter.instance = try await Address(text).find(in: access.store).id }
        if let text = call.options["--status"] {
          guard let status = PartRecord.Status(rawValue: text) else { throw UsageError("\(text) is no status of a message.") }
          filter.statuses = [status]
        }
        let parts = try await access.store.parts(filter)
        if call.isJSON {
          call.terminal.write(JSON.write(.list(parts.map(\.json))))
        } else if parts.isEmpty {
          call.terminal.write("No message matches.")
        } else {
          for line in MessageList.table(parts, access.times).lines(call.terminal) { call.terminal.write(line) }
        }
        return parts.contains { $0.status == .failed || $0.status == .uncertain } ? .trouble : .success
      }
    })
}

enum MessageList {
  static func table(_ parts: [PartRecord], _ times: TimeText) -> Table {
    var table = Table("TIME", "INSTANCE", "CHANNEL", "TO", "STATUS", "TRIES", "SUBJECT OR ANSWER")
    for one in parts {
      table.add(
        times.minute(one.settledAt ?? one.createdAt), "\(one.workflow)/\(one.key)", one.part.channel, one.part.recipient,
        one.status.rawValue, String(one.attempts), one.headline)
    }
    return table
  }
}

extension PartRecord {
  /// A delivered message's subject; of any other, what the other side said.
  var headline: String {
    let subject = part.title ?? part.body["source"]?.string ?? ""
    switch status {
    case .delivered, .pending, .sending: return subject
    case .failed, .uncertain, .cancelled, .suppressed: return "\(subject): \(lastAnswer["text"]?.string ?? "")"
    }
  }

  var json: Value {
    var fields: ValueMap = [
      "id": .string(PartID(effect: part.effect, part: part.part).description), "workflow": .string(workflow),
      "key": .string(key), "channel": .string(part.channel), "to": .string(part.recipient),
      "status": .string(status.rawValue), "attempts": .int(Int64(attempts)), "uncertain": .int(Int64(uncertains)),
      "createdAt": .string(createdAt.description), "subject": .string(headline), "answer": lastAnswer,
    ]
    if let thread = part.thread { fields["thread"] = .string(thread) }
    if let settledAt { fields["settledAt"] = .string(settledAt.description) }
    return .map(fields)
  }
}

extension OutboxPart {
  /// What people see of a message first: a mail's subject, a card's words for those who cannot show it.
  var title: String? {
    let shown = body["message"]
    return shown?["subject"]?.string ?? shown?["fallbackText"]?.string ?? message?.template
  }
}
