import Glibc
import PostgreSQL

/// Where the parts of a private server lie in a state folder.
struct ServerLayout: Hashable, Sendable {
  /// The state folder, without links.
  let folder: String

  init(_ folder: String) throws(EmbeddedError) {
    try FileTree.makeFolder(folder, mode: 0o755)
    self.folder = try FileTree.real(folder)
  }

  /// Held shared by every user of the folder.
  var usersLock: String { folder + "/users.lock" }
  /// Held by who starts or stops the server.
  var gateLock: String { folder + "/gate.lock" }
  /// The server's own; everything below belongs to its user.
  var home: String { folder + "/postgres" }
  var data: String { home + "/data" }
  /// Where a process makes a cluster before it becomes `data`, so that a half-made one is never taken for a whole.
  var newData: String { home + "/" + Self.newDataPrefix + String(getpid()) }
  /// Of such folders; those of processes that ended are left over.
  static let newDataPrefix = "data.new."
  var log: String { home + "/server.log" }
  private var sockets: String { home + "/run" }

  /// What `sun_path` holds, without its closing zero.
  static let socketPathBytesMax = 107
  static let port = 5432
  private static let socketName = "/.s.PGSQL.\(port)"

  /// In the state folder, or, where that path is too long for a socket, in a short folder of the server's user.
  func socketFolder(user: ServerUser, runtimeFolder: String?) -> String {
    if (sockets + Self.socketName).utf8.count <= Self.socketPathBytesMax { return sockets }
    var hash = StableHash()
    hash.combine(folder.utf8)
    let name = "/tocsin-\(user.id)-\(hash.text)"
    if let runtimeFolder, !user.isHandover, FileTree.exists(runtimeFolder),
      (runtimeFolder + name + Self.socketName).utf8.count <= Self.socketPathBytesMax
    {
      return runtimeFolder + name
    }
    return "/tmp" + name
  }

  /// The data's own major version; nil before the first start.
  func majorVersion() throws(EmbeddedError) -> Int? {
    guard FileTree.exists(data) else { return nil }
    guard let text = FileTree.start(of: data + "/PG_VERSION", limit: 16), let version = Int(text.prefix { $0.isNumber })
    else { throw EmbeddedError("\(data) holds no PostgreSQL data that can be read (no PG_VERSION)") }
    return version
  }
}
