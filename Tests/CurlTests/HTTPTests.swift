import Curl
import TestSupport
import Testing

@Suite struct HTTPTests {
  private static let server = Task { try await ScriptServer.start("web.py") }

  private func address(_ path: String) async throws -> Secret {
    Secret("http://127.0.0.1:\(try await Self.server.value.port)/\(path)")
  }

  private func get(_ path: String, seconds: Double = 10, bytesMax: Int = 10_000) async throws -> HTTPEnding {
    let timeouts = TransferTimeouts(connectSeconds: seconds, totalSeconds: seconds)
    return await HTTPConnection().perform(
      HTTPRequest(address: try await address(path), timeouts: timeouts, responseBytesMax: bytesMax))
  }

  @Test func `an answer comes with status, headers and body`() async throws {
    let request = HTTPRequest(
      address: try await address("bounds"), headers: [HTTPHeader("X-Test", "héllo")], responseBytesMax: 100)
    guard case .response(let response) = await HTTPConnection().perform(request) else { throw Missing() }
    #expect(response.status == 200)
    #expect(response.field("x-CASE") == "Kept")
    #expect(response.peer == "127.0.0.1:\(try await Self.server.value.port)")
    #expect(response.tls == "")
  }

  @Test func `a body is posted as it is, and only once`() async throws {
    let body = Array("{\"a\": \"ü\"}".utf8)
    let connection = HTTPConnection()
    for _ in 1...3 {
      let ending = await connection.perform(
        HTTPRequest(method: .post, address: try await address("workflow?case=once"), body: body, responseBytesMax: 100))
      guard case .response(let response) = ending else { throw Missing() }
      #expect(response.status == 202)
    }
    let posts = try await Self.server.value.heard("post", count: 3) { $0.path == "/workflow?case=once" }
    #expect(posts.map(\.body) == [String](repeating: "{\"a\": \"ü\"}", count: 3))
  }

  @Test(
    arguments: [
      // path, seconds, most bytes: trouble, whether the request had left
      ("big?bytes=9000", 10, 1_000, TransferTrouble.tooLarge, true),
      ("headers", 10, 1_000, .tooLarge, true),
      ("stall", 0.3, 1_000, .timeout, true),
      ("cut", 10, 1_000, .broken, true),
      ("truncated", 10, 1_000, .broken, true),
    ] as [(String, Double, Int, TransferTrouble, Bool)])
  func `an exchange without a whole answer says why`(
    path: String, seconds: Double, bytesMax: Int, trouble: TransferTrouble, left: Bool
  ) async throws {
    guard case .failure(let failure) = try await get(path, seconds: seconds, bytesMax: bytesMax) else { throw Missing() }
    #expect(failure.trouble == trouble)
    #expect(failure.requestLeft == left)
  }

  @Test(
    arguments: [
      ("http://nobody.invalid/", TransferTrouble.resolve),
      ("file:///etc/passwd", .setup),
      ("gopher://127.0.0.1/", .setup),
      ("http://user:word@127.0.0.1/", .setup),
      ("nonsense", .resolve),
      ("", .setup),
    ])
  func `what cannot be called never leaves`(address: String, trouble: TransferTrouble) async throws {
    let ending = await HTTPConnection().perform(HTTPRequest(address: Secret(address), responseBytesMax: 100))
    guard case .failure(let failure) = ending else { throw Missing() }
    #expect(!failure.requestLeft)
    if address != "nonsense" { #expect(failure.trouble == trouble) }
  }

  @Test func `nobody listening is told apart from silence`() async throws {
    let port = try freeLoopbackPort()
    let ending = await HTTPConnection().perform(HTTPRequest(address: Secret("http://127.0.0.1:\(port)/key"), responseBytesMax: 100))
    guard case .failure(let failure) = ending else { throw Missing() }
    #expect(failure.trouble == .connect)
    #expect(!failure.requestLeft)
  }

  @Test func `an address goes to the wire as it is written`() async throws {
    let path = "/rows/../plain%2B%2b?case=%2B%2b&sig=a%2Fb"
    _ = try await get(String(path.dropFirst()))
    _ = try await Self.server.value.heard("get") { $0.path == path }
  }

  @Test func `a redirect is not followed`() async throws {
    let port = try await Self.server.value.port
    guard case .response(let response) = try await get("moved?to=http://127.0.0.1:\(port)/never") else { throw Missing() }
    #expect(response.status == 302)
    #expect(try await Self.server.value.said("get").allSatisfy { $0.path != "/never" })
  }

  @Test func `cancelling ends an exchange that hangs`() async throws {
    let server = try await ScriptServer.start("web.py")
    let task = Task {
      await HTTPConnection().perform(HTTPRequest(address: Secret("http://127.0.0.1:\(server.port)/stall"), responseBytesMax: 100))
    }
    _ = try await server.heard("stalled")
    task.cancel()
    guard case .failure(let failure) = await task.value else { throw Missing() }
    #expect(failure.trouble == .cancelled)
    #expect(failure.requestLeft)
  }

  @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
  func `a header cannot begin another`(value: String) async throws {
    let request = HTTPRequest(
      address: try await address("bounds"), headers: [HTTPHeader("X-Test", value)], responseBytesMax: 100)
    guard case .failure(let failure) = await HTTPConnection().perform(request) else { throw Missing() }
    #expect(failure.trouble == .setup)
  }

  @Test func `a certificate is believed only when its file says so`() async throws {
    let pair = try await TestCertificate.make()
    let server = try await ScriptServer.start("web.py", [pair.certificate, pair.key])
    let request = HTTPRequest(address: Secret("https://localhost:\(server.port)/bounds"), responseBytesMax: 100)
    guard case .failure(let failure) = await HTTPConnection().perform(request) else { throw Missing() }
    #expect(failure.trouble == .tls)
    #expect(!failure.requestLeft)
    guard case .response(let response) = await HTTPConnection(trust: .file(pair.certificate)).perform(request) else { throw Missing() }
    #expect(response.status == 200)
    #expect(response.tls.hasPrefix("TLSv1.3"))
  }
}

/// The other ending was expected.
struct Missing: Error {}
