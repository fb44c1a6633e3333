import Markup
import Testing

@Suite struct `HTML as values` {
  @Test func `a page comes back as it went in`() throws {
    let page = """
      <!DOCTYPE html>
      <html lang="de"><head><meta charset="utf-8"><title>Größe &amp; Preis</title><style>a > b {color: red}</style></head>\
      <body><!-- note --><p class="a b" title="&quot;q&quot;">x &lt; y &amp; z&nbsp;€ 😀<br></p><section>new</section></body></html>
      """
    #expect(try HTMLParser.parseDocument(page).html.trimmed == page)
  }

  @Test func `elements know their lines`() throws {
    let nodes = try HTMLParser.parseFragment("<p>a</p>\n<div>\n<b>c</b></div>")
    #expect(nodes.compactMap(\.element).map { "\($0.name):\($0.line)" } == ["p:1", "div:2"])
    #expect(nodes.first("b")?.line == 3)
  }

  @Test func `rows without their table stay rows`() throws {
    let rows = "<tr><td>1</td></tr><tr><td>2</td></tr>"
    #expect(try HTMLParser.parseFragment(rows).html == rows)
  }

  @Test func `attributes keep addresses, ampersands and missing values`() throws {
    let nodes = try HTMLParser.parseFragment("<a href='https://x.example/ä ö?a=1&b={c}' data-if=\"a && b < c\" data-x>x</a>")
    let link = try #require(nodes.first("a"))
    #expect(link[attribute: "href"] == "https://x.example/ä ö?a=1&b={c}")
    #expect(link[attribute: "data-if"] == "a && b < c")
    #expect(link.attributes[1] == Markup.Attribute("data-if", "a && b < c"))
    #expect(link.attributes[2] == Markup.Attribute("data-x", nil))
    #expect(nodes.html.contains("data-if=\"a &amp;&amp; b &lt; c\" data-x>x</a>"))
  }

  @Test(arguments: [
    ("<div><p>a</div></p>", "p"), ("<p>a</b></p>", "b"), ("<p a=1 a=2>x</p>", "a"),
  ]) func `tags that do not fit together are told`(text: String, about: String) {
    let thrown = #expect(throws: MarkupProblems.self) { try HTMLParser.parseFragment("\n" + text) }
    #expect(thrown?.problems.first?.line == 2)
    #expect(thrown?.problems.first?.message.contains(about) == true, "\(String(describing: thrown))")
  }

  @Test func `a page that is nested too deep is refused, not cut`() {
    #expect(throws: MarkupProblems.self) { try HTMLParser.parseFragment(String(repeating: "<div>", count: 210)) }
    #expect(throws: MarkupProblems.self) { try HTMLParser.parseFragment(String(repeating: "<div>", count: 3000)) }
  }

  @Test func `entities of a document type are not expanded`() throws {
    let page = "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><html><body>&x;</body></html>"
    #expect(!((try? HTMLParser.parseDocument(page).html) ?? "").contains("root:"))
  }

  @Test func `a value cannot leave its place`() {
    let bad = "\"><script>alert(1)</script>-->]]></style>'&"
    let nodes: [Markup] = [
      .element(.init("p", [.init("title", bad), .init("on x=", bad)], children: [.text(bad)])), .comment(bad),
      .element(.init("style", children: [.text("a{}</style><b>")])),
    ]
    let html = nodes.html
    #expect(html.contains("<p title=\"&quot;&gt;&lt;script&gt;"))
    #expect(!html.contains("on x="))
    #expect(html.contains("<\\/style>"))
    #expect(html.split(separator: "-->").count == 2)
  }
}

extension String {
  fileprivate var trimmed: String { String(drop { $0.isNewline }.reversed().drop { $0.isNewline }.reversed()) }
}
