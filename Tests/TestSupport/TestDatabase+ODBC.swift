import PostgreSQL

extension TestDatabase {
  private static let drivers = "/usr/lib/\(architecture)-linux-gnu/odbc/"

  private static var architecture: String {
    #if arch(arm64)
      "aarch64"
    #else
      "x86_64"
    #endif
  }

  /// The same database through Debian's ODBC driver, over its socket.
  /// - Parameter user: who logs in; the server's own superuser unless told.
  package func odbcText(user: String? = nil) -> String {
    "Driver=\(Self.drivers)psqlodbcw.so;Servername=\(word("host"));Port=5432;Database=\(name);Username=\(user ?? word("user"));"
  }

  /// One setting of the connection string.
  private func word(_ name: String) -> String {
    let parts = connectionString.secretText.split(separator: " ").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return (parts.first { $0.first == name }?.last ?? "").filter { $0 != "'" }
  }
}
