/// How a private server is kept.
package struct EmbeddedSettings: Hashable, Sendable {
  /// Off only where the data may be lost with the machine: in tests.
  package var isDurable: Bool
  package var connectionsMax: Int
  /// How long a server may take before it listens at all; recovery after that takes as long as it takes.
  package var startLimitMilliseconds: Int64
  /// How long others may hold the folder's gate while they start or stop the server.
  package var gateLimitMilliseconds: Int64
  /// How long a fast shutdown may take before it becomes an immediate one (which costs a recovery at the next start).
  package var stopLimitMilliseconds: Int64
  /// Folders of which each has `bin/postgres` of one major version, as `(folder, prefix of the version's directory)`.
  package var binaries: BinarySearch
  /// A user's own folder for sockets (`XDG_RUNTIME_DIR`), used where the state folder's path is too long for one.
  package var runtimeFolder: String?

  package init(
    isDurable: Bool = true, connectionsMax: Int = 100, startLimitMilliseconds: Int64 = 60_000,
    gateLimitMilliseconds: Int64 = 180_000, stopLimitMilliseconds: Int64 = 120_000,
    binaries: BinarySearch = BinarySearch(), runtimeFolder: String? = nil
  ) {
    self.isDurable = isDurable
    self.connectionsMax = connectionsMax
    self.startLimitMilliseconds = startLimitMilliseconds
    self.gateLimitMilliseconds = gateLimitMilliseconds
    self.stopLimitMilliseconds = stopLimitMilliseconds
    self.binaries = binaries
    self.runtimeFolder = runtimeFolder
  }
}

/// What happens while somebody joins or leaves, for people who wait.
package enum EmbeddedProgress: Hashable, Sendable {
  /// Another process is starting or stopping the server.
  case waitingForOthers
  case creating(majorVersion: Int)
  case starting
  /// After an unclean end; writes are replayed.
  case recovering
  case ready
  case stopping
}
