import CEL
import Curl
import Source
import SourceHTTP
import TestSupport
import Testing

@Suite struct HTTPTroubleTests {
  @Test(
    arguments: [
      // what the server does, the words for it, whether later makes sense
      ("status", ["status": "401"], "does not accept our key (401)", false),
      ("status", ["status": "403"], "does not accept our key (403)", false),
      ("status", ["status": "404"], "refused the question (404)", false),
      ("status", ["status": "500"], "is busy or in trouble (500)", true),
      ("moved", ["to": "http://127.0.0.1:1/"], "has moved (302)", false),
      ("envelope", ["code": "2001"], "answered with OCPI status 2001", false),
      ("envelope", ["code": "3000"], "answered with OCPI status 3000", true),
      ("envelope", ["code": "x"], "sent no OCPI status", true),
      ("nodata", [:], "sent an envelope without data", true),
      ("html", [:], "sent something that is not JSON", true),
      ("truncated", [:], "cannot be reached", true),
      ("cut", [:], "cannot be reached", true),
      ("big", ["bytes": "200000"], "sent a page that is too large", false),
    ] as [(String, [String: String], String, Bool)])
  func `each trouble has its words`(path: String, parameters: [String: String], text: String, isLater: Bool) async throws {
    let timing = ScriptedTiming()
    var configuration = try await SourceFixture.configuration(path, case: "trouble", parameters)
    configuration.limits.pageBytes = 100_000
    configuration.retry = HTTPSourceRetry(attempts: 3, delaySeconds: 1)
    let failure = try await SourceFixture.ask(configuration, timing).failure
    #expect(failure.text == "chargecloud/faulty-bookings \(text)")
    #expect((failure.retry != .never) == isLater)
    #expect(timing.pauses == (isLater ? [0.75, 1.5] : []))
  }

  @Test(
    arguments: [
      (["times": "2"], [0.75, 1.5]),
      (["times": "2", "after": "7"], [7, 7]),
      (["times": "1", "status": "503"], [0.75]),
    ] as [([String: String], [Double])])
  func `a busy server is asked again when it says, or ever later`(parameters: [String: String], pauses: [Double]) async throws {
    let timing = ScriptedTiming()
    let answer = try await SourceFixture.ask(try await SourceFixture.configuration("busy", case: "\(parameters)", parameters), timing)
      .answer
    #expect(answer.complete)
    #expect(answer.rows == 25)
    #expect(timing.pauses == pauses)
  }

  @Test func `a date to come back is measured by the server's own clock`() async throws {
    let timing = ScriptedTiming()
    let configuration = try await SourceFixture.configuration("busy", case: "date", ["times": "1", "date": "20"])
    #expect(try await SourceFixture.ask(configuration, timing).answer.complete)
    #expect(timing.pauses.count == 1)
    #expect((19...21).contains(timing.pauses[0]))
  }

  @Test func `waits end where the time for the whole question does`() async throws {
    let timing = ScriptedTiming()
    let configuration = try await SourceFixture.configuration("busy", case: "deadline", ["times": "9", "after": "40"])
    let failure = try await SourceFixture.ask(configuration, timing, timeoutSeconds: 60).failure
    #expect(failure.retry == .later(afterSeconds: 40))
    #expect(timing.pauses == [40])
  }

  @Test func `a server that stalls is left in time`() async throws {
    var configuration = try await SourceFixture.configuration("stall", case: "stall")
    configuration.limits.pageSeconds = 0.3
    configuration.retry.attempts = 1
    let failure = try await SourceFixture.ask(configuration).failure
    #expect(failure.text == "chargecloud/faulty-bookings did not answer in time")
  }

  @Test(
    arguments: [
      (HTTPSourceConfiguration.Authentication.token(Secret("made-up"), base64: false), "Token made-up"),
      (.token(Secret("made-up"), base64: true), "Token bWFkZS11cA=="),
      (.bearer(Secret("made-up")), "Bearer made-up"),
      (.basic(user: "ana", password: Secret("ü")), "Basic YW5hOsO8"),
      (.none, ""),
    ])
  func `the key goes in the header that was asked for, and nowhere else`(
    authentication: HTTPSourceConfiguration.Authentication, header: String
  )
    async throws
  {
    let server = try await ScriptServer.start("web.py")
    var configuration = try await SourceFixture.configuration("rows", case: "key")
    configuration.baseURL = "http://127.0.0.1:\(server.port)"
    configuration.authentication = authentication
    let answer = try await SourceFixture.ask(configuration).answer
    #expect(answer.complete)
    let asked = try server.said("get")
    #expect(asked.map(\.authorization) == [header, header, header])
    #expect(asked.allSatisfy { !($0.path ?? "").contains("made-up") })
    #expect(!"\(configuration)".contains("made-up"))
  }

  @Test func `parameters come from the request, and an address that is none is refused`() async throws {
    let server = try await ScriptServer.start("web.py")
    var configuration = try await SourceFixture.configuration("/ocpi/../rows", case: "x")
    configuration.path = "rows"
    configuration.baseURL = "http://127.0.0.1:\(server.port)/"
    configuration.parameters = { request in ["month": request.input["month"]?.string ?? "", "offset": "evil", "z": "a&b=c"] }
    let source = HTTPSource(configuration, timing: ScriptedTiming().timing)
    _ = try await source.ask(SourceFixture.request(["month": "2026-02"])).answer
    #expect(try server.said("get").first?.path == "/rows?month=2026-02&z=a%26b%3Dc&offset=0&limit=10")
    configuration.baseURL = "ftp://127.0.0.1"
    #expect(try await SourceFixture.ask(configuration).failure.retry == .never)
    configuration.parameters = { _ in throw Unexpected(outcome: .failed(SourceFailure(text: "", retry: .never))) }
    #expect(try await SourceFixture.ask(configuration).failure.retry == .never)
  }

  @Test func `cancelling ends a question that hangs`() async throws {
    let server = try await ScriptServer.start("web.py")
    var configuration = try await SourceFixture.configuration("stall", case: "cancel")
    configuration.baseURL = "http://127.0.0.1:\(server.port)"
    let source = HTTPSource(configuration, timing: ScriptedTiming().timing)
    let task = Task { await source.ask(SourceFixture.request()) }
    _ = try await server.heard("stalled")
    task.cancel()
    #expect(try await task.value.failure.retry == .later(afterSeconds: nil))
    #expect(try server.said("stalled").count == 1)
  }
}
