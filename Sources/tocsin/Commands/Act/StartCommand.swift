import CEL
import Calendar
import Executor
import Machine
import Store
import Workflow
import WorkflowFile

extension Command {
  static let start = Command(
    name: "start", summary: "Open an instance now, or press the button of a workflow that starts on an event.",
    discussion: """
      With --key an instance of that key is opened with the given input. Without, the start that waits for an event opens
      its instance (--event says which, where there are several; --input is what the event carries). Where none does, the
      scheduled start opens the instance that it would open now, or at --at; --start says which, counted from 1 as the file
      lists them. A start that watches rows looks at them at once.
      A key that is running, or has ended and may not run again, is not opened a second time.
      """,
    arguments: [Argument(name: "WORKFLOW", help: "The workflow.")],
    options: [
      Option(name: "--key", value: "KEY", help: "The instance's key."),
      Option(name: "--input", value: "JSON", help: "Its input, a JSON object."),
      Option(name: "--data", value: "JSON", help: "First values of its data, a JSON object, with --key."),
      Option(name: "--items", value: "JSON", help: "Its tracked rows, a JSON list."),
      Option(name: "--event", value: "NAME", help: "The event of `start: - on: NAME`."),
      Option(name: "--start", value: "N", help: "The start with this place in the file's list."),
      Option(name: "--at", value: "TIME", help: "RFC 3339; what `now` is for key and input."),
      Option(name: "--reason", value: "TEXT", help: "Kept in the audit."),
      Option(name: "--by", value: "NAME", help: "Who says so (default: the user of this shell)."),
      Option(name: "--dry-run", value: nil, help: "Say which instance would be opened, and do nothing."),
      Option(name: "--yes", value: nil, help: "Do not ask: one instance is never asked about."),
      Option(name: "--follow", value: nil, help: "Stay and show what happens until it has ended; an executor has to be at work."),
    ],
    run: { call in
      let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      return try await call.withStore { access in
        let starter = try await InstanceStarter(call: call, files: files, access: access)
        if call.isSet("--dry-run") {
          call.terminal.write("\(try await starter.wouldOpen()) would be opened, in \(access.databaseName).")
          return .success
        }
        let opened = try await starter.start()
        try await access.store.audit(
          AuditEntry(
            at: try await access.now(), by: starter.operatorName, verb: "start", target: opened.address,
            reason: call.options["--reason"] ?? "", outcome: opened.isNew ? "open" : "was there already"))
        let result: Value = ["instance": .string(opened.address), "new": .bool(opened.isNew)]
        call.terminal.write(
          call.isJSON
            ? JSON.write(result) : opened.isNew ? "\(opened.address) is open." : "\(opened.address) was there already; nothing was opened.")
        guard call.isSet("--follow") else { return .success }
        return try await InstanceFollower(access: access, call: call).follow(try Address(opened.address))
      }
    })
}

/// Which of a workflow's starts is meant.
private struct StartChoice {
  let call: Invocation
  let workflow: String
  let starts: [Start]

  func number() throws -> Int {
    if let event = call.options["--event"] {
      guard let found = starts.firstIndex(where: { $0.trigger == .on(event: event) }) else {
        throw UsageError("\(workflow) has no start on \(event).", hint: listing)
      }
      return found
    }
    if let text = call.options["--start"] {
      guard let place = Int(text), starts.indices.contains(place - 1) else {
        throw UsageError("\(workflow) has no start \(text).", hint: listing)
      }
      return place - 1
    }
    let events = starts.indices.filter { if case .on = starts[$0].trigger { true } else { false } }
    let candidates = events.isEmpty ? Array(starts.indices) : events
    guard let first = candidates.first else {
      throw UsageError("\(workflow) has no `start`; give the instance a --key.")
    }
    guard candidates.count == 1 else {
      throw UsageError("\(workflow) has \(candidates.count) starts that could be meant.", hint: listing)
    }
    return first
  }

  /// `--event refresh.requested, --start 1 (cron 0 2 * * *)`
  private var listing: String {
    starts.enumerated().map { number, start in
      if case .on(let event) = start.trigger { return "--event \(event)" }
      return "--start \(number + 1) (\(start.trigger.words))"
    }.joined(separator: ", ")
  }
}

private struct InstanceStarter {
  let call: Invocation
  let files: InstallationFiles
  let access: StoreAccess
  let workflow: String
  let definition: Workflow.Definition
  let now: Instant

