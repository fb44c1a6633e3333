import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// A web server for the program's own pages: links in mails, figures for a monitor, the console.
///
/// The library's one thread reads and writes sockets; handlers run as tasks. A request reaches its handler whole, within the
/// limits, or not at all.
package final class WebServer: Sendable {
  package let host: String
  package let port: Int
  private let core: ServerCore
  private let daemon: Daemon
  private let queue = DispatchQueue(label: "tocsin.web")
  private let timer: Sweeper

  /// The library's handle, and what it reads as long as it runs.
  // Touched by `start` and, once, by `stop` on the server's queue; the library guards it itself.
  private final class Daemon: @unchecked Sendable {
    let pointer: OpaquePointer
    let core: Unmanaged<ServerCore>
    let pem: [UnsafeMutablePointer<CChar>]

    init(_ pointer: OpaquePointer, _ core: Unmanaged<ServerCore>, _ pem: [UnsafeMutablePointer<CChar>]) {
      self.pointer = pointer
      self.core = core
      self.pem = pem
    }

    func stop() {
      MHD_stop_daemon(pointer)
      core.release()
      for text in pem {
        memset(text, 0, strlen(text))
        free(text)
      }
    }
  }

  /// Listens from now on.
  ///
  /// - Parameter log: told of every request that was answered, on the library's thread: it must not block.
  package static func start(
    _ settings: WebSettings, _ routes: WebRoutes, log: @escaping @Sendable (WebAccess) -> Void = { _ in }
  ) throws(WebServerError) -> WebServer {
    // Writing to a client that has gone is an error to be answered, not the process's end.
    signal(SIGPIPE, SIG_IGN)
    let (socket, port) = try ListenSocket.open(host: settings.host, port: settings.port)
    let core = ServerCore(settings, routes, log: log)
    let retained = Unmanaged.passRetained(core)
    let pem = settings.tls.map { [strdup($0.key), strdup($0.certificate)].compactMap(\.self) } ?? []
    guard let pointer = daemon(settings, socket, pem, retained.toOpaque()) else {
      close(socket)
      retained.release()
      for text in pem { free(text) }
      throw WebServerError(settings.tls == nil ? "the web server did not start" : "the certificate and its key do not fit")
    }
    return WebServer(settings.host, port, core, Daemon(pointer, retained, pem))
  }

  private init(_ host: String, _ port: Int, _ core: ServerCore, _ daemon: Daemon) {
    self.host = host
    self.port = port
    self.core = core
    self.daemon = daemon
    timer = Sweeper(queue: queue) { core.sweep() }
  }

  /// Lets nobody in any more, waits for what is under way (`stopSecondsMax` at most), and closes. Called once, before the last
  /// reference goes.
  package func stop() async {
    MHD_quiesce_daemon(daemon.pointer).close()
    let core = core
    queue.asyncAfter(deadline: .now() + core.settings.limits.stopSecondsMax) { core.giveUp() }
    await core.drain()
    await withCheckedContinuation { continuation in
      queue.async { [daemon, timer] in
        timer.stop()
        daemon.stop()
        continuation.resume()
      }
    }
  }

  private static func daemon(
    _ settings: WebSettings, _ socket: Int32, _ pem: [UnsafeMutablePointer<CChar>], _ context: UnsafeMutableRawPointer
  ) -> OpaquePointer? {
    var library = tocsin_mhd_settings()
    library.listen_socket = socket
    // The library keeps parsed headers and its answer's header in the same room.
    library.memory_bytes = settings.limits.headerBytesMax + 8 * 1024
    library.connections = UInt32(settings.limits.connectionsMax)
    library.connections_per_address = UInt32(settings.limits.connectionsPerAddressMax)
    library.idle_seconds = UInt32(settings.limits.idleSecondsMax)
    library.key = pem.first.map { UnsafePointer($0) }
    library.certificate = pem.last.map { UnsafePointer($0) }
    library.context = context
    library.opened = { _, uri, connection in
      guard let uri, let connection else { return nil }
      return Unmanaged.passRetained(Exchange(uri: String(cString: uri), connection: connection)).toOpaque()
    }
    library.handler = { context, connection, _, method, _, bytes, count, request in
      guard let context, let connection, let method, let count, let held = request?.pointee else { return MHD_Result.NO }
      let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
      let exchange = Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
      let result = core.receive(
        exchange, connection, bytes: UnsafeRawBufferPointer(start: bytes, count: count.pointee), method: String(cString: method))
      count.pointee = 0
      return result
    }
    library.completed = { context, connection, request, _ in
      guard let context, let connection, let held = request?.pointee else { return }
      let exchange = Unmanaged<Exchange>.fromOpaque(held)
      Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        .ended(exchange.takeUnretainedValue(), on: UInt(bitPattern: connection))
      exchange.release()
      request?.pointee = nil
    }
    library.connection = { context, connection, _, occasion in
      guard let context, let connection else { return }
      let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
      if occasion == .CONNECTION_NOTIFY_STARTED {
        core.opened(UInt(bitPattern: connection), socket: tocsin_mhd_socket(connection))
      } else {
        core.closed(UInt(bitPattern: connection))
      }
    }
    return tocsin_mhd_start(&library)
  }
}

extension Int32 {
  fileprivate func close() { if self >= 0 { Glibc.close(self) } }
}
