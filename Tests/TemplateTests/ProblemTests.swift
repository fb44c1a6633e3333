import Template
import Testing

@Suite struct `What is wrong with a template is said when it is loaded` {
  struct Row: Sendable, CustomTestStringConvertible {
    let body: String
    let place: String
    let says: String
    var testDescription: String { body }
  }

  static let rows = [
    Row(body: "\n<p>${nmae}</p>", place: "2:6", says: "nmae"),
    Row(body: "\n<p class=\"${rows[0].idd}\">x</p>", place: "2:20", says: "idd"),
    Row(body: "\n<p data-if=\"count\">x</p>", place: "2:13", says: "bool"),
    Row(body: "\n<p data-each=\"rows\">x</p>", place: "2:15", says: "b in items"),
    Row(body: "\n<p data-each=\"r in name\">x</p>", place: "2:20", says: "list"),
    Row(body: "\n<p data-each=\"r in rows\">${r.idd}</p>", place: "2:29", says: "idd"),
    Row(body: "\n<p data-with=\"x\">x</p>", place: "2:15", says: "name = expression"),
    Row(body: "\n<p data-with=\"a = 1; b = nope\">x</p>", place: "2:26", says: "nope"),
    Row(body: "\n<p>${count", place: "2:4", says: "never closed"),
    Row(body: "\n<p>${when}</p>", place: "2:6", says: "which"),
    Row(body: "\n<p>${rows}</p>", place: "2:6", says: "cannot stand in a text"),
    Row(body: "\n<p data-each=\"r in rows\">${r.note}</p>", place: "2:29", says: "may be absent"),
    Row(body: "\n<script>${count}</script>", place: "2:9", says: "<script>"),
    Row(body: "\n<style>a{width:${count}px}</style>", place: "2:16", says: "<style>"),
    Row(body: "\n<p onclick=\"${name}\">x</p>", place: "2:13", says: "script"),
    Row(body: "\n<!-- ${name} -->", place: "2:6", says: "comment"),
    Row(body: "\n<p ${name}>x</p>", place: "2:4", says: "value of an attribute"),
    Row(body: "\n<p title=${name}>x</p>", place: "2:10", says: "quotation marks"),
    Row(body: "\n<a href=\"javascript:x\">x</a>", place: "2:1", says: "http, https"),
    Row(body: "\n<img src=\"https://x.example/p.png\">", place: "2:1", says: "elsewhere"),
    Row(body: "\n<script>x</script>", place: "2:1", says: "does not work in a mail"),
    Row(body: "\n<b>x", place: "2:1", says: "not closed before"),
    Row(body: "\n<div><b>x</div>", place: "2:6", says: "not closed before"),
    Row(body: "\nx</b>", place: "2:2", says: "closes nothing"),
    Row(body: "\n<p data-include=\"emsp/nothing\"></p>", place: "2:18", says: "no template"),
    Row(body: "\n<p data-include=\"t\"></p>", place: "2:18", says: "includes itself"),
    Row(body: "\n\t<p>ü ${nope}</p>", place: "2:9", says: "nope"),
  ]

  @Test(arguments: rows) func `a mistake is named at its place`(row: Row) throws {
    let thrown = #expect(throws: TemplateProblems.self) { try Sample.mail(row.body) }
    let problem = try #require(thrown?.problems.first)
    #expect("\(problem.place.line):\(problem.place.column)" == row.place, "\(problem)")
    #expect((problem.message + (problem.hint ?? "")).contains(row.says), "\(problem)")
  }

  @Test func `all problems of a page and its parts are told at once`() throws {
    let files = ["part.html": "<i>${none}</i>"]
    let thrown = #expect(throws: TemplateProblems.self) {
      try Sample.mail("<p>${a1}</p>\n<p data-if=\"b2\">${c3}</p><template data-include=\"part\"></template>", files: files)
    }
    #expect(thrown?.problems.map { "\($0.place.file):\($0.place.line)" } == ["part.html:1", "t.html:1", "t.html:2", "t.html:2"])
  }

  @Test func `a mail without subject and a template that is not there are problems`() throws {
    let library = TemplateLibrary(files: ["emsp/reminder.html": "<html><body>x</body></html>"])
    #expect(throws: TemplateProblems.self) { try library.compileMail("emsp/reminder", Sample.environment) }
    let thrown = #expect(throws: TemplateProblems.self) { try library.compileMail("emsp/remindr", Sample.environment) }
    #expect(thrown?.problems.first?.hint == "did you mean `emsp/reminder.html`?")
  }

  @Test func `a circle of includes ends`() throws {
    let files = ["a.html": "<i data-include=\"b\"></i>", "b.html": "<i data-include=\"a\"></i>"]
    let thrown = #expect(throws: TemplateProblems.self) { try Sample.mail("<i data-include=\"a\"></i>", files: files) }
    #expect(thrown?.problems.first?.message.contains("a.html → b.html → a.html") == true)
  }
}
