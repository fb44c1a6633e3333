import Glibc

/// The few things done to files here.
enum FileTree {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Nothing for a folder that is not there.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Nil if it cannot be read; at most the last `limit` bytes.
  static func tail(of path: String, limit: Int) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let size = lseek(file, 0, SEEK_END)
    lseek(file, max(0, size - limit), SEEK_SET)
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = read(file, &bytes, limit)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// The folder and those above it; existing ones are left as they are.
  static func makeFolder(_ path: String, mode: mode_t) throws(EmbeddedError) {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let parent = parent(of: path) else { throw failure("cannot make the folder", path) }
    try makeFolder(parent, mode: 0o755)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("cannot make the folder", path) }
  }

  static func parent(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Without `.`, `..` and symbolic links; the path must exist.
  static func real(_ path: String) throws(EmbeddedError) -> String {
    guard let real = realpath(path, nil) else { throw failure("cannot resolve", path) }
    defer { free(real) }
    return String(cString: real)
  }

  static func status(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  /// Removes a file or a folder with everything in it; links are removed, not followed.
  static func removeTree(_ path: String) {
    if let status = status(path), status.st_mode & S_IFMT == S_IFDIR {
      for name in names(in: path) { removeTree(path + "/" + name) }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  static func failure(_ what: String, _ path: String) -> EmbeddedError {
    EmbeddedError("\(what) \(path): \(String(cString: strerror(errno)))")
  }
}
