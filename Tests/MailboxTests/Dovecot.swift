import Curl
import Mailbox
import TestSupport

extension DovecotServer {
  func server(password: String = DovecotServer.password) -> IMAPServer {
    IMAPServer(
      host: "localhost", port: port, security: .startTLS, trust: .file(authority), user: "tocsin", password: Secret(password))
  }

  func mailbox(bytesMax: Int = 1_000_000, password: String = DovecotServer.password) -> Mailbox {
    Mailbox(server: server(password: password), bytesMax: bytesMax, seed: "a1b2c3")
  }
}
