import Channel
import Curl

/// What a webhook's answer means for the card.
enum TeamsVerdict {
  static func outcome(_ response: HTTPResponse, secret: Secret) -> Outcome {
    let said = String(decoding: response.body.prefix(detailBytesMax), as: UTF8.self)
    let body = pathOf(secret).removed(from: secret.removed(from: said))
    let retryAfter = response.field("retry-after").flatMap(Double.init)
    func answer(_ text: String) -> Answer {
      Answer(code: response.status, text: text, detail: body, peer: response.peer, tls: response.tls)
    }
    if response.status == 200, let error = connectorError(body) {
      return outcome(status: error.status ?? 400, retryAfter: retryAfter, answer("Teams did not post the card: \(error.words)"))
    }
    switch response.status {
    case 202: return .delivered(answer("accepted by Teams"))
    case 200...299: return .delivered(answer("posted"))
    default: return outcome(status: response.status, retryAfter: retryAfter, answer(words(response.status)))
    }
  }

  static func outcome(_ failure: HTTPFailure) -> Outcome {
    func answer(_ text: String) -> Answer {
      Answer(text: text, detail: "\(failure.trouble.rawValue): \(failure.detail)", peer: failure.peer)
    }
    if failure.requestLeft { return .uncertain(answer("the card was sent, but no answer came")) }
    switch failure.trouble {
    case .setup: return .failedPermanently(answer("the webhook's address is not valid"))
    case .cancelled: return .unavailable(answer("broken off before the card was sent"))
    default: return .unavailable(answer("Teams cannot be reached"))
    }
  }

  /// What of the address is the key: all after the host.
  private static func pathOf(_ address: Secret) -> Secret {
    Secret(address.reveal().split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last.map { String($0) } ?? "")
  }

  private static let detailBytesMax = 2_000

  private static func outcome(status: Int, retryAfter: Double?, _ answer: Answer) -> Outcome {
    switch status {
    case 408, 425, 429, 500...503: .failedTemporarily(answer, retryAfterSeconds: retryAfter)
    // A gateway that lost patience: what stands behind it may have posted.
    case 504: .uncertain(answer)
    case 505...599: .failedTemporarily(answer, retryAfterSeconds: retryAfter)
    default: .failedPermanently(answer)
    }
  }

  private static func words(_ status: Int) -> String {
    switch status {
    case 429: "Teams wants fewer cards (429)"
    case 413: "the card is too large for Teams (413)"
    case 401, 403: "the webhook does not accept us (\(status))"
    case 404, 410: "the webhook does not exist any more (\(status))"
    case 300...399: "the webhook has moved (\(status))"
    case 500...599: "Teams is in trouble (\(status))"
    default: "Teams refused the card (\(status))"
    }
  }

  /// An old connector's good answer is the body `1`; its bad one is a text that names the real status.
  private static func connectorError(_ body: String) -> (words: String, status: Int?)? {
    let text = body.filter { !$0.isWhitespace }
    if text.isEmpty || text == "1" || text == "\"1\"" || text.hasPrefix("{") { return nil }
    let marker = "HTTP error "
    var rest = body[...]
    while !rest.isEmpty {
      if rest.hasPrefix(marker), let status = Int(rest.dropFirst(marker.count).prefix(3)) { return ("error \(status)", status) }
      rest = rest.dropFirst()
    }
    return ("the answer holds an error", nil)
  }
}
