import Workflow

extension CodePage {
  static let templates: [CodePage] = [
    mail(
      .templateSyntax, "A marker `${ … }` that is never closed, or an element without its end.",
      "<p>Dear ${ input.partner, your report is due.</p>", "<p>Dear ${ input.partner }, your report is due.</p>"),
    mail(
      .templateExpression,
      "A template is checked against the types of every workflow that uses it: this name, field or function is not there in one of them.",
      "<p>Dear ${ input.partnr },</p>", "<p>Dear ${ input.partner },</p>"),
    mail(
      .templatePlace,
      """
      Something that does not work in a mail, or an expression in a place where its value could not be kept apart from the
      page.
      """,
      "<p>Dear ${ input.partner },</p><script>alert(1)</script>", "<p>Dear ${ input.partner },</p>"),
    mail(
      .templateDirective, "`data-if`, `data-each`, `data-with` and `data-include` are the directives; `data-each` reads `row in items`.",
      "<p data-each=\"[1, 2]\">A line.</p>", "<p data-each=\"number in [1, 2]\">${ number }</p>"),
    mail(
      .templateInclude, "`data-include` names another file of `templates/`; it is not there, or it includes itself.",
      "<p>Dear all,</p><div data-include=\"footer\"></div>", "<p>Dear all,</p>"),
    mail(
      .templateAddress, "A link whose beginning an expression decides could lead anywhere: write at least `https://host/` out.",
      "<p><a href=\"javascript:alert(1)\">the report</a></p>",
      "<p><a href=\"https://tocsin.example/${ input.partner }\">the report</a></p>"),
  ]

  private static func mail(_ code: DiagnosticCode, _ text: String, _ bad: String, _ good: String) -> CodePage {
    CodePage(code, text, bad: .template(page(bad)), good: .template(page(good)))
  }

  private static func page(_ body: String) -> String {
    "<html>\n<head><title>Report</title></head>\n<body>\(body)</body>\n</html>"
  }
}
