import Curl
import Foundation
import HTTPServer
import Synchronization
import TestSupport
import Testing

struct WebServerTests {
  private static func routes() -> WebRoutes {
    var routes = WebRoutes()
    routes.get("/health") { _ in .text("fine\n") }
    routes.get("/a/{link}") { .text("\($0.places["link"] ?? "-") \($0.query.first("x") ?? "-")") }
    routes.post("/a/{link}", bodyBytesMax: 1_000) { .text($0.form?.first("code") ?? "no form") }
    routes.get("/injected") { _ in WebAnswer(status: 200, headers: [WebField("X-A", "1\r\nSet-Cookie: stolen")]) }
    routes.get("/client") { .text($0.client) }
    return routes
  }

  private static func ask(_ path: String, _ server: WebServer, post body: String? = nil) async -> HTTPResponse? {
    var request = HTTPRequest(address: Secret("http://127.0.0.1:\(server.port)\(path)"), responseBytesMax: 100_000)
    if let body {
      request.method = .post
      request.body = Array(body.utf8)
      request.headers = [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")]
    }
    guard case .response(let response) = await HTTPConnection().perform(request) else { return nil }
    return response
  }

  private static func withServer(
    _ limits: WebSettings.Limits = .init(), _ routes: WebRoutes = routes(), proxy: Bool = false,
    log: @escaping @Sendable (WebAccess) -> Void = { _ in }, _ body: (WebServer) async throws -> Void
  ) async throws {
    let server = try WebServer.start(
      WebSettings(host: "127.0.0.1", port: 0, isBehindProxy: proxy, limits: limits), routes, log: log)
    do { try await body(server) } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test func `a page is found by its pattern, places and query are decoded`() async throws {
    try await Self.withServer { server in
      let page = await Self.ask("/a/B%C3%A4r%2F?x=1+%26+2", server)
      #expect(page?.status == 200)
      #expect(page.map { String(decoding: $0.body, as: UTF8.self) } == "Bär/ 1 & 2")
      #expect(await Self.ask("/health", server)?.status == 200)
    }
  }

  @Test func `what is not there is 404, another method is 405, a form reaches its handler`() async throws {
    try await Self.withServer { server in
      #expect(await Self.ask("/nothing", server)?.status == 404)
      #expect(await Self.ask("/a/", server)?.status == 404)
      #expect(await Self.ask("/health", server, post: "a=b")?.status == 405)
      let page = await Self.ask("/a/x", server, post: "other=1&code=K+7%21")
      #expect(page.map { String(decoding: $0.body, as: UTF8.self) } == "K 7!")
    }
  }

  @Test func `a body or a header that is too large is refused with its reason`() async throws {
    try await Self.withServer { server in
      #expect(await Self.ask("/a/x", server, post: String(repeating: "x", count: 1_001))?.status == 413)
      #expect(await Self.ask("/a/x", server, post: String(repeating: "x", count: 1_000))?.status == 200)
      let chunked = await RawClient.say(
        "POST /a/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n\(String(repeating: "y", count: 0x5000))\r\n0\r\n\r\n",
        port: server.port)
      #expect(!chunked.contains(" 200 "))
      let bomb = (0..<2_000).map { "X-\($0): \(String(repeating: "z", count: 50))\r\n" }.joined()
      let answer = await RawClient.say("GET /health HTTP/1.1\r\nHost: a\r\n\(bomb)\r\n", port: server.port)
      #expect(answer.hasPrefix("HTTP/1.1 431") || answer.hasPrefix("HTTP/1.1 413"), "\(answer.prefix(40))")
      let longLine = await RawClient.say("GET /\(String(repeating: "p", count: 40_000)) HTTP/1.1\r\nHost: a\r\n\r\n", port: server.port)
      #expect(longLine.hasPrefix("HTTP/1.1 414"), "\(longLine.prefix(40))")
    }
  }

  @Test func `who never ends a request does not stay`() async throws {
    var limits = WebSettings.Limits()
    limits.requestSecondsMax = 0.3
    try await Self.withServer(limits) { server in
      #expect(await RawClient.say("GET /health HTTP/1.1\r\nHost:", port: server.port).isEmpty)
    }
  }

  @Test func `a handler that takes too long is answered for`() async throws {
    var limits = WebSettings.Limits()
    limits.answerSecondsMax = 0.3
    let (never, _) = AsyncStream.makeStream(of: Void.self)
    var routes = WebRoutes()
    routes.get("/slow") { _ in
      for await _ in never {}
      return .text("cancelled")
    }
    try await Self.withServer(limits, routes) { server in
      #expect(await Self.ask("/slow", server)?.status == 503)
    }
  }

  @Test func `stopping waits for what is under way`() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let entered = Mutex(false)
    var routes = WebRoutes()
    routes.get("/slow") { _ in
      entered.withLock { $0 = true }
      for await _ in gate {}
      return .text("done")
    }
    let server = try WebServer.start(WebSettings(host: "127.0.0.1", port: 0), routes)
    async let page = Self.ask("/slow", server)
    try await eventually("the request is under way") { entered.withLock { $0 } }
    async let stopped: Void = server.stop()
    open.finish()
    #expect(await page?.status == 200)
    await stopped
  }

  @Test func `the access log names the pattern, never the path`() async throws {
    let lines = Mutex<[WebAccess]>([])
    try await Self.withServer(log: { line in lines.withLock { $0.append(line) } }) { server in
      _ = await Self.ask("/a/geheim?x=geheim", server)
      let line = try #require(lines.withLock { $0.first })
      #expect(line.route == "/a/{link}")
      #expect(line.client == "127.0.0.1")
      #expect(!"\(line)".contains("geheim"))
    }
  }

  @Test func `no value of an answer becomes a header of its own`() async throws {
    try await Self.withServer { server in
      let answer = await RawClient.say("GET /injected HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", port: server.port)
      #expect(answer.hasPrefix("HTTP/1.1 500"))
      #expect(!answer.contains("Set-Cookie"))
    }
  }

  @Test func `only behind a proxy somebody else names the client`() async throws {
    let question = "GET /client HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1, 203.0.113.9\r\nConnection: close\r\n\r\n"
    try await Self.withServer { #expect(await RawClient.say(question, port: $0.port).hasSuffix("127.0.0.1")) }
    try await Self.withServer(proxy: true) { #expect(await RawClient.say(question, port: $0.port).hasSuffix("203.0.113.9")) }
  }

  @Test func `a port in use and an unknown address are told`() async throws {
    try await Self.withServer { server in
      #expect(throws: WebServerError.self) { try WebServer.start(WebSettings(host: "127.0.0.1", port: server.port), Self.routes()) }
    }
    #expect(throws: WebServerError.self) { try WebServer.start(WebSettings(host: "nowhere.example", port: 0), Self.routes()) }
  }

  @Test func `many at once are all answered`() async throws {
    try await Self.withServer { server in
      let answered = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
        for number in 0..<200 {
          group.addTask { await Self.ask("/a/\(number)", server).map { String(decoding: $0.body, as: UTF8.self) } == "\(number) -" }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(answered == 200)
    }
  }

  @Test func `pages are served with TLS, and a certificate that does not fit its key is told`() async throws {
    let made = try await TestCertificate.make()
    let tls = WebSettings.TLS(
      certificate: try String(contentsOfFile: made.certificate, encoding: .utf8), key: try String(contentsOfFile: made.key, encoding: .utf8)
    )
    let server = try WebServer.start(WebSettings(host: "127.0.0.1", port: 0, tls: tls), Self.routes())
    let request = HTTPRequest(address: Secret("https://127.0.0.1:\(server.port)/health"), responseBytesMax: 1_000)
    guard case .response(let response) = await HTTPConnection(trust: .file(made.certificate)).perform(request) else {
      await server.stop()
      throw TestSupportError("no answer over TLS")
    }
    #expect(response.status == 200 && response.tls.contains("TLSv1.3"))
    await server.stop()
    let wrong = WebSettings.TLS(certificate: tls.certificate, key: "no key")
    #expect(throws: WebServerError.self) {
      try WebServer.start(WebSettings(host: "127.0.0.1", port: 0, tls: wrong), Self.routes())
    }
  }
}
