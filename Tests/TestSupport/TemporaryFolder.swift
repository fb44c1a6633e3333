import Glibc

/// A new folder in `/tmp` that goes, with everything in it, when nobody holds this object any more, and at the
/// latest with this process.
package final class TemporaryFolder: Sendable {
  package let path: String

  private init(path: String) { self.path = path }

  /// Others may pass through it, such as a server of another user.
  package static func make() throws -> TemporaryFolder { TemporaryFolder(path: try makeKept()) }

  /// One that stays until the process ends.
  static func makeKept() throws -> String {
    try Watchdog.ensure()
    var template = Array("\(Watchdog.prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestSupportError("no temporary folder: \(String(cString: strerror(errno)))") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(path, 0o755)
    return path
  }

  deinit { Self.remove(path) }

  /// Links are removed, not followed.
  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
        if name != "." && name != ".." { remove(path + "/" + name) }
      }
      closedir(directory)
    }
    rmdir(path)
  }
}
