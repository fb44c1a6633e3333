import CEL
import Channel
import ChannelTeams
import Curl
import Foundation
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
    let post = try #require(try await Self.server.value.heard("post") { $0.path == "/workflow?sig=a%2Fb" }.first)
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

  private static func size(_ card: Value, _ test: TeamsTests) throws -> (bytes: [UInt8], text: String) {
    let bytes = try TeamsEnvelope.compose(test.part(card))
    return (bytes, String(decoding: bytes, as: UTF8.self))
  }

  @Test func `a card that is too large loses rows first, then all but its words and links, then its links`() throws {
    func card(rows: Int, words: Int, actions: Int = 1) -> Value {
      let facts = (0..<rows).map { number -> Value in
        ["title": .string("row \(number)"), "value": .string(String(repeating: "v", count: words))]
      }
      let link: Value = [
        "type": "Action.OpenUrl", "title": "Open", "url": .string("https://tocsin.example/" + String(repeating: "u", count: 900)),
      ]
      return [
        "type": "AdaptiveCard", "version": "1.4",
        "body": [["type": "TextBlock", "text": "Heading"], ["type": "FactSet", "facts": .list(facts)]],
        "actions": .list(Array(repeating: link, count: actions)),
      ]
    }
    let fits = try Self.size(card(rows: 60, words: 100), self)
    #expect(fits.text.contains("row 59") && !fits.text.contains("not shown"))
    let fewer = try Self.size(card(rows: 200, words: 300), self)
    #expect(
      fewer.bytes.count <= TeamsEnvelope.bytesMax && fewer.text.contains("row 19") && !fewer.text.contains("row 40"), "\(fewer.text.count)")
    #expect(fewer.text.contains("rows are not shown") && fewer.text.contains("Heading"))
    let summary = try Self.size(card(rows: 3, words: 9_000), self)
    #expect(summary.bytes.count <= TeamsEnvelope.bytesMax && summary.text.contains("BATCH STUCK ALERT"))
    #expect(summary.text.contains("Action.OpenUrl") && !summary.text.contains("row 1"))
    let link: Value = [
      "type": "Action.OpenUrl", "title": "Open", "url": .string("https://tocsin.example/" + String(repeating: "u", count: 22_000)),
    ]
    let words = try Self.size(["type": "AdaptiveCard", "version": "1.4", "body": [], "actions": [link]], self)
    #expect(words.bytes.count <= TeamsEnvelope.bytesMax && words.text.contains("BATCH STUCK ALERT") && !words.text.contains("OpenUrl"))
  }

  @Test func `a card is never refused for its size, whatever is in it, and no text in it makes Markdown`() throws {
    let wild: Value = ["type": "AdaptiveCard", "text": .string(String(repeating: "x", count: 21_000))]
    #expect(try Self.size(wild, self).bytes.count <= TeamsEnvelope.bytesMax)
    var part = part(wild)
    part.body = .card(CardBody(card: wild, fallbackText: "[click](https://evil.example) " + String(repeating: "w", count: 50_000)))
    let bytes = try TeamsEnvelope.compose(part)
    #expect(bytes.count <= TeamsEnvelope.bytesMax)
    #expect(String(decoding: bytes, as: UTF8.self).contains(#"\\[click\\]\\("#))
    #expect(throws: CompositionError.self) { try TeamsEnvelope.compose(MailFixture.part()) }
    #expect(throws: CompositionError.self) { try TeamsEnvelope.compose(self.part("text")) }
  }

  @Test func `what waited is put into one card, as much as fits`() throws {
    let small = part(["type": "AdaptiveCard", "version": "1.4", "body": [["type": "TextBlock", "text": "one"]]])
    let merged = try #require(TeamsEnvelope.merged([small, small, small]))
    #expect(merged.count == 3)
    let text = String(decoding: merged.bytes, as: UTF8.self)
    #expect(text.components(separatedBy: #""text":"one""#).count == 4 && text.contains("3 messages that waited"))
    #expect(text.contains("BATCH STUCK ALERT · BATCH STUCK ALERT"))
    let large = part(["type": "AdaptiveCard", "body": [["type": "TextBlock", "text": .string(String(repeating: "y", count: 8_000))]]])
    #expect(TeamsEnvelope.merged([large, large, large])?.count == 2)
    let huge = part(["type": "AdaptiveCard", "body": [["type": "TextBlock", "text": .string(String(repeating: "y", count: 12_000))]]])
    #expect(TeamsEnvelope.merged([huge, huge]) == nil)
    #expect(TeamsEnvelope.merged([small]) == nil)
  }
}
