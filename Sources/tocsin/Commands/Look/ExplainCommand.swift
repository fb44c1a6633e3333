import CEL
import Calendar
import Executor
import Machine
import Store
import Workflow
import WorkflowFile

extension Command {
  static let explain = Command(
    name: "explain", summary: "Say why an instance stands where it stands, and whether anything is wrong; or what a code means.",
    discussion: """
      The first line is the answer. Below it: since when, each deadline with its reckoning, each way on with its guard's parts
      and what they are now, messages and questions that are not settled, incidents. Exit code 1 where something is wrong. With a code of the checker, T0102, its page: why it is said,
      and the way out. `tocsin simulate --explain` says the same of an instance that exists only there.
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
        let files = try InstallationFiles(directory: call.directory, configuration: call.configuration())
        let explainer = Explainer(
          store: access.store, installation: try await access.installation(), now: try await access.now(),
          live: Live(contacts: files.contacts.value, settings: .map(files.settings)))
        let explained = try await explainer.explain(found.id) { try DefinitionReader(files: files).load($0).definition }
        return call.tell(explained, access.times)
      }
    })
}

extension Invocation {
  /// As text or JSON; the exit code says whether something is wrong.
  func tell(_ explained: ExplainedInstance, _ times: TimeText) -> ExitCode {
    if isJSON {
      terminal.write(JSON.write(explained.json(times)))
    } else {
      ExplanationText(explained: explained, terminal: terminal, times: times).show()
    }
    return explained.isTrouble ? .trouble : .success
  }
}

/// Looks an instance up with all that says why it stands where it stands: in a living installation, or in a simulated one.
struct Explainer {
  let store: any Store
  let installation: String
  let now: Instant
  let live: Live

  /// Parts of one instance that are looked through for trouble.
  private static let partsMax = 10_000

  func explain(
    _ id: InstanceID, _ definition: (DefinitionClosure) throws -> Workflow.Definition
  ) async throws -> ExplainedInstance {
    guard let stored = try await store.instance(id) else { throw CommandError("The instance \(id) is not there any more.") }
    guard let closure = try await store.closure(of: stored.hash) else {
      throw CommandError("The definition \(stored.hash) that \(stored.workflow)/\(stored.key) is pinned to is not in the database.")
    }
    let definition = try definition(closure)
    let instance = try stored.typed(by: definition)
    let machine = Machine(installation: installation)
    return ExplainedInstance(
      instance: instance,
      explanation: machine.explain(definition, instance, Moment(now: max(now, instance.now), wall: now), live), now: now,
      parts: try await store.parts(PartFilter(instance: id, messagesOnly: false, limit: Self.partsMax)),
      incidents: try await store.incidents(openOnly: true).filter { $0.instance == id },
      unread: try await store.inbox(of: id).filter { $0.step == nil }.map(\.event),
      channels: try await store.channels().filter(\.isDown))
  }
}
