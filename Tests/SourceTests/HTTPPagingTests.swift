import CEL
import Curl
import Source
import SourceHTTP
import TestSupport
import Testing

@Suite struct HTTPPagingTests {
  private let all = (0..<25).map { "b\($0)" }

  @Test(
    arguments: [
      // how the server pages, how many pages it takes, and whether all was seen
      ("rows", [:], 3, true),
      ("double", [:], 3, true),
      ("nolink", [:], 3, true),
      ("string", [:], 3, true),
      ("missing", [:], 4, false),
      ("nototal", [:], 3, false),
      ("rows", ["n": "0"], 1, true),
      ("rows", ["n": "10"], 1, true),
    ] as [(String, [String: String], Int, Bool)])
  func `all pages are read, and totals must agree`(path: String, parameters: [String: String], pages: Int, complete: Bool) async throws {
    let name = "paging \(path) \(parameters)"
    let answer = try await SourceFixture.ask(try await SourceFixture.configuration(path, case: name, parameters)).answer
    #expect(answer.ids == Array(all.prefix(parameters["n"].flatMap { Int($0) } ?? 25)))
    #expect(answer.pages == pages)
    #expect(answer.complete == complete)
    #expect(answer.remarks.isEmpty == complete)
  }

  @Test(arguments: [1, 3])
  func `rows that vanish while we read push no other past us`(by: Int) async throws {
    let configuration = try await SourceFixture.configuration("shrink", case: "by \(by)", ["by": String(by)])
    let answer = try await SourceFixture.ask(configuration).answer
    #expect(Set(answer.ids) == Set(all))
    #expect(answer.complete)
    let asked = try await SourceFixture.server.value.said("get").compactMap(\.path).filter {
      $0.contains("case=by%20\(by)") || $0.contains("case=by+\(by)")
    }
    #expect(asked.contains { $0.contains("offset=\(10 - by)&") || $0.hasSuffix("offset=\(10 - by)") }, "\(asked)")
  }

  @Test func `rows that come while we read are read too`() async throws {
    let answer = try await SourceFixture.ask(try await SourceFixture.configuration("grow", case: "grow")).answer
    #expect(answer.ids == all + ["new"])
    #expect(answer.complete)
  }

  @Test func `rows that never stop vanishing are not called complete`() async throws {
    var configuration = try await SourceFixture.configuration("shrinkforever", case: "forever")
    configuration.limits.stepsBack = 5
    let answer = try await SourceFixture.ask(configuration).answer
    #expect(!answer.complete)
    #expect(answer.remarks.contains("the number of rows shrank too often while reading"))
  }

  @Test func `pages without end are cut, and not called complete`() async throws {
    var configuration = try await SourceFixture.configuration("endless", case: "endless")
    configuration.limits.pages = 7
    let answer = try await SourceFixture.ask(configuration).answer
    #expect(answer.pages == 7)
    #expect(!answer.complete)
  }

  @Test func `rows without end are cut, and not called complete`() async throws {
    var configuration = try await SourceFixture.configuration("rows", case: "capped", ["n": "200"])
    configuration.limits.rows = 50
    let answer = try await SourceFixture.ask(configuration).answer
    #expect(answer.rows < 100)
    #expect(!answer.complete)
  }

  @Test func `pages in a circle end, and are not called complete`() async throws {
    let answer = try await SourceFixture.ask(try await SourceFixture.configuration("loop", case: "loop")).answer
    #expect(answer.pages == 1)
    #expect(!answer.complete)
  }

  @Test func `a next page elsewhere is not asked, and the key stays here`() async throws {
    let elsewhere = try await ScriptServer.start("web.py")
    for target in [
      "http://127.0.0.1:\(elsewhere.port)/rows", "//127.0.0.1:\(elsewhere.port)/rows", "https://127.0.0.1:1/x", "file:///etc/passwd",
    ] {
      var configuration = try await SourceFixture.configuration("evil", case: target, ["to": target])
      configuration.authentication = .token(Secret("made-up-key"), base64: false)
      let failure = try await SourceFixture.ask(configuration).failure
      #expect(failure.retry == .never)
      #expect(failure.text.contains("it was not followed"))
    }
    #expect(try elsewhere.said("get").isEmpty)
  }

  @Test func `without paging and envelope the body is the rows`() async throws {
    var configuration = try await SourceFixture.configuration("plain", case: "plain")
    configuration.paging = .none
    configuration.envelope = .none
    let answer = try await SourceFixture.ask(configuration).answer
    #expect(answer.ids == ["b0", "b1", "b2"])
    #expect(answer.complete)
  }

  @Test func `a mapping makes of the rows what the workflow sees`() async throws {
    var configuration = try await SourceFixture.configuration("rows", case: "mapped")
    configuration.mapping = { rows in ["bookings": .list(rows), "count": .int(Int64(rows.count))] }
    let answer = try await SourceFixture.ask(configuration).answer
    #expect(answer.data["count"] == 25)
    #expect(answer.data["bookings"]?.list?[3] == ["id": "b3", "kwh": 3.5, "operator": "DE*ABC"])
    configuration.mapping = { _ in throw Unexpected(outcome: .failed(SourceFailure(text: "", retry: .never))) }
    #expect(try await SourceFixture.ask(configuration).failure.retry == .never)
  }
}
