import CEL
package import Channel
package import Curl

/// JSON to an address of somebody else's: any program that takes a webhook, or a Slack room.
///
/// A generic one is sealed, and carries the part's id as `webhook-id` and `Idempotency-Key`: who got it twice can tell. Slack takes
/// neither, so in doubt a message waits for a person.
package struct WebhookChannel: Channel {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case webhook
    case slack
  }

  package let name: String
  package let limits: ChannelLimits
  package let onUncertain: UncertainPolicy
  private let kind: Kind
  private let address: Secret?
  private let key: Secret?
  private let connection: HTTPConnection
  private let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - room: as workflow files call it.
  ///   - address: nil where none is set; everything then fails with that reason.
  ///   - key: what a generic webhook is sealed with; without it there is no seal.
  ///   - now: real seconds since 1970, for the seal.
  package init(
    room: String, kind: Kind, address: Secret?, key: Secret?, trust: TLSTrust = .system, now: @escaping @Sendable () -> Int64
  ) {
    name = "webhook/\(room)"
    self.kind = kind
    self.address = address.flatMap { $0.isEmpty ? nil : $0 }
    self.key = key
    self.now = now
    // Slack takes a message a second for one room.
    limits = ChannelLimits(
      concurrentSends: kind == .slack ? 1 : 4, windows: kind == .slack ? [.init(messages: 1, seconds: 1)] : [])
    onUncertain = kind == .slack ? .hold : .resend
    connection = HTTPConnection(trust: trust)
  }

  private static let timeoutSeconds = 15.0
  private static let answerBytesMax = 64 * 1_024
  private static let bodyBytesMax = 256 * 1_024
  private static let detailBytesMax = 2_000

  package func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] {
    guard case .card(let body) = part.body else { throw CompositionError(field: "body", text: "a mail cannot be sent to a webhook") }
    let bytes = JSON.bytes(body.card)
    guard bytes.count <= Self.bodyBytesMax else {
      throw CompositionError(field: "body", text: "\(bytes.count) bytes, a webhook takes \(Self.bodyBytesMax)")
    }
    return bytes
  }

  package func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    guard let address else { return .failedPermanently(Answer(text: "no address set for \(name)")) }
    let request = HTTPRequest(
      method: .post, address: address, headers: headers(bytes, part), body: bytes,
      timeouts: TransferTimeouts(connectSeconds: Self.timeoutSeconds, totalSeconds: Self.timeoutSeconds),
      responseBytesMax: Self.answerBytesMax)
    switch await connection.perform(request) {
    case .response(let response): return outcome(response, address)
    case .failure(let failure): return Self.outcome(failure)
    }
  }

  private func headers(_ bytes: [UInt8], _ part: OutgoingPart) -> [HTTPHeader] {
    let type = HTTPHeader("Content-Type", "application/json; charset=utf-8")
    guard kind == .webhook else { return [type] }
    var headers = [type, HTTPHeader("Idempotency-Key", part.id), HTTPHeader("webhook-id", part.id)]
    if let key {
      let seconds = now()
      headers.append(HTTPHeader("webhook-timestamp", String(seconds)))
      headers.append(HTTPHeader("webhook-signature", WebhookSeal.seal(id: part.id, seconds: seconds, body: bytes, key: key)))
    }
    return headers
  }

  private func outcome(_ response: HTTPResponse, _ address: Secret) -> Outcome {
    let said = address.removed(from: String(decoding: response.body.prefix(Self.detailBytesMax), as: UTF8.self))
    let words = (200...299).contains(response.status) ? "taken" : "refused (\(response.status))"
    let answer = Answer(code: response.status, text: words, detail: said, peer: response.peer, tls: response.tls)
    switch response.status {
    case 200...299: return .delivered(answer)
    // The other side has it already.
    case 409 where kind == .webhook: return .delivered(answer)
    case 504: return .uncertain(answer)
    case 408, 425, 429, 500...599:
      return .failedTemporarily(answer, retryAfterSeconds: response.field("retry-after").flatMap(Double.init))
    default: return .failedPermanently(answer)
    }
  }

  private static func outcome(_ failure: HTTPFailure) -> Outcome {
    let answer = Answer(
      text: failure.requestLeft ? "it was sent, but no answer came" : "cannot be reached",
      detail: "\(failure.trouble.rawValue): \(failure.detail)", peer: failure.peer)
    if failure.requestLeft { return .uncertain(answer) }
    return failure.trouble == .setup ? .failedPermanently(answer) : .unavailable(answer)
  }
}
