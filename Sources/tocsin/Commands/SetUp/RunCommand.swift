import Calendar

extension Command {
  static let run = Command(
    name: "run", summary: "Advance instances and deliver messages on a given database, until SIGTERM.",
    discussion: """
      Any number of these share one database; each may die at any moment. It deploys nothing: that is `tocsin deploy`.
      SIGTERM finishes what is under way, gives leases back, and ends.
      """,
    options: [
      Option(name: "--quiet", value: nil, help: "Trouble only, no timeline."),
      Option(name: "--until", value: "TIME", help: "Ends when the time-lapse clock gets there."),
      Option(name: "--pace", value: "SECONDS", help: "Time-lapse: workflow seconds in one real second (default 43200: a month a minute)."),
    ],
    run: { call in
      let configuration = try call.configuration()
      guard configuration.database != nil else {
        throw UsageError("run works on a given database.", hint: "Set TOCSIN_DATABASE_URL, or use `tocsin up`.")
      }
      return try await call.withStore { access in
        let work = try await Work(call, configuration, access)
        try await work.run(until: try call.options["--until"].map { try Instant(parsing: $0) })
        return .success
      }
    })
}
