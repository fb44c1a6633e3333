import CEL
import Template
import Testing

@Suite struct `The text part says what the page says` {
  @Test func `headings, paragraphs, lists, links and tables become plain lines`() throws {
    let body = """
      <div hidden>secret</div><div style="display: none">secret</div><div aria-hidden="true">secret</div>
      <h1>Big   news</h1><h2>Part</h2>
      <p>One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen<br>next</p>
      <p>See the <a href="https://x.example/a">report</a> now, or write to <a href="mailto:a@x.example">a@x.example</a>.</p>
      <ul><li>first</li><li>second</li></ul><ol><li>one</li><li>two</li></ol>
      <table role="presentation"><tr><td><div>left</div></td><td><div>right</div></td></tr></table>
      <table><tr><th scope="col">Id</th><th scope="col" style="text-align:right">Price</th></tr>
        <tr data-each="r in rows"><td>${r.id}</td><td style="text-align:right">${r.price}</td></tr></table>
      <table><tr><th scope="row">When</th><td>now</td></tr><tr><th scope="row">Who asks</th><td>me</td></tr></table>
      <hr><p>end</p>
      """
    #expect(
      try Sample.text(body) == """
        Big news
        ========

        Part
        ----

        One two three four five six seven eight nine ten eleven twelve thirteen
        fourteen fifteen
        next

        See the report
        https://x.example/a
        now, or write to a@x.example.

        - first
        - second

        1. one
        2. two

        left
        right

        Id  Price
        --  -----
        A1   12.5
        B2      7

        When      now
        Who asks  me

        ------------------------------------------------------------------------------

        end

        """)
  }

  @Test func `a table that is too wide is told record by record`() throws {
    let long = String(repeating: "word ", count: 12)
    let body = "<table><tr><th>Name</th><th>Text</th></tr><tr><td>${name}</td><td>${name} \(long)</td></tr></table>"
    let text = try Sample.text(body, ["name": .string("a value of some length")])
    #expect(text.hasPrefix("Name: a value of some length\nText: a value of some length word"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 78 })
  }

  @Test func `wide characters are counted as they are shown`() throws {
    let body = "<table><tr><th>A</th><th>B</th></tr><tr><td>漢字</td><td>x</td></tr><tr><td>abc</td><td>y</td></tr></table>"
    #expect(try Sample.text(body) == "A     B\n----  -\n漢字  x\nabc   y\n")
  }

  @Test func `a line of text with expressions is filled in`() throws {
    let template = try TextTemplate.compile("${count} rows of ${name}: $${x}", Sample.environment)
    #expect(try template.render(Sample.scope()) == "3 rows of Zoë <b> & \"Co\": ${x}")
    #expect(template.variables == ["count", "name"])
    let thrown = #expect(throws: TemplateProblems.self) { try TextTemplate.compile("ä ${cuont}", Sample.environment) }
    #expect(thrown?.problems.first?.place.offset == 5)
    #expect(thrown?.problems.first?.place.column == 5)
  }
}
