import CEL
import Curl
import Source

/// Gets one page, trying again while that makes sense and the time for the whole question is not used up.
struct PageFetcher {
  struct Page {
    let rows: [Value]
    let next: String?
    let total: Int?
  }

  let configuration: HTTPSourceConfiguration
  let timing: SourceTiming
  let connection: HTTPConnection
  private let deadlineSeconds: Double
  private let correlationID: String

  init(configuration: HTTPSourceConfiguration, timing: SourceTiming, connection: HTTPConnection, request: SourceRequest) {
    self.configuration = configuration
    self.timing = timing
    self.connection = connection
    deadlineSeconds = timing.elapsedSeconds() + request.timeoutSeconds
    correlationID = timing.hexID()
  }

  func page(_ address: WebAddress) async throws(SourceFailure) -> Page {
    var attempt = 1
    while true {
      let failure: SourceFailure
      do throws(SourceFailure) {
        let response = try await response(address)
        return try PageForm(configuration).page(response)
      } catch {
        failure = error
      }
      guard case .later(let afterSeconds) = failure.retry, attempt < configuration.retry.attempts, !Task.isCancelled else { throw failure }
      let wait = afterSeconds ?? backoffSeconds(attempt)
      guard timing.elapsedSeconds() + wait < deadlineSeconds else { throw failure }
      do {
        try await timing.pause(wait)
      } catch {
        throw failure  // cancelled while waiting: what failed before is the reason
      }
      attempt += 1
    }
  }

  private func backoffSeconds(_ attempt: Int) -> Double {
    var wait = configuration.retry.delaySeconds
    for _ in 1..<max(1, attempt) where wait < configuration.retry.delaySecondsMax { wait *= 2 }
    return min(wait, configuration.retry.delaySecondsMax) * (0.5 + timing.chance() / 2)
  }

  private func response(_ address: WebAddress) async throws(SourceFailure) -> HTTPResponse {
    let left = deadlineSeconds - timing.elapsedSeconds()
    guard left > 0 else { throw SourceFailure(text: "\(configuration.name) took too long", retry: .later(afterSeconds: nil)) }
    let request = HTTPRequest(
      address: Secret(address.text), headers: headers(),
      timeouts: TransferTimeouts(connectSeconds: min(left, 15), totalSeconds: min(left, configuration.limits.pageSeconds)),
      responseBytesMax: configuration.limits.pageBytes)
    switch await connection.perform(request) {
    case .response(let response): return response
    case .failure(let failure): throw self.failure(failure)
    }
  }

  private func headers() -> [HTTPHeader] {
    var headers = [HTTPHeader("Accept", "application/json")] + configuration.headers
    switch configuration.authentication {
    case .none: break
    case .token(let token, let base64):
      headers.append(HTTPHeader("Authorization", "Token " + (base64 ? Base64.encode(Array(token.reveal().utf8)) : token.reveal())))
    case .bearer(let token): headers.append(HTTPHeader("Authorization", "Bearer " + token.reveal()))
    case .basic(let user, let password):
      headers.append(HTTPHeader("Authorization", "Basic " + Base64.encode(Array("\(user):\(password.reveal())".utf8))))
    }
    if configuration.envelope == .ocpi {
      headers += [HTTPHeader("X-Request-ID", timing.hexID()), HTTPHeader("X-Correlation-ID", correlationID)]
    }
    return headers
  }

  private func failure(_ failure: HTTPFailure) -> SourceFailure {
    let name = configuration.name
    let detail = "\(failure.trouble.rawValue): \(failure.detail)"
    switch failure.trouble {
    case .setup: return SourceFailure(text: "\(name) cannot be asked: its address or a header is not valid", detail: detail, retry: .never)
    case .tooLarge: return SourceFailure(text: "\(name) sent a page that is too large", detail: detail, retry: .never)
    case .timeout: return SourceFailure(text: "\(name) did not answer in time", detail: detail, retry: .later(afterSeconds: nil))
    case .tls: return SourceFailure(text: "no safe connection to \(name)", detail: detail, retry: .later(afterSeconds: nil))
    default: return SourceFailure(text: "\(name) cannot be reached", detail: detail, retry: .later(afterSeconds: nil))
    }
  }
}
