import CEL
import Template
import Testing

@Suite struct `A page with values in it` {
  struct Row: Sendable, CustomTestStringConvertible {
    let body: String
    let becomes: String
    var testDescription: String { body }
  }

  static let rows = [
    Row(body: "<p>${name}</p>", becomes: "<p>Zoë &lt;b&gt; &amp; \"Co\"</p>"),
    Row(body: "<p title=\"${name}\">x</p>", becomes: "<p title=\"Zoë &lt;b&gt; &amp; &quot;Co&quot;\">x</p>"),
    Row(body: "<p>${count < 5 && flag ? \"a < b\" : '}'}</p>", becomes: "<p>a &lt; b</p>"),
    Row(body: "<p>$${count}, $5, ${count + 1}</p>", becomes: "<p>${count}, $5, 4</p>"),
    Row(body: "<p data-if=\"count &gt; 2\">a</p><p data-if='!flag'>b</p>", becomes: "<p>a</p>"),
    Row(body: "<ul><li data-each=\"r in rows\">${r.id}: ${r.price}</li></ul>", becomes: "<ul><li>A1: 12.5</li><li>B2: 7</li></ul>"),
    Row(body: "<i data-each=\"n, r in rows\" data-if=\"n > 0\">${n}${r.id}</i>", becomes: "<i>1B2</i>"),
    Row(body: "<i data-each=\"k, v in prices\">${k}=${v} </i>", becomes: "<i>b=2 </i><i>a=1.25 </i>"),
    Row(body: "<i data-each=\"k in prices\">${k}</i>", becomes: "<i>b</i><i>a</i>"),
    Row(body: "<template data-if=\"flag\"><b>1</b>2</template>", becomes: "<b>1</b>2"),
    Row(body: "<p data-with=\"twice = count * 2; name = string(twice) + ';'\">${name}</p><p>${count}</p>", becomes: "<p>6;</p><p>3</p>"),
    Row(body: "<i data-each=\"count in [1, 2]\">${count}</i>${count}", becomes: "<i>1</i><i>2</i>3"),
    Row(body: "<i data-each=\"r in rows\" data-if=\"has(r.note)\">${r.note}</i>", becomes: "<i>first</i>"),
    Row(body: "<i data-each=\"r in rows\">${has(r.note) ? r.note : \"none\"} </i>", becomes: "<i>first </i><i>none </i>"),
    Row(body: "<a href=\"${link}\">x</a>", becomes: "<a href=\"https://x.example/?a=1&amp;b=2\">x</a>"),
    Row(body: "<a href=\"mailto:${name}\">x</a>", becomes: "<a href=\"mailto:Zoë%20&lt;b&gt;%20&amp;%20&quot;Co&quot;\">x</a>"),
    Row(body: "<p style=\"width:${name}\">x</p>", becomes: "<p style=\"width:Zo b  Co\">x</p>"),
    Row(body: "<!-- mine --><!--[if mso]><b><![endif]-->", becomes: "<!--[if mso]><b><![endif]-->"),
    Row(body: "${format(when, \"EEEE d MMMM yyyy, HH:mm z\")}", becomes: "Tuesday 16 June 2026, 09:00 CEST"),
  ]

  @Test(arguments: rows) func `expressions and directives are filled in and escaped`(row: Row) throws {
    #expect(try Sample.body(row.body) == row.becomes)
  }

  @Test(arguments: ["javascript:alert(1)", " java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", "JAVASCRIPT:x"])
  func `an address that could run something is dropped`(address: String) throws {
    #expect(try Sample.body("<a href=\"${link}\">x</a>", ["link": .string(address)]) == "<a>x</a>")
  }

