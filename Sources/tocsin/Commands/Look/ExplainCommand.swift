import CEL
import Calendar
import Executor
import Machine
import Store
import WorkflowFile

extension Command {
  static let explain = Command(
    name: "explain", summary: "Say why an instance stands where it stands, and whether anything is wrong; or what a code means.",
    discussion: """
      The first line is the answer. Below it: since when, each deadline with its reckoning, each way on with its guard's parts
      and what they are now, messages and questions that are not settled, incidents. Exit code 1 where something is wrong. With a code of the checker, T0102, its page: why it is said, and
      the way out.
      """,
    arguments: [Argument(name: "WORKFLOW/KEY", help: "The instance, or a code such as T0102.")],
    run: { call in
      if CodeText.isCode(try call.required(0)) {
        call.terminal.write(try CodeText.page(call.required(0)))
        return .success
      }
      let address = try Address(call.required(0))
      return try await call.withStore { access in
        let found = try await address.find(in: access.store)
        let explained = try await Explainer(call: call, access: access).explain(found.id)
        if call.isJSON {
          call.terminal.write(JSON.write(explained.json(access.times)))
        } else {
          ExplanationText(explained: explained, terminal: call.terminal, times: access.times).show()
        }
        return explained.isTrouble ? .trouble : .success
      }
    })
}

/// Looks an instance up with all that says why it stands where it stands.
private struct Explainer {
  let call: Invocation
  let access: StoreAccess

  /// Parts of one instance that are looked through for trouble.
  private static let partsMax = 10_000

  func explain(_ id: InstanceID) async throws -> ExplainedInstance {
    let store = access.store
    guard let stored = try await store.instance(id) else { throw CommandError("The instance \(id) is not there any more.") }
    let now = try await access.now()
    let files = try InstallationFiles(directory: call.directory, configuration: call.configuration())
    guard let closure = try await store.closure(of: stored.hash) else {
      throw CommandError("The definition \(stored.hash) that \(stored.workflow)/\(stored.key) is pinned to is not in the database.")
    }
    let definition = try DefinitionReader(files: files).load(closure).definition
    let instance = try stored.typed(by: definition)
    let live = Live(contacts: files.contacts.value, settings: .map(files.settings))
    let machine = Machine(installation: try await access.installation())
    return ExplainedInstance(
      instance: instance,
      explanation: machine.explain(definition, instance, Moment(now: max(now, instance.now), wall: now), live), now: now,
      parts: try await store.parts(PartFilter(instance: id, messagesOnly: false, limit: Self.partsMax)),
      incidents: try await store.incidents(openOnly: true).filter { $0.instance == id },
      unread: try await store.inbox(of: id).filter { $0.step == nil }.map(\.event),
      channels: try await store.channels().filter(\.isDown))
  }
}
