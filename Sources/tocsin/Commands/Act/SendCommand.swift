import CEL
import Calendar
import Machine
import Store

extension Command {
  static let send = Command(
    name: "send", summary: "Send an event to an instance.",
    discussion: """
      The event is taken in once under its key; sending it again under the same key changes nothing. With --at it is read
      at that time, with --wait also by an instance that is yet to be opened.
      """,
    arguments: [
      Argument(name: "WORKFLOW/KEY", help: "The instance."),
      Argument(name: "EVENT", help: "The event's name, in the past tense: disputed."),
    ],
    options: eventOptions + [
      Option(name: "--data", value: "JSON", help: "The event's data, a JSON object."),
      Option(name: "--wait", value: nil, help: "Lets the event wait for an instance that does not exist yet."),
    ],
    run: { call in
      try await EventSender(call, event: call.required(1)).send()
    })

  static let ack = Command(
    name: "ack", summary: "Acknowledge: say that somebody takes care of it.",
    discussion: "The same as sending the event `acknowledged`.",
    arguments: [Argument(name: "WORKFLOW/KEY", help: "The instance.")],
    options: eventOptions,
    run: { call in
      try await EventSender(call, event: "acknowledged").send()
    })

  private static let eventOptions = [
    Option(name: "--by", value: "NAME", help: "Who says so (default: the user of this shell)."),
    Option(name: "--at", value: "TIME", help: "RFC 3339; when it happened, or will (default: now)."),
    Option(name: "--key", value: "KEY", help: "What makes it the same event when it is sent again."),
    Option(name: "--reason", value: "TEXT", help: "Kept in the history and in the audit."),
    Option(name: "--dry-run", value: nil, help: "Show what would be done, and do nothing."),
    Option(name: "--yes", value: nil, help: "Do not ask: one word to one instance is never asked about."),
  ]
}

/// Takes an event in for an instance.
private struct EventSender {
  let call: Invocation
  let event: String
  let address: Address

  init(_ call: Invocation, event: String) throws {
    self.call = call
    self.event = event
    address = try Address(call.required(0))
    guard !event.hasPrefix("@"), !event.isEmpty else { throw UsageError("“\(event)” is no event that a person may send.") }
  }

  func send() async throws -> ExitCode {
    try await call.withStore { access in
      let id = try await target(access)
      let now = try await access.now()
      let at = try call.options["--at"].map { try time($0) } ?? now
      let by = call.options["--by"] ?? call.environment["USER"] ?? "operator"
      let key = call.options["--key"] ?? "cli/\(SystemClock().freshID())"
      if call.isSet("--dry-run") {
        call.terminal.write("\(address.text) would get “\(event)” at \(access.times.second(at)), in \(access.databaseName).")
        return .success
      }
      let inbox = InboxEvent(
        instance: id, key: key, at: at, event: .occurred(name: event, data: try data(), by: by))
      let isNew = try await access.store.append(inbox)
      try await access.store.audit(
        AuditEntry(
          at: now, by: by, verb: call.command.name, target: address.text, reason: call.options["--reason"] ?? "",
          outcome: isNew ? event : "had it before"))
      if call.isJSON {
        call.terminal.write(
          JSON.write(["instance": .string(address.text), "event": .string(event), "key": .string(key), "new": .bool(isNew)]))
      } else {
        call.terminal.write(
          isNew
            ? "\(address.text) gets “\(event)” at \(access.times.second(at))."
            : "\(address.text) had “\(event)” under the key \(key) before.")
      }
      return .success
    }
  }

  private func target(_ access: StoreAccess) async throws -> InstanceID {
    if call.isSet("--wait") {
      if let there = try await access.store.instance(workflow: address.workflow, key: address.key) { return there.id }
      return InstanceID(
        installation: try await access.installation(), workflow: address.workflow, key: address.key, run: 1)
    }
    let instance = try await address.find(in: access.store)
    guard !instance.status.isEnded else {
      throw CommandError(
        "\(address.text) has ended (\(instance.outcome ?? instance.status.rawValue)); it would not do anything with “\(event)”.")
    }
    return instance.id
  }

  private func data() throws -> Value {
    var fields = ValueMap()
    if let text = call.options["--data"] {
      guard let map = try JSON.parse(text).map else { throw UsageError("--data takes a JSON object.") }
      fields = map
    }
    if let reason = call.options["--reason"] { fields["reason"] = .string(reason) }
    fields["channel"] = "cli"
    return .map(fields)
  }

  private func time(_ text: String) throws -> Instant {
    do {
      return try Instant(parsing: text)
    } catch {
      throw UsageError("“\(text)” is no time.", hint: "For a start 2026-06-21T09:00:00+02:00.")
    }
  }
}
