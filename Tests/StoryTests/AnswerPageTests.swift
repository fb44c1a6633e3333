import CEL
import Foundation
import TestSupport
import Testing

/// The page of a link in all that it can be, in a browser: before, after, taken back, replaced, of a card, over.
extension `Answering by link` {
  private static func visit(_ name: String, _ url: String) async throws -> Bool {
    let said = try await ScriptServer.run("browser.py", ["contrast", url])
    guard !said.hasPrefix("skipped") else { return false }
    let looks = try said.split(separator: "\n").filter { $0 != "done" }.map { try JSON.parse(String($0)) }
    #expect(looks.count == 4)
    for look in looks { #expect(look["bad"]?.list?.isEmpty == true, "\(name): \(JSON.write(look))") }
    // For docs/shipped-mails.md.
    if let folder = ProcessInfo.processInfo.environment["TOCSIN_PICTURES"] {
      for width in ["1280", "360"] {
        for scheme in ["light", "dark"] {
          _ = try await ScriptServer.run("browser.py", ["picture", url, "\(folder)/page-\(name)-\(width)-\(scheme).png", width, scheme])
        }
      }
    }
    return true
  }

  private static func scan(_ story: Story, _ links: [String]) async throws -> String {
    let file = story.folder.path + "/links.html"
    let list = links.map { "<p><a href=\"\($0)\">Open</a></p>" }.joined()
    try "<html><body>\(list)</body></html>".write(toFile: file, atomically: true, encoding: .utf8)
    return try await ScriptServer.run("browser.py", ["scan", file])
  }

  @Test func `every page can be read in light and dark, and none answers or takes back for who only looks`() async throws {
    let story = try await Story()
    let (url, code) = try Self.link("acknowledged", in: try story.mail(to: "ana@"))
    guard try await Self.visit("before", url) else { return try await story.end() }
    _ = try await Self.visit("not-me", url.replacing("/acknowledged", with: "/not-me"))
    let card = try Self.link("acknowledged", in: try story.card().replacing("\\/", with: "/"))
    _ = try await Self.visit("card", card.url)
    #expect(try await Self.ask(url, post: ["code": code]).status == 303)
    try await eventually("it is taken") { try await story.month.output("list", "outage/o1").contains("taken") }
    _ = try await Self.visit("after", url)
    _ = try await Self.visit("done-by-another", try Self.link("acknowledged", in: try story.mail(to: "bengt@")).url)

    // The form that takes it back, the card's forms, the other answers: pressed and sent in five ways each.
    let said = try await Self.scan(story, [url, card.url])
    let tried = said.components(separatedBy: "\n").filter { $0.contains(#""kind": "submitted""#) }
    for page in [url] + [url, card.url].map({ $0.replacing("/acknowledged", with: "/disputed") }) {
      #expect(tried.count { $0.contains("\"\(page)\"") } == 5, "\(page) in \(said)")
    }
    try await story.expectOnly(acknowledged: 1)

    let back = url.replacing("/acknowledged", with: "/withdrawn")
    #expect(try await Self.ask(back, post: ["code": code]).status == 303)
    let stale = try await eventually("the newer mail asks") { () -> String? in
      let page = try await Self.ask(url).page
      return page.contains("A newer message has replaced this one") ? page : nil
    }
    _ = try await Self.visit("stale", url)
    let newest = try #require(stale.firstMatch(of: /href="\.\.\/([A-Za-z0-9_-]+\/acknowledged)"/)).1
    _ = try await Self.visit("undone", "http://127.0.0.1:\(story.port)/a/\(newest)")
    #expect(!stale.contains("<form") && !stale.contains("<button"), "a stale page has nothing to be pressed")
    try await story.expectOnly(acknowledged: 1, withdrawn: 1)

    _ = try await story.month.output("send", "outage/o1", "disputed")
    try await eventually("it is over") { try await story.month.output("list", "outage/o1").contains("completed") }
    _ = try await Self.visit("over", url)
    try await story.end()
  }
}

extension `Answering by link`.Story {
  /// Nothing was taken in but this.
  fileprivate func expectOnly(acknowledged: Int, withdrawn: Int = 0) async throws {
    let history = try await history()
    for (event, count) in [("acknowledged", acknowledged), ("withdrawn", withdrawn), ("disputed", 0), ("replied", 0)] {
      #expect(history.components(separatedBy: event).count == count + 1, "\(event): \(history)")
    }
  }
}
