import BenchSupport
import Channel
import ChannelMail
import Curl
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Ten thousand mails to a mail server of this machine, beside what Postfix's own source manages. Takes longer than other tests:
/// runs with TOCSIN_SOAK_SECONDS only.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["TOCSIN_SOAK_SECONDS"] != nil)) struct MailLoadTests {
  private static let mails = 10_000
  private static let sessions = 4

  @Test func `ten thousand mails go out at no less than seven tenths of smtp-source, in flat memory`() async throws {
    let port = try freeLoopbackPort()
    let sink = try ChildProcess.start("/usr/sbin/smtp-sink", ["-u", "nobody", "-c", "127.0.0.1:\(port)", "256"])
    try await eventually("the sink listens") { await Self.listens(port) }
    let identity = MailIdentity(from: Recipient(name: "Tocsin", address: "tocsin@tocsin.example"))
    let composer = MailComposer(identity: identity)
    let parts = (0..<Self.mails).map { number -> OutgoingPart in
      var part = MailFixture.part()
      part.messageID = "<\(number).load@tocsin.example>"
      return part
    }
    let prepared = try parts.map { try composer.compose($0) }

    let theirs = try await Self.seconds {
      let source = try ChildProcess.start(
        "/usr/sbin/smtp-source",
        [
          "-s", "\(Self.sessions)", "-m", "\(Self.mails)", "-l", "\(prepared[0].count)", "-f", "tocsin@tocsin.example", "-t",
          "ana@tocsin.example", "127.0.0.1:\(port)",
        ])
      #expect(try await source.ended() == .code(0))
    }
    let server = SMTPServer(host: "127.0.0.1", port: port, security: .none, clientName: "tocsin.example")
    let channel = SMTPChannel(server: server, identity: identity, concurrentSends: Self.sessions)
    let ours = try await Self.seconds { try await Self.send(parts, channel) { prepared[$0] } }
    let before = ResidentMemory.kilobytes()
    let composed = try await Self.seconds { try await Self.send(parts, channel) { try channel.compose(parts[$0]) } }
    let after = ResidentMemory.kilobytes()
    print(
      "smtp-source \(Self.rate(theirs)), Tocsin \(Self.rate(ours)) (ratio \((theirs / ours).formatted(.number.precision(.fractionLength(2))))),",
      "composed on the way \(Self.rate(composed)), memory \(before) kB before, \(after) kB after")
    #expect(theirs / ours >= 0.7)
    #expect(after - before < 10_000)
    sink.signal(SIGTERM)
    try await sink.ended()
  }

  private static func send(_ parts: [OutgoingPart], _ channel: SMTPChannel, _ bytes: @escaping @Sendable (Int) throws -> [UInt8])
    async throws
  {
    try await withThrowingTaskGroup { group in
      for worker in 0..<sessions {
        group.addTask {
          for number in stride(from: worker, to: parts.count, by: sessions) {
            guard case .delivered = await channel.send(try bytes(number), parts[number]) else { throw WrongOutcome() }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private static func listens(_ port: Int) async -> Bool {
    let ending = await SMTPConnection(server: SMTPServer(host: "127.0.0.1", port: port, security: .none, clientName: "tocsin.example"))
      .perform(SMTPTransaction(sender: "a@tocsin.example", recipient: "b@tocsin.example", payload: Array("Subject: x\r\n\r\nx\r\n".utf8)))
    return ending.trouble == nil
  }

  private static func seconds(_ body: () async throws -> Void) async throws -> Double {
    let start = MonotonicClock.milliseconds()
    try await body()
    return Double(MonotonicClock.milliseconds() - start) / 1_000
  }

  private static func rate(_ seconds: Double) -> String { "\(Int(Double(mails) / seconds)) a second" }
}
