import Glibc

/// Whom the server runs as: PostgreSQL refuses root.
struct ServerUser: Hashable, Sendable {
  let id: uid_t
  let group: gid_t
  let name: String
  /// Whether we run as root and hand over to this user.
  let isHandover: Bool

  /// The owner of existing data; for new data ourselves, or, as root, `postgres` or else `nobody`.
  static func choose(dataFolder: String) throws(EmbeddedError) -> ServerUser {
    let owner = FileTree.status(dataFolder).map { ($0.st_uid, $0.st_gid) }
    let own = geteuid()
    guard own == 0 else {
      guard owner == nil || owner?.0 == own else {
        throw EmbeddedError("the data in \(dataFolder) belong to another user (id \(owner?.0 ?? 0)): run as that user or as root")
      }
      return ServerUser(id: own, group: getegid(), name: name(of: own), isHandover: false)
    }
    if let owner, owner.0 != 0 {
      return ServerUser(id: owner.0, group: owner.1, name: name(of: owner.0), isHandover: true)
    }
    for name in ["postgres", "nobody"] {
      if let user = UserDirectory.user(named: name) {
        return ServerUser(id: user.id, group: user.group, name: name, isHandover: true)
      }
    }
    throw EmbeddedError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody: run as an ordinary user")
  }

  private static func name(of id: uid_t) -> String { UserDirectory.name(of: id) ?? String(id) }

  /// Whether the user can reach a folder through those above it.
  func checkReach(_ folder: String) throws(EmbeddedError) {
    guard isHandover else { return }
    var path = folder
    while let parent = FileTree.parent(of: path) {
      path = parent
      guard let status = FileTree.status(path) else { continue }
      let mode = status.st_mode
      let isOpen =
        status.st_uid == id ? mode & S_IXUSR != 0 : status.st_gid == group ? mode & S_IXGRP != 0 : mode & S_IXOTH != 0
      guard isOpen else {
        throw EmbeddedError(
          "the database runs as the user \(name), who cannot enter \(path): choose a state folder elsewhere, "
            + "run as an ordinary user, or chmod o+x \(path)")
      }
    }
  }

  /// A folder of the server's own, nobody else's.
  func makeFolder(_ path: String) throws(EmbeddedError) {
    try FileTree.makeFolder(path, mode: 0o700)
    guard let status = FileTree.status(path), status.st_mode & S_IFMT == S_IFDIR else {
      throw EmbeddedError("\(path) is not a folder")
    }
    if status.st_uid == id, status.st_mode & 0o077 == 0 { return }
    guard status.st_uid == id || status.st_uid == geteuid() else {
      throw EmbeddedError("the folder \(path) belongs to another user (id \(status.st_uid))")
    }
    guard chmod(path, 0o700) == 0, !isHandover || chown(path, id, group) == 0 else {
      throw FileTree.failure("cannot hand over the folder", path)
    }
  }

  /// A file of the server's own, empty if it is new.
  func makeFile(_ path: String) throws(EmbeddedError) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileTree.failure("cannot write", path) }
    defer { close(file) }
    guard !isHandover || fchown(file, id, group) == 0 else { throw FileTree.failure("cannot hand over", path) }
  }
}
