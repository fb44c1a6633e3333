package import EmbeddedPostgres

/// A state folder for a server of a test's own; server and folder go with this process at the latest.
package struct EmbeddedFolder: Sendable {
  /// Not removed before the process ends: whoever forgot to leave still has a server in it.
  package let path: String

  package static func make(under name: String = "") throws -> EmbeddedFolder {
    let folder = try TemporaryFolder.makeKept()
    return EmbeddedFolder(path: name.isEmpty ? folder : folder + "/" + name)
  }

  /// Joins the server, without fsync.
  package func join(
    progress: @escaping @Sendable (EmbeddedProgress) -> Void = { _ in }
  ) async throws -> EmbeddedServer {
    try await EmbeddedServer.join(folder: path, settings: EmbeddedSettings(isDurable: false), progress: progress)
  }
}
