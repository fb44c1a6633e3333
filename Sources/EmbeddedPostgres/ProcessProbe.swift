import Glibc

/// Looks at processes that may not be our children.
enum ProcessProbe {
  /// Whether the process is there and not just waiting to be buried.
  static func isRunning(_ process: pid_t) -> Bool {
    guard let text = FileTree.start(of: "/proc/\(process)/stat", limit: 512) else { return false }
    // "pid (name) state …"; the name may hold anything, brackets too.
    guard let bracket = text.lastIndex(of: ")") else { return false }
    let state = text[bracket...].dropFirst(2).first
    return state != "Z" && state != "X"
  }

  /// Whether a process works within a folder; every server process does within its data.
  static func works(_ process: pid_t, in folder: String) -> Bool {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/\(process)/cwd", &bytes, bytes.count)
    guard count > 0 else { return false }
    return String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) == folder
  }

  /// All processes that work within a folder.
  static func processes(in folder: String) -> [pid_t] {
    FileTree.names(in: "/proc").compactMap(pid_t.init).filter { works($0, in: folder) && isRunning($0) }
  }
}

extension FileTree {
  /// Nil if it cannot be read; at most the first `limit` bytes.
  static func start(of path: String, limit: Int) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = read(file, &bytes, limit)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
