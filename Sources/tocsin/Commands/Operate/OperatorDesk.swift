import CEL
import Calendar
import Channel
import Executor
import Machine
import Store
import Workflow
import WorkflowFile

/// Has operators' words decided and written.
struct OperatorDesk {
  private let access: StoreAccess
  private let machine: Machine
  private let live: Live
  private let shelf: DefinitionShelf
  /// Makes rows of what a state that is entered sends.
  let renderer: PartRenderer

  init(_ call: Invocation, _ access: StoreAccess) async throws {
    self.access = access
    let files = try InstallationFiles(directory: call.directory, configuration: call.configuration())
    machine = Machine(installation: try await access.installation())
    live = Live(contacts: files.contacts.value, settings: .map(files.settings))
    shelf = DefinitionShelf(store: access.store, loader: DefinitionReader(files: files))
    let rooms = (try? files.rooms()) ?? []  // Faulty files are told of elsewhere; what is deployed is worked on all the same.
    let channels = ChannelSetup(configuration: access.configuration, directory: call.directory, rooms: rooms).channels()
    renderer = PartRenderer(
      channels: Set(channels.map(\.name)), workbooks: ItemWorkbook.ifAvailable(zone: access.times.zone),
      links: access.configuration.answers?.links)
  }

  func definition(_ hash: DefinitionHash) async throws -> Workflow.Definition { try await shelf.definition(hash).definition }

  /// False where the instance is not there any more.
  func perform(_ word: OperatorWord, on instance: Instance) async throws -> Bool {
    let loaded = try await shelf.definition(instance.hash)
    let now = try await access.now()
    let epoch = try await access.store.clock().epoch
    return try await access.store.operate(on: instance.id, at: now, epoch: epoch) { [machine, live] found throws(StepAbandoned) in
      try word.decide(found, loaded, machine, live, at: now)
    }
  }
}
