extension Command {
  static let migrate = Command(
    name: "migrate", summary: "Bring the database's tables to this version's shape.",
    discussion: "Safe to repeat, and safe beside running executors: migrations add, they never take away what an older executor needs.",
    run: { call in
      try await call.withStore(migrates: true) { access in
        try await access.migrate()
        call.terminal.write("The database has the shape that tocsin \(Version.text) needs.")
        return .success
      }
    })
}
