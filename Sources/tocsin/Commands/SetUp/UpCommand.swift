import Calendar
import Foundation
import Store

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
      guard configuration.delivery == .capture || configuration.owner != nil else {
        throw UsageError(
          "Nobody owns this installation, so nobody would hear of its incidents.",
          hint: "Set owner: ADDRESS in tocsin.yaml, or delivery: capture.")
      }
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
