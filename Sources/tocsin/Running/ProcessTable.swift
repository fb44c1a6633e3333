import Foundation

/// The processes of this machine.
enum ProcessTable {
  /// Whether there is surely no process of this number: one that may not be asked is there.
  static func isGone(_ id: Int) -> Bool {
    guard let number = pid_t(exactly: id), number > 0 else { return false }
    return kill(number, 0) != 0 && errno == ESRCH
  }
}
