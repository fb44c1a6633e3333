package import Channel
package import Curl

extension SMTPEnding {
  /// What this ending means for the message.
  package var outcome: Outcome {
    let line = SMTPVerdicts.line(stage: stage, code: reply?.code, trouble: trouble)
    let answer = answer(line.words)
    switch line.verdict {
    case .delivered: return .delivered(answer)
    case .failedTemporarily: return .failedTemporarily(answer, retryAfterSeconds: nil)
    case .failedPermanently: return .failedPermanently(answer)
    case .unavailable: return .unavailable(answer)
    case .uncertain: return .uncertain(answer)
    }
  }

  private func answer(_ words: String) -> Answer {
    let status = reply.map { " (" + [String($0.code), $0.enhancedStatus].compactMap(\.self).joined(separator: " ") + ")" } ?? ""
    let reason = reply == nil ? reasonWords.map { ": " + $0 } ?? "" : ""
    let said = reply.map { "\($0.code) \($0.text)" }
    return Answer(
      code: reply?.code, text: words + status + reason,
      detail: [said, detail.isEmpty ? nil : detail].compactMap(\.self).joined(separator: "; "),
      peer: peer, tls: tls, queueID: wasAccepted ? reply?.queueID : nil)
  }

  private var reasonWords: String? {
    switch trouble {
    case .setup: detail
    case .resolve: "its name is not known"
    case .connect: "nobody listens there"
    case .tls: "TLS failed"
    case .timeout: "it did not answer in time"
    case .cancelled: "stopped here"
    case .broken: "the connection ended"
    case .authentication: "no login that both sides know"
    case .refused, .tooLarge, nil: nil
    }
  }
}
