import Channel
import ChannelMail
import Curl
import TestSupport

/// The way of a story's mails over a real mail server.
enum Wire {
  /// One server for all stories; whom it refuses is said by the recipient's address.
  static let server = Task { try await ScriptServer.start("smtp.py") }

  static func mail() async throws -> Postbox { mail(port: try await server.value.port) }

  static func mail(port: Int, concurrentSends: Int = 2) -> Postbox {
    Postbox(
      SMTPChannel(
        server: SMTPServer(
          host: "127.0.0.1", port: port, security: .none,
          timeouts: TransferTimeouts(connectSeconds: 5, answerSeconds: 5, totalSeconds: 10)),
        identity: Rig.identity, concurrentSends: concurrentSends))
  }
}
