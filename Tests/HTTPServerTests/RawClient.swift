import Dispatch
import Glibc

/// A client that says what it likes, byte by byte, and hears until the server closes.
enum RawClient {
  private static let queue = DispatchQueue(label: "tocsin.test.raw", attributes: .concurrent)

  /// - Returns: all that came back until the server closed the connection.
  static func say(_ text: String, port: Int) async -> String {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: exchange(text, port)) }
    }
  }

  private static func exchange(_ text: String, _ port: Int) -> String {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard connected == 0 else { return "not connected" }
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { break }
      sent += count
    }
    var heard: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(socket, &room, room.count, 0)
      guard count > 0 else { break }
      heard += room[..<count]
    }
    return String(decoding: heard, as: UTF8.self)
  }
}
