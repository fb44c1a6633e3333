import Glibc

/// A new folder in `/tmp` that goes, with everything in it, when nobody holds this object any more.
package final class TemporaryFolder: Sendable {
  package let path: String
  private let isKept: Bool

  private init(path: String, isKept: Bool) {
    self.path = path
    self.isKept = isKept
  }

  package static func make() throws -> TemporaryFolder { try make(isServed: false) }

  /// - Parameter isServed: others may pass through it (a server of another user), and somebody else removes it.
  static func make(isServed: Bool) throws -> TemporaryFolder {
    var template = Array("/tmp/tocsin-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestSupportError("no temporary folder: \(String(cString: strerror(errno)))") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(path, 0o755)
    return TemporaryFolder(path: path, isKept: isServed)
  }

  deinit { if !isKept { Self.remove(path) } }

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