  init(call: Invocation, files: InstallationFiles, access: StoreAccess) async throws {
    self.call = call
    self.files = files
    self.access = access
    let name = try call.required(0)
    workflow = name
    let all = try await access.store.workflows()
    guard let current = all.first(where: { $0.workflow == name }), let closure = try await access.store.closure(of: current.hash) else {
      let near = Spelling.nearest(name, among: all.map(\.workflow))
      throw CommandError("The workflow \(name) is not deployed.", hint: near.map { "Did you mean \($0)?" } ?? "tocsin deploy")
    }
    definition = try DefinitionReader(files: files).load(closure).definition
    if let time = call.options["--at"] {
      now = try Instant(parsing: time)
    } else {
      now = try await access.now()
    }
  }

  func start() async throws -> (address: String, isNew: Bool) {
    if let key = call.options["--key"] {
      return try await open(key, try object("--input") ?? ValueMap(), data: try object("--data") ?? ValueMap(), again: false)
    }
    let number = try StartChoice(call: call, workflow: workflow, starts: definition.starts).number()
    if definition.starts[number].watch != nil { return try await look(number) }
    let effect = try await effect(of: number)
    return try await open(effect.key, effect.input.map ?? ValueMap(), data: effect.data.map ?? ValueMap(), again: effect.again == .always)
  }

  func wouldOpen() async throws -> String {
    if let key = call.options["--key"] { return "\(workflow)/\(key)" }
    let number = try StartChoice(call: call, workflow: workflow, starts: definition.starts).number()
    if definition.starts[number].watch != nil { return "what \(workflow)/\(Schedule.key(number)) finds" }
    return "\(workflow)/\(try await effect(of: number).key)"
  }

  private func effect(of number: Int) async throws -> StartEffect {
    var event: Event?
    if case .on(let name) = definition.starts[number].trigger {
      event = .occurred(name: name, data: .map(try object("--input") ?? ValueMap()), by: operatorName)
    }
    let live = Live(contacts: files.contacts.value, settings: .map(files.settings))
    return try Schedule.opening(
      Machine(installation: try await access.installation()), definition, number, at: now, by: event, live)
  }

  var operatorName: String { call.options["--by"] ?? call.environment["USER"] ?? "operator" }

  /// Has a start that watches look at its rows now, unless it is looking already.
  private func look(_ number: Int) async throws -> (address: String, isNew: Bool) {
    let address = "\(workflow)/\(Schedule.key(number))"
    guard let schedule = try await access.store.instance(workflow: workflow, key: Schedule.key(number)) else {
      throw CommandError("\(address) is not there; its workflow was never deployed with it.", hint: "tocsin deploy")
    }
    if let asked = schedule.invocations.first {
      throw CommandError("\(address) has been looking since \(access.times.minute(asked.askedAt)); nothing was begun.")
    }
    let isNew = try await access.store.append(
      InboxEvent(
        instance: schedule.id, key: "cli/\(SystemClock().freshID())", at: now,
        event: .occurred(name: Schedule.lookNow, data: .map(ValueMap()), by: operatorName)))
    return (address, isNew)
  }

  private func open(_ key: String, _ input: ValueMap, data: ValueMap, again: Bool) async throws -> (address: String, isNew: Bool) {
    let installation = try await access.installation()
    let id = InstanceID(installation: installation, workflow: workflow, key: key, run: 1)
    let instance = Instance(
      id: id, workflow: workflow, key: key, run: 1, hash: definition.hash, openedAt: now, input: .map(input),
      data: .map(data))
    let rule = OverlapRule(access.store, DefinitionShelf(store: access.store, loader: DefinitionReader(files: files)))
    let opening = Opening(instance: instance, again: again, items: try list("--items"), parent: nil, installation: installation)
    let opened: Opened
    if definition.overlap == .allow {
      opened = try await access.store.open(opening)
    } else {
      switch try await rule.openAlone(opening) {
      case .done(let done): opened = done
      case .atWork(let other):
        throw CommandError("\(workflow)/\(other.key) is at work; nothing was opened.", hint: "tocsin explain \(workflow)/\(other.key)")
      }
    }
    guard case .opened = opened else { return ("\(workflow)/\(key)", false) }
    return ("\(workflow)/\(key)", true)
  }

  private func object(_ option: String) throws -> ValueMap? {
    guard let text = call.options[option] else { return nil }
    guard let map = try JSON.parse(text).map else { throw UsageError("\(option) takes a JSON object.") }
    return map
  }

  private func list(_ option: String) throws -> [Value]? {
    guard let text = call.options[option] else { return nil }
    guard let list = try JSON.parse(text).list else { throw UsageError("\(option) takes a JSON list.") }
    return list
  }
}
