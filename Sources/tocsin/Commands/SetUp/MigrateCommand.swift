import Store

extension Command {
  static let migrate = Command(
    name: "migrate", summary: "Bring the database's tables to this version's shape.",
    discussion: "Safe to repeat, and safe beside running executors: migrations add, they never take away what an older executor needs.",
    options: [
      Option(name: "--dry-run", value: nil, help: "Say what is missing, and do nothing."),
      Option(name: "--reason", value: "TEXT", help: "Kept in the audit."),
      Option(name: "--by", value: "NAME", help: "Who says so (default: the user of this shell)."),
      Option(name: "--yes", value: nil, help: "Do not ask: tables are only added to, which is never asked about."),
    ],
    run: { call in
      try await call.withStore(migrates: true) { access in
        if call.isSet("--dry-run") {
          let missing = try await access.missingMigrations()
          call.terminal.write("\(missing.isEmpty ? "Nothing is missing" : "\(missing.count) to be applied"), in \(access.databaseName).")
          for one in missing { call.terminal.write("  \(one)") }
          return .success
        }
        let applied = try await access.migrate()
        if !applied.isEmpty {
          try await access.store.audit(
            AuditEntry(
              at: try await access.now(), by: call.options["--by"] ?? call.environment["USER"] ?? "operator", verb: "migrate",
              target: "database", reason: call.options["--reason"] ?? "",
              outcome: "applied \(applied.map(String.init).joined(separator: ", "))"))
        }
        call.terminal.write("The database has the shape that tocsin \(Version.text) needs.")
        if !applied.isEmpty {
          call.terminal.write("Applied in \(access.databaseName): \(applied.map(String.init).joined(separator: ", ")).")
        }
        return .success
      }
    })
}
