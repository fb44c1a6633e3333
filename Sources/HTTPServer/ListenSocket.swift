import CMicroHTTPD
import Glibc

/// A socket that listens, before the server takes it over.
enum ListenSocket {
  /// Room for callers between two looks of the server.
  private static let backlog: Int32 = 256

  /// - Returns: the socket and the port that it got.
  static func open(host: String, port: Int) throws(WebServerError) -> (socket: Int32, port: Int) {
    guard (0...65_535).contains(port) else { throw WebServerError("\(port) is not a port") }
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host == "localhost" ? "127.0.0.1" : host, String(port), &hints, &found) == 0, let found else {
      throw WebServerError("“\(host)” is not an address of this machine; write 127.0.0.1, ::1, 0.0.0.0 or ::")
    }
    defer { freeaddrinfo(found) }
    let address = found.pointee
    let socket = Glibc.socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
    guard socket >= 0 else { throw WebServerError("no socket: \(String(cString: strerror(errno)))") }
    var on: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(socket, address.ai_addr, address.ai_addrlen) == 0, listen(socket, backlog) == 0 else {
      let reason = String(cString: strerror(errno))
      close(socket)
      throw WebServerError("\(host):\(port) cannot be listened on: \(reason)")
    }
    return (socket, Self.port(socket))
  }

  private static func port(_ socket: Int32) -> Int {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(socket, $0, &size) }
      // Both families keep the port at the same place.
      return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Int(UInt16(bigEndian: $0.pointee.sin_port)) }
    }
  }

  /// The other side's address as text, without its port.
  static func text(_ address: UnsafePointer<sockaddr>?) -> String {
    guard let address else { return "" }
    let size = address.pointee.sa_family == sa_family_t(AF_INET6) ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard getnameinfo(address, socklen_t(size), &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else { return "" }
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.hasPrefix("::ffff:") ? String(text.dropFirst(7)) : text
  }
}

/// Seconds that only grow; time-outs of sockets are counted in them.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
