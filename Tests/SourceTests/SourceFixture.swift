import CEL
import Calendar
import Curl
import Source
import SourceHTTP
import Synchronization
import TestSupport

/// Time that passes only by waiting, and chance that is always the same.
final class ScriptedTiming: Sendable {
  private let waits = Mutex<[Double]>([])

  /// How long was waited, each time, in seconds.
  var pauses: [Double] { waits.withLock { $0 } }

  var timing: SourceTiming {
    SourceTiming(
      elapsedSeconds: { self.pauses.reduce(0, +) }, pause: { seconds in self.waits.withLock { $0.append(seconds) } },
      random: { 1 << 63 })
  }
}

enum SourceFixture {
  static let server = Task { try await ScriptServer.start("web.py") }

  static func request(_ input: Value = [:], timeoutSeconds: Double = 60) -> SourceRequest {
    SourceRequest(
      name: "chargecloud/faulty-bookings", input: input, askedAt: Instant(secondsSinceEpoch: 1_772_355_600), timeoutSeconds: timeoutSeconds)
  }

  /// Where the test server has this path; each test has its own `case`, for the server keeps state by it.
  static func configuration(_ path: String, case name: String, _ parameters: [String: String] = [:]) async throws -> HTTPSourceConfiguration
  {
    let query = parameters.merging(["case": name]) { given, _ in given }
    return HTTPSourceConfiguration(
      name: "chargecloud/faulty-bookings", baseURL: "http://127.0.0.1:\(try await server.value.port)", path: path,
      parameters: { _ in query }, paging: .ocpi(limit: 10), envelope: .ocpi)
  }

  static func ask(_ configuration: HTTPSourceConfiguration, _ timing: ScriptedTiming = ScriptedTiming(), timeoutSeconds: Double = 60) async
    -> SourceOutcome
  {
    await HTTPSource(configuration, timing: timing.timing).ask(request(timeoutSeconds: timeoutSeconds))
  }
}

extension SourceOutcome {
  var answer: SourceAnswer {
    get throws {
      guard case .answered(let answer) = self else { throw Unexpected(outcome: self) }
      return answer
    }
  }

  var failure: SourceFailure {
    get throws {
      guard case .failed(let failure) = self else { throw Unexpected(outcome: self) }
      return failure
    }
  }
}

extension SourceAnswer {
  /// The ids of its rows.
  var ids: [String] { (data.list ?? []).map { $0["id"]?.string ?? "?" } }
}

struct Unexpected: Error {
  let outcome: SourceOutcome
}
