import Channel
import ChannelMail
import Curl
import Foundation

/// So many mails over so many connections to a server on this machine.
struct Load: Sendable {
  let port: Int
  let mails: Int
  let sessions: Int
  let composer = MailComposer(identity: MailIdentity(from: Recipient(name: "Tocsin", address: "tocsin@tocsin.example")))

  struct Refused: Error {
    let outcome: String
  }

  func channel() -> SMTPChannel {
    SMTPChannel(
      server: SMTPServer(host: "127.0.0.1", port: port, security: .none, clientName: "tocsin.example"), identity: composer.identity,
      concurrentSends: sessions)
  }

  func send(_ channel: SMTPChannel, _ mail: @escaping @Sendable (Int) throws -> (OutgoingPart, [UInt8])) async throws {
    try await withThrowingTaskGroup { group in
      for worker in 0..<sessions {
        group.addTask {
          for number in stride(from: worker, to: mails, by: sessions) {
            let (part, bytes) = try mail(number)
            let outcome = await channel.send(bytes, part)
            guard case .delivered = outcome else { throw Refused(outcome: "\(outcome)") }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// The seconds that Postfix's generator takes for as many mails of that size over as many connections.
  func theirs(bytes: Int, keepsConnections: Bool) async throws -> Double {
    try await MailBench.seconds {
      let source = Process()
      source.executableURL = URL(filePath: "/usr/sbin/smtp-source")
      source.arguments =
        (keepsConnections ? ["-d"] : []) + [
          "-s", "\(sessions)", "-m", "\(mails)", "-l", "\(bytes)", "-f", "tocsin@tocsin.example", "-t", "ana@tocsin.example",
          "127.0.0.1:\(port)",
        ]
      try source.run()
      source.waitUntilExit()
      guard source.terminationStatus == 0 else { throw Refused(outcome: "smtp-source ended with \(source.terminationStatus)") }
    }
  }

  func rate(_ seconds: Double) -> String { "\(Int(Double(mails) / seconds)) a second" }
}
