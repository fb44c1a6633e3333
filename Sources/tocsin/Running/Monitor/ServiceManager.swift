import Glibc

/// Tells systemd how this service is (sd_notify(3)): `Type=notify`, and the watchdog where the unit has one.
struct ServiceManager: Sendable {
  private let address: String

  /// Nil where nobody listens: the service was not started by systemd.
  init?(_ environment: [String: String]) {
    guard let address = environment["NOTIFY_SOCKET"], address.hasPrefix("/") || address.hasPrefix("@") else { return nil }
    self.address = address
  }

  func ready(_ status: String) { send("READY=1\nSTATUS=\(status)\n") }
  func status(_ status: String) { send("STATUS=\(status)\nWATCHDOG=1\n") }
  func stopping() { send("STOPPING=1\nSTATUS=finishing what is under way\n") }

  /// A message that is lost costs nothing: the next one comes, and the watchdog waits for several.
  private func send(_ text: String) {
    let handle = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard handle >= 0 else { return }
    defer { close(handle) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    var path = Array(address.utf8)
    // An abstract name begins with a zero byte.
    if path.first == UInt8(ascii: "@") { path[0] = 0 }
    let room = MemoryLayout.size(ofValue: target.sun_path)
    guard path.count < room else { return }
    withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: path) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
    let line = Array(text.utf8.map { $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 })
    withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(handle, line, line.count, Int32(MSG_NOSIGNAL), $0, length)
      }
    }
  }
}
