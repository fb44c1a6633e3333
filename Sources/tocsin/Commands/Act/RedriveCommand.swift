import CEL
import Calendar
import Machine
import Store

extension Command {
  static let redrive = Command(
    name: "redrive", summary: "Try again what failed: an instance's step, a message, a state that says it is in trouble.",
    discussion: """
      WORKFLOW/KEY: a faulted step is made again with the same event under the same number; an instance in a state with
      `incident:` gets the event `redrive`; its failed messages go again. #NUMBER: what that incident is about.
      """,
    arguments: [Argument(name: "WORKFLOW/KEY | #NUMBER", help: "What to try again.", isRepeating: true)],
    run: { call in
      guard !call.positionals.isEmpty else { throw UsageError("redrive needs WORKFLOW/KEY or #NUMBER.") }
      return try await call.withStore { access in
        var code = ExitCode.success
        for target in call.positionals {
          let done = try await Redrive(store: access.store, now: try await access.now()).run(target)
          if done.isEmpty { code = .trouble }
          for line in done.isEmpty ? ["\(target): nothing to try again."] : done { call.terminal.write(line) }
        }
        return code
      }
    })
}

private struct Redrive {
  let store: any Store
  let now: Instant

  /// What was done, a line each.
  func run(_ target: String) async throws -> [String] {
    let open = try await store.incidents(openOnly: true)
    if target.hasPrefix("#") || Int64(target) != nil {
      guard let number = Int64(target.drop { $0 == "#" }), let incident = open.first(where: { $0.number == number }) else {
        throw CommandError("There is no open incident \(target).", hint: "tocsin incidents lists them.")
      }
      return try await redrive(incident)
    }
    let instance = try await Address(target).find(in: store)
    var done: [String] = []
    for incident in open where incident.instance == instance.id { done += try await redrive(incident) }
    return done
  }

  private func redrive(_ incident: IncidentRecord) async throws -> [String] {
    switch incident.cause {
    case .step:
      guard let id = incident.instance, try await store.redriveInstance(id, at: now) else { return [] }
      return ["\(incident.subject): the step is made again."]
    case .effect:
      guard let part = incident.part, try await store.redrivePart(part, at: now) else {
        return try await store.closeIncident(incident.number, at: now) ? ["#\(incident.number): closed; there was nothing to send."] : []
      }
      return ["\(incident.subject): \(part) goes again."]
    case .said:
      guard let id = incident.instance else { return [] }
      let event = InboxEvent(
        instance: id, key: "redrive/\(incident.number)/\(now)", at: now,
        event: .occurred(name: "redrive", data: .map(ValueMap()), by: "operator"))
      return try await store.append(event) ? ["\(incident.subject): gets “redrive”."] : []
    case .channel:
      return ["\(incident.subject): goes on by itself when the other side answers; it is tried every few seconds."]
    }
  }
}
