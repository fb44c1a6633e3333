import CEL
import Calendar
import Executor
import Machine
import Store

extension Command {
  static let redrive = Command(
    name: "redrive", summary: "Try again what failed: an instance's step, a message, a state that says it is in trouble; or pass it over.",
    discussion: """
      WORKFLOW/KEY: a faulted step is made again with the same event under the same number; an instance in a state with
      `incident:` gets the event `redrive`; its failed messages go again. WORKFLOW or WORKFLOW/KEY* takes all that match.
      #NUMBER: what that incident is about. --skip: a faulted instance goes on without the event or the timer that it failed at.
      """,
    arguments: [Argument(name: "WORKFLOW[/KEY] | #NUMBER", help: "What to try again.", isRepeating: true)],
    options: [Option(name: "--skip", value: nil, help: "Pass over what the step failed at.")] + BulkWords.options,
    run: { call in
      guard !call.positionals.isEmpty else { throw UsageError("redrive needs WORKFLOW/KEY or #NUMBER.") }
      if call.isSet("--skip") {
        return try await BulkOperation(call, .skip(event: "what failed")) { instance, access in
          guard instance.status == .faulted else { return nil }
          let now = try await access.now()
          let event = try await access.store.inbox(of: instance.id).first { $0.step == nil && $0.event.at <= now }?.event
          return (.skip(event: event?.name), readKey: event?.key)
        }.run()
      }
      let deed = try Deed(call, needsReason: false)
      return try await call.withStore { access in
        let things = try await Redrive(call, access).things()
        guard !things.isEmpty else {
          for target in call.positionals { call.terminal.write("\(target): nothing to try again.") }
          return .trouble
        }
        let items = things.map { Deed.Item(target: $0.subject, line: "\($0.subject)  \($0.cause.rawValue): \($0.text)") }
        let count = items.count == 1 ? "1 thing" : "\(items.count) things"
        return try await deed.run(access, verb: "redrive", heading: "\(count) to be tried again", items) {
          var outcomes: [Deed.Outcome] = []
          for incident in things { outcomes.append(try await Redrive(call, access).redrive(incident, by: deed.by)) }
          return outcomes
        }
      }
    })
}

private struct Redrive {
  let call: Invocation
  let access: StoreAccess

  init(_ call: Invocation, _ access: StoreAccess) { (self.call, self.access) = (call, access) }

  /// Open incidents of what was named.
  func things() async throws -> [IncidentRecord] {
    let open = try await access.store.incidents(openOnly: true)
    let selection = try await InstanceSelection(call, access)
    var found: [IncidentRecord] = []
    for target in call.positionals {
      if target.hasPrefix("#") || Int64(target) != nil {
        guard let number = Int64(target.drop { $0 == "#" }), let incident = open.first(where: { $0.number == number }) else {
          throw CommandError("There is no open incident \(target).", hint: "tocsin incidents lists them.")
        }
        found.append(incident)
        continue
      }
      let pieces = target.split(separator: "/", maxSplits: 1).map(String.init)
      let filter = InstanceFilter(workflow: pieces[0], key: pieces.count == 2 ? pieces[1] : nil, includesSchedules: true, limit: 100_000)
      let matched = Set(try await selection.filtered(try await access.store.instances(filter), access).map(\.id))
      if pieces.count == 2, matched.isEmpty, !target.hasSuffix("*") { _ = try await Address(target).find(in: access.store) }
      found += open.filter { $0.instance.map(matched.contains) ?? false }
    }
    var seen: Set<Int64> = []
    return found.filter { seen.insert($0.number).inserted }
  }

  func redrive(_ incident: IncidentRecord, by: String) async throws -> Deed.Outcome {
    let store = access.store
    let now = try await access.now()
    switch incident.cause {
    case .step:
      guard let id = incident.instance, try await store.redriveInstance(id, at: now) else { return Self.nothing }
      return Deed.Outcome(words: "the step is made again")
    case .effect:
      if let part = incident.part, try await store.redrivePart(part, at: now) { return Deed.Outcome(words: "\(part) goes again") }
      return try await store.closeIncident(incident.number, at: now)
        ? Deed.Outcome(words: "#\(incident.number) closed; there was nothing to send") : Self.nothing
    case .said:
      guard let id = incident.instance else { return Self.nothing }
      let event = InboxEvent(
        instance: id, key: "redrive/\(incident.number)/\(now)", at: now,
        event: .occurred(name: "redrive", data: .map(ValueMap()), by: by))
      return try await store.append(event) ? Deed.Outcome(words: "gets “redrive”") : Self.nothing
    case .channel:
      return Deed.Outcome(words: "goes on by itself when the other side answers; it is tried every few seconds")
    case .brake: return Deed.Outcome(words: "look at `tocsin outbox`, then release or cancel", isDone: false)
    case .restore: return Deed.Outcome(words: "look at `tocsin restore-check`, then release", isDone: false)
    }
  }

  private static let nothing = Deed.Outcome(words: "nothing to try again", isDone: false)
}
