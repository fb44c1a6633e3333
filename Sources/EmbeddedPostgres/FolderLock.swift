import Glibc
import PostgreSQL

/// A lock on a file that the kernel gives back when its process ends, however it ends.
final class FolderLock {
  private let path: String
  private let file: Int32

  /// How often a lock held by others is tried again.
  private static let pollMilliseconds: Int32 = 20

  init(_ path: String) throws(EmbeddedError) {
    self.path = path
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileTree.failure("cannot open the lock", path) }
  }

  deinit { close(file) }

  func tryExclusive() -> Bool { flock(file, LOCK_EX | LOCK_NB) == 0 }

  func release() { flock(file, LOCK_UN) }

  /// Shared by all who use the folder.
  func share() throws(EmbeddedError) {
    guard flock(file, LOCK_SH | LOCK_NB) == 0 else { throw FileTree.failure("cannot share the lock", path) }
  }

  /// Blocks the calling thread until the lock is ours.
  func takeExclusive(_ deadline: Deadline, onWait: () -> Void) throws(EmbeddedError) {
    if tryExclusive() { return }
    onWait()
    while !tryExclusive() {
      guard !deadline.isOver else {
        throw EmbeddedError("another process has been starting or stopping the database of this folder for too long (\(path))")
      }
      poll(nil, 0, Self.pollMilliseconds)
    }
  }
}
