import CEL
import Channel
import ChannelTeams
import Curl
import TestSupport
import Testing

@Suite struct TeamsTests {
  private static let server = Task { try await ScriptServer.start("web.py") }

  private func part(_ card: Value = ["type": "AdaptiveCard", "version": "1.4"]) -> OutgoingPart {
    var part = MailFixture.part()
    part.body = .card(CardBody(card: card, fallbackText: "BATCH STUCK ALERT"))
    return part
  }

  private func channel(_ path: String) async throws -> TeamsChannel {
    TeamsChannel(room: "alerts", webhook: Secret("http://127.0.0.1:\(try await Self.server.value.port)/\(path)"))
  }

  @Test func `a card is posted in the envelope of the webhooks`() async throws {
    let channel = try await channel("workflow?sig=a%2Fb")
    guard case .delivered(let answer) = await channel.send(try channel.compose(part()), part()) else { throw WrongOutcome() }
    #expect(answer.code == 202)
    let post = try #require(try await Self.server.value.said("post").first { $0.path == "/workflow?sig=a%2Fb" })
    #expect(post.type == "application/json; charset=utf-8")
    #expect(
      post.body == #"{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"#
        + #""content":{"type":"AdaptiveCard","version":"1.4","fallbackText":"BATCH STUCK ALERT"}}]}"#)
    #expect(channel.onUncertain == .hold)
  }

  enum Verdict { case delivered, temporarily, permanently, unavailable, uncertain }

  @Test(
    arguments: [
      // where it is posted, and what the answer means
      ("workflow", Verdict.delivered, "accepted by Teams"),
      ("connector", .delivered, "posted"),
      ("connector-busy", .temporarily, "Teams did not post the card: error 429"),
      ("connector-large", .permanently, "Teams did not post the card: error 413"),
      ("connector-odd", .permanently, "Teams did not post the card: the answer holds an error"),
      ("busy", .temporarily, "Teams wants fewer cards (429)"),
      ("down", .temporarily, "Teams is in trouble (503)"),
      ("gateway", .uncertain, "Teams is in trouble (504)"),
      ("large", .permanently, "the card is too large for Teams (413)"),
      ("gone", .permanently, "the webhook does not exist any more (410)"),
      ("cut", .uncertain, "the card was sent, but no answer came"),
    ])
  func `each answer has its meaning`(path: String, expected: Verdict, text: String) async throws {
    let channel = try await channel(path)
    let outcome = await channel.send(try channel.compose(part()), part())
    let verdict: Verdict =
      switch outcome {
      case .delivered: .delivered
      case .failedTemporarily: .temporarily
      case .failedPermanently: .permanently
      case .unavailable: .unavailable
      case .uncertain: .uncertain
      }
    #expect(verdict == expected)
    #expect(outcome.answer.text == text)
    if case .failedTemporarily(_, let after) = outcome, path == "busy" { #expect(after == 17) }
    #expect(!"\(outcome)".contains(path == "gone" ? "/gone" : "http://"))
  }

  @Test func `cancelled after the card has left, it is in doubt`() async throws {
    let server = try await ScriptServer.start("web.py")
    let channel = TeamsChannel(room: "alerts", webhook: Secret("http://127.0.0.1:\(server.port)/stall"))
    let bytes = try channel.compose(part())
    let task = Task { await channel.send(bytes, part()) }
    _ = try await server.heard("stalled")
    task.cancel()
    guard case .uncertain = await task.value else { throw WrongOutcome() }
  }

  @Test(arguments: [nil, ""])
  func `without a webhook a card fails, and says why`(address: String?) async throws {
    let channel = TeamsChannel(room: "alerts", webhook: address.map { Secret($0) })
    let outcome = await channel.send(try channel.compose(part()), part())
    #expect(outcome == .failedPermanently(Answer(text: "no webhook set for teams/alerts")))
  }

  @Test func `a webhook that cannot be one, and one where nobody listens`() async throws {
    let wrong = TeamsChannel(room: "alerts", webhook: Secret("not an address"))
    guard case .failedPermanently = await wrong.send(try wrong.compose(part()), part()) else { throw WrongOutcome() }
    let closed = TeamsChannel(room: "alerts", webhook: Secret("http://127.0.0.1:\(try freeLoopbackPort())/"))
    guard case .unavailable = await closed.send(try closed.compose(part()), part()) else { throw WrongOutcome() }
  }

  @Test func `a card beyond the budget is refused before it is sent`() async throws {
    let channel = try await channel("workflow")
    let large: Value = ["type": "AdaptiveCard", "text": .string(String(repeating: "x", count: 21_000))]
    #expect(throws: CompositionError.self) { try channel.compose(part(large)) }
    #expect(throws: CompositionError.self) { try channel.compose(MailFixture.part()) }
    #expect(throws: CompositionError.self) { try channel.compose(part("text")) }
  }
}
