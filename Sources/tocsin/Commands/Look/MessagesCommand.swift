import CEL
import Calendar
import Machine
import Store

extension Command {
  static let messages = Command(
    name: "messages", summary: "List messages: to whom, through which channel, how it went; hold, release or cancel them.",
    discussion: """
      hold: they wait until a person releases them; looked at again in the statement that begins to send.
      release: they go, each only if its `if:` still holds. cancel: they are never sent; what was about them is closed.
      These three want something that narrows (--where true takes all), and --reason.
      """,
    arguments: [
      Argument(name: "WORKFLOW/KEY | VERB", help: "Of one instance; of all without it. Or hold, release, cancel.", isOptional: true)
    ],
    options: MessageSelection.options + [
      Option(name: "--all", value: nil, help: "Questions to sources, starts and words to parents too."),
      Option(name: "--limit", value: "N", help: "At most so many (default 1000)."),
    ] + Deed.options,
    run: { call in
      if let move = call.argument(0).flatMap({ OutboxMove(rawValue: $0) }) { return try await MessageMove(call, move).run() }
      return try await call.withStore { access in
        let limit = try call.number("--limit", default: 1000)
        let parts = try await MessageSelection(call).parts(access, instance: call.argument(0), limit: limit)
        if call.isJSON {
          call.terminal.write(JSON.write(.list(parts.map(\.json))))
        } else if parts.isEmpty {
          call.terminal.write("No message matches.")
        } else {
          call.terminal.write(MessageList.answer(parts))
          for line in MessageList.table(parts, access.times).lines(call.terminal) { call.terminal.write(line) }
        }
        return parts.contains { $0.status == .failed || $0.status == .uncertain } ? .trouble : .success
      }
    })
}

/// Holds, releases or cancels what is not being sent.
private struct MessageMove {
  let call: Invocation
  let move: OutboxMove

  init(_ call: Invocation, _ move: OutboxMove) { (self.call, self.move) = (call, move) }

  func run() async throws -> ExitCode {
    let deed = try Deed(call)
    let selection = try MessageSelection(call)
    guard selection.isNarrowed else {
      throw UsageError(
        "messages \(move.rawValue) wants to know which.", hint: "For a start --where 'template == \"late\"'; --where true takes all.")
    }
    return try await call.withStore { access in
      let parts = try await selection.parts(access, instance: nil, statuses: move.from, limit: MessageSelection.messagesMax)
        .filter { move.from.contains($0.status) }
      guard !parts.isEmpty else { throw CommandError("No message matches that could be \(pastTense).", hint: "tocsin outbox") }
      let count = parts.count == 1 ? "1 message" : "\(parts.count) messages"
      return try await deed.run(access, verb: "messages \(move.rawValue)", heading: "\(count) to be \(pastTense)", parts.map(\.deedItem)) {
        let answer: Value = ["text": .string("\(pastTense) by \(deed.by): \(deed.reason)"), "by": .string(deed.by)]
        let moved = try await access.store.moveParts(parts.map(\.part.id), move, answer: answer, at: try await access.now())
        return parts.map { one in
          moved.contains(one.part.id)
            ? Deed.Outcome(words: pastTense) : Deed.Outcome(words: "not \(pastTense): it has moved on", isDone: false)
        }
      }
    }
  }

  private var pastTense: String {
    switch move {
    case .hold: "held"
    case .release: "released"
    case .cancel: "cancelled"
    }
  }
}

extension PartRecord {
  var deedItem: Deed.Item {
    Deed.Item(
      target: part.id.description, line: "\(workflow)/\(key)  \(part.channel) to \(part.recipient)  \(status.rawValue)  \(part.title ?? "")"
    )
  }
}

enum MessageList {
  /// `3 messages: 2 delivered, 1 failed.`
  static func answer(_ parts: [PartRecord]) -> String {
    let all = parts.count == 1 ? "1 message" : "\(parts.count) messages"
    let fates = Dictionary(grouping: parts, by: \.status.rawValue).sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
    return "\(all): \(fates.joined(separator: ", "))."
  }

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
    case .held, .failed, .uncertain, .cancelled, .suppressed: return "\(subject): \(lastAnswer["text"]?.string ?? "")"
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
    if part.message != nil { fields["template"] = .string(template) }
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
