package import Channel
package import Curl

/// A room in Microsoft Teams, reached by an incoming webhook: a Workflows one (which answers 202 before it posts) or one of the
/// retired connectors (which answer 200, with an error in the body where it failed). The address is a secret.
package struct TeamsChannel: Channel {
  package let name: String
  /// What Teams allows for one webhook.
  package let limits = ChannelLimits(
    concurrentSends: 1,
    windows: [
      .init(messages: 4, seconds: 1), .init(messages: 60, seconds: 30), .init(messages: 100, seconds: 3_600),
      .init(messages: 150, seconds: 7_200), .init(messages: 1_800, seconds: 86_400),
    ])
  /// A second card cannot be told from a new alert.
  package let onUncertain = UncertainPolicy.hold
  private let webhook: Secret?
  private let connection: HTTPConnection

  /// - Parameters:
  ///   - room: as workflow files call it: `alerts`.
  ///   - webhook: nil or empty where none is set; every card then fails with that reason.
  package init(room: String, webhook: Secret?, trust: TLSTrust = .system) {
    name = "teams/\(room)"
    self.webhook = webhook.flatMap { $0.isEmpty ? nil : $0 }
    connection = HTTPConnection(trust: trust)
  }

  package static let timeoutSeconds = 10.0
  private static let answerBytesMax = 64 * 1_024

  package func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] { try TeamsEnvelope.compose(part) }

  package var mergesMax: Int { CardMerge.cardsMax }

  package func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? { TeamsEnvelope.merged(parts) }

  package func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    guard let webhook else { return .failedPermanently(Answer(text: "no webhook set for \(name)")) }
    let request = HTTPRequest(
      method: .post, address: webhook, headers: [HTTPHeader("Content-Type", "application/json; charset=utf-8")], body: bytes,
      timeouts: TransferTimeouts(connectSeconds: Self.timeoutSeconds, totalSeconds: Self.timeoutSeconds),
      responseBytesMax: Self.answerBytesMax)
    switch await connection.perform(request) {
    case .response(let response): return TeamsVerdict.outcome(response, secret: webhook)
    case .failure(let failure): return TeamsVerdict.outcome(failure)
    }
  }
}
