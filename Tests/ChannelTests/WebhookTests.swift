import CEL
import Channel
import ChannelWebhook
import Curl
import TestSupport
import Testing

@Suite struct WebhookTests {
  private static let server = Task { try await ScriptServer.start("web.py") }

  private func part(_ body: Value = ["text": "BMHHS is stuck"]) -> OutgoingPart {
    var part = MailFixture.part()
    part.body = .card(CardBody(card: body, fallbackText: ""))
    return part
  }

  private func channel(_ path: String, _ kind: WebhookChannel.Kind = .webhook) async throws -> WebhookChannel {
    WebhookChannel(
      room: "tickets", kind: kind, address: Secret("http://127.0.0.1:\(try await Self.server.value.port)/\(path)"),
      key: Secret("a key of some length"), now: { 1_782_000_000 })
  }

  @Test func `the JSON of the template is posted as it is`() async throws {
    let channel = try await channel("workflow?case=webhook")
    guard case .delivered = await channel.send(try channel.compose(part()), part()) else { throw WrongOutcome() }
    let post = try #require(try await Self.server.value.heard("post") { $0.path == "/workflow?case=webhook" }.first)
    #expect(post.body == #"{"text":"BMHHS is stuck"}"#)
    #expect(channel.onUncertain == .resend)
    #expect(try await self.channel("workflow", .slack).onUncertain == .hold)
  }

  @Test(arguments: [
    ("busy", "temporarily"), ("down", "temporarily"), ("gateway", "uncertain"), ("gone", "permanently"), ("cut", "uncertain"),
  ])
  func `each answer has its meaning`(path: String, meaning: String) async throws {
    let channel = try await channel(path)
    let outcome = await channel.send(try channel.compose(part()), part())
    let heard =
      switch outcome {
      case .delivered: "delivered"
      case .failedTemporarily: "temporarily"
      case .failedPermanently: "permanently"
      case .unavailable: "unavailable"
      case .uncertain: "uncertain"
      }
    #expect(heard == meaning)
  }

  @Test func `a seal fits its message, its time and its key only`() {
    let key = Secret("a key of some length")
    let body = Array(#"{"a":1}"#.utf8)
    let seal = WebhookSeal.seal(id: "m1", seconds: 1_000, body: body, key: key)
    func fits(
      _ header: String = seal, id: String = "m1", seconds: Int64 = 1_000, body: [UInt8] = body, key: Secret = key, now: Int64 = 1_000
    ) -> Bool { WebhookSeal.fits(header, id: id, seconds: seconds, body: body, key: key, now: now) }
    #expect(fits() && fits("v1,wrong \(seal)") && fits(now: 1_300))
    #expect(!fits(id: "m2") && !fits(seconds: 1_001) && !fits(body: body + [0]) && !fits(key: Secret("another key of some length")))
    #expect(!fits(now: 1_301) && !fits(now: 699) && !fits("") && !fits(String(seal.dropLast())))
  }
}
