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
      With --key an instance of that key is opened with the given input. Without, a workflow with a scheduled start opens
      the instance that its schedule would open now (or at --at), and one with `start: - on: EVENT` gets that event.
      A key that is running, or has ended and may not run again, is not opened a second time.
      """,
    arguments: [Argument(name: "WORKFLOW", help: "The workflow.")],
    options: [
      Option(name: "--key", value: "KEY", help: "The instance's key."),
      Option(name: "--input", value: "JSON", help: "Its input, a JSON object."),
      Option(name: "--items", value: "JSON", help: "Its tracked rows, a JSON list."),
      Option(name: "--at", value: "TIME", help: "RFC 3339; what `now` is for key and input."),
      Option(name: "--follow", value: nil, help: "Stay and show what happens until it has ended; an executor has to be at work."),
    ],
    run: { call in
      let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      return try await call.withStore { access in
        let starter = try await InstanceStarter(call: call, files: files, access: access)
        let opened = try await starter.start()
        let result: Value = ["instance": .string(opened.address), "new": .bool(opened.isNew)]
        call.terminal.write(
          call.isJSON
            ? JSON.write(result) : opened.isNew ? "\(opened.address) is open." : "\(opened.address) was there already; nothing was opened.")
        guard call.isSet("--follow") else { return .success }
        return try await InstanceFollower(access: access, call: call).follow(try Address(opened.address))
      }
    })
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
    if let key = call.options["--key"] { return try await open(key, try object("--input") ?? ValueMap(), again: false) }
    guard let number = definition.starts.indices.first else {
      throw UsageError("\(workflow) has no `start`; give the instance a --key.")
    }
    if case .on(let event) = definition.starts[number].trigger { return try await press(event, number) }
    let live = Live(contacts: files.contacts.value, settings: .map(files.settings))
    let effect = try Schedule.opening(
      Machine(installation: try await access.installation()), definition, number, at: now, live)
    return try await open(effect.key, effect.input.map ?? ValueMap(), again: effect.again == .always)
  }

  private func press(_ event: String, _ number: Int) async throws -> (address: String, isNew: Bool) {
    let id = InstanceID(
      installation: try await access.installation(), workflow: workflow, key: Schedule.key(number), run: 1)
    let isNew = try await access.store.append(
      InboxEvent(
        instance: id, key: "cli/\(SystemClock().freshID())", at: now,
        event: .occurred(name: event, data: .map(try object("--input") ?? ValueMap()), by: call.environment["USER"] ?? "operator")))
    return ("\(workflow)/\(Schedule.key(number))", isNew)
  }

  private func open(_ key: String, _ input: ValueMap, again: Bool) async throws -> (address: String, isNew: Bool) {
    let installation = try await access.installation()
    let id = InstanceID(installation: installation, workflow: workflow, key: key, run: 1)
    let instance = Instance(
      id: id, workflow: workflow, key: key, run: 1, hash: definition.hash, openedAt: now, input: .map(input))
    let rule = OverlapRule(access.store, DefinitionShelf(store: access.store, loader: DefinitionReader(files: files)))
    if definition.overlap != .allow, let other = try await rule.atWork(workflow, besides: key) {
      throw CommandError("\(workflow)/\(other.key) is at work; nothing was opened.", hint: "tocsin explain \(workflow)/\(other.key)")
    }
    let opened = try await access.store.open(
      Opening(instance: instance, again: again, items: try list("--items"), parent: nil, installation: installation))
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
