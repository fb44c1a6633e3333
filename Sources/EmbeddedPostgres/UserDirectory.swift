import Glibc

/// The system's users, asked in the way that threads may use side by side.
package enum UserDirectory {
  /// glibc's own advice is 1 KiB; entries of directory services are longer.
  private static let bytesMax = 65_536

  package static func user(named name: String) -> (id: UInt32, group: UInt32)? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var bytes = [CChar](repeating: 0, count: bytesMax)
    guard getpwnam_r(name, &entry, &bytes, Self.bytesMax, &found) == 0, found != nil else { return nil }
    return (entry.pw_uid, entry.pw_gid)
  }

  static func name(of id: uid_t) -> String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var bytes = [CChar](repeating: 0, count: bytesMax)
    return bytes.withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress, getpwuid_r(id, &entry, base, bytes.count, &found) == 0, found != nil else { return nil }
      return entry.pw_name.map { String(cString: $0) }
    }
  }
}
