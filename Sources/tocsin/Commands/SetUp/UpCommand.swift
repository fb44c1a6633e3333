import Calendar
import Foundation
import Store
import Workflow

extension Command {
  static let up = Command(
    name: "up", summary: "Start everything: a database of its own, the folder's workflows, and an executor.",
    discussion: """
      Without TOCSIN_DATABASE_URL a private PostgreSQL is started in the state folder (var/), or joined where it runs.
      Messages go into folders (var/mail, var/cards) until a mail server is set up. Ctrl-C ends it in order.

      Time-lapse: --from puts a new installation on a clock that jumps to the next due time, at most at the --pace;
      --until ends it there. The clock's position is kept, so a second run goes on where the first ended.
      """,
    options: [
      Option(name: "--from", value: "TIME", help: "Time-lapse from here (RFC 3339)."),
      Option(name: "--until", value: "TIME", help: "Ends when the time-lapse clock gets there."),
      Option(name: "--pace", value: "SECONDS", help: "Workflow seconds in one real second (default 43200: a month a minute)."),
      Option(name: "--story", value: "FILE", help: "Events that people will send, and when."),
      Option(name: "--quiet", value: nil, help: "Trouble only, no timeline."),
    ],
    run: { call in
      let configuration = try call.configuration()
      try checkOwners(call, configuration)
      return try await call.withStore(migrates: true) { access in
        try await access.migrate()
        let files = try InstallationFiles(directory: call.directory, configuration: configuration)
        try await UpPreparation(call: call, access: access, files: files).prepare()
        let work = try await Work(call, configuration, access)
        try await work.run(until: try call.options["--until"].map { try Instant(parsing: $0) })
        return .success
      }
    })
}

extension Command {
  /// Every incident has somebody who hears of it: the installation's owner, or each workflow's own.
  private static func checkOwners(_ call: Invocation, _ configuration: Configuration) throws {
    guard configuration.delivery != .capture, configuration.owner == nil else { return }
    let files = try InstallationFiles(directory: call.directory, configuration: configuration)
    let ownerless = try files.checkedWorkflows().map(\.definition).filter { $0.owner == nil }.map(\.name).sorted()
    guard let first = ownerless.first else { return }
    let more = ownerless.count > 1 ? " (and \(ownerless.count - 1) more)" : ""
    throw UsageError(
      "Nobody owns this installation, nor \(first)\(more), so nobody would hear of incidents.",
      hint: "Set owner: ADDRESS in tocsin.yaml, or owner: in each workflow, or delivery: capture.")
  }
}

/// What `up` does before it runs: the clock, the workflows, the story.
private struct UpPreparation {
  let call: Invocation
  let access: StoreAccess
  let files: InstallationFiles

  func prepare() async throws {
    if let from = call.options["--from"] {
      try await access.store.startTimeLapse(at: try Instant(parsing: from))
    }
    let installation = try await access.installation()
    for result in try await Deployer(access: access, files: files).deployAll() where result.deployment.isNew {
      call.terminal.complain("deployed \(result.workflow) as number \(result.deployment.number)")
    }
    if let file = call.options["--story"] {
      try await Story(file: .init(fileURLWithPath: file)).tell(to: access.store, installation: installation)
    }
  }
}