  @Test func `an include sees what it is given and puts the page's own words into its slot`() throws {
    let files = [
      "box.html": "<div class=\"box\"><h3>${title}</h3><slot>nothing</slot></div>",
      "whole.html": "<html><head><style>.box {color: red}</style></head><body><b>${title}</b></body></html>",
    ]
    let body = "<i data-each=\"r in rows\"><template data-include=\"box\" data-with=\"title = r.id\">${r.price} ${title}</template></i>"
    #expect(
      try Sample.body(body, files: files)
        == "<i><div><h3>A1</h3>12.5 A1</div></i><i><div><h3>B2</h3>7 B2</div></i>")
    #expect(try Sample.body("<u data-include=\"box.html\" data-with=\"title = name\"></u>", files: files).hasPrefix("<u><div><h3>Zoë"))
    #expect(
      try Sample.body("<p class=\"box\">x</p><template data-include=\"whole\" data-with=\"title = 'T'\"></template>", files: files)
        == "<p style=\"color:red\">x</p><b>T</b>")
  }

  @Test func `plain rules move into the elements, the others stay in the head`() throws {
    let head = """
      <style>
        /* all */ p, td.x { color: red; margin: 0 } .a .b { color: blue; } #k { color: green }
        p.b { margin: 4px } a:hover { color: black } @media (max-width: 480px) { .b { color: white !important } }
      </style>
      """
    let mail = try Sample.mail(
      "<div class=\"a\"><p class=\"b c\">1</p><p id=\"k\" class=\"b\" style=\"top:${count}px\">2</p></div>", head: head)
    let html = try mail.render(Sample.scope()).html
    #expect(html.contains("<div><p class=\"b\" style=\"margin:4px;color:blue\">1</p>"))
    #expect(html.contains("<p id=\"k\" class=\"b\" style=\"margin:4px;color:green;top:3px\">2</p></div>"))
    #expect(html.contains("a:hover {color:black}"))
    #expect(html.contains("@media (max-width: 480px) { .b { color: white !important } }"))
    #expect(!html.contains("td.x"))
  }

  @Test func `what a mail reads is known before it is rendered`() throws {
    let mail = try Sample.mail("<i data-each=\"r in rows\">${r.id}${count}</i>", files: [:])
    #expect(mail.variables == ["rows", "count"])
    #expect(mail.files == ["t.html"])
  }

  @Test func `subject and preheader are one line each`() throws {
    let files = ["t.html": "<html><head><title>[x]\n ${name}</title></head><body><div data-preheader>In  short</div>Text</body></html>"]
    let mail = try TemplateLibrary(files: files).compileMail("t", Sample.environment)
    let rendered = try mail.render(Sample.scope(["name": .string("a\r\nBcc: x@y.example\u{0}\u{202E}")]))
    #expect(rendered.subject == "[x] a Bcc: x@y.example")
    #expect(rendered.preheader == "In short")
    #expect(rendered.text == "Text\n")
    #expect(rendered.html.contains("display:none"))
  }

  @Test func `a failing expression says where and quotes no value`() throws {
    let mail = try Sample.mail("<p>ok</p>\n<p>${rows[count].id}</p>")
    let thrown = #expect(throws: RenderError.self) { try mail.render(Sample.scope()) }
    #expect(thrown?.place?.line == 2)
    #expect(thrown?.place?.file == "t.html")
  }

  @Test(arguments: [
    ("<p>é ${count > 0 && rows[count].id == \"x\"}</p>", "1:62"), ("<p>${count > 0 &&\n    10 / (count - 3) > 1}</p>", "2:5"),
    ("<p title=\"${name}: ${prices[name]}\">x</p>", "1:63"), ("<p data-if=\"rows[7].id == name\">x</p>", "1:54"),
  ])
  func `what fails in the middle of an expression is told at its place`(body: String, place: String) throws {
    let thrown = #expect(throws: RenderError.self) { try Sample.mail(body).render(Sample.scope()) }
    #expect(thrown?.description.hasPrefix("t.html:\(place): ") == true, "\(thrown?.description ?? "")")
  }

  @Test func `a page cannot grow without end`() throws {
    let many = Value.list(Array(repeating: Sample.values["rows"]!.list![0], count: 1000))
    let mail = try Sample.mail("<template data-each=\"a in rows\"><i data-each=\"b in rows\">${b.id}</i></template>")
    #expect(throws: RenderError.self) { try mail.render(Sample.scope(["rows": many])) }
    let long = try Sample.mail("<i data-each=\"b in rows\">${name}</i>")
    let name = Value.string(String(repeating: "x", count: 10_000))
    #expect(throws: RenderError.self) { try long.render(Sample.scope(["rows": many, "name": name])) }
  }
}
