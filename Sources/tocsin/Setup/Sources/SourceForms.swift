import Workflow

/// The keys of a file of `sources/`.
enum SourceForms {
  static let file = FileForm(
    "source", title: "A system that can be asked, and what can be asked of it", files: "sources/*.yaml",
    [root, authorization, retry, question, parts, part])

  /// Of every source, whatever its kind.
  static let common: [Form.Key] = [
    .init("source", .text, "Its name.", required: true),
    .init("description", .text, "A line for people."),
    .init("kind", .words(["http", "files", "postgresql", "odbc", "mongodb"]), "How it is asked.", required: true),
    .init("timezone", .text, "Of the times that it is asked about."),
    .init("concurrency", .integer(1...64), "Questions at once."),
    .init("operators", .mapping(.text), "What partners are called here, by OCPI party: `DE*NCH: NordCharge`."),
    .init("questions", .mapping(.form("question")), "What can be asked: `SOURCE/QUESTION`; of a database reports are asked instead."),
  ]

  static let http: [Form.Key] = [
    .init("url", .text, "Its address; the environment may say it too."),
    .init("authorization", .form("authorization"), "Who asks."),
    .init("authorityFile", .text, "A PEM file with the authority that its certificate is checked by."),
    .init("timeout", .duration, "Of a page."),
    .init("retry", .form("retry"), "How often a page is asked for again."),
  ]

  static let files: [Form.Key] = [.init("folder", .text, "The folder of the files, from the installation's own.")]

  static let database: [Form.Key] = [
    .init(
      "database", .mapping(.text),
      "Where its connection string stands: `{env: NAME}`, `{file: PATH}` or `{setting: NAME}`; or `{own: NAME}`, on our own server."),
    .init("timeout", .duration, "Of a report that does not say."),
    .init("connections", .integer(1...32), "At once."),
    .init("parameters", .mapping(.text), "What reports' parameters of these names are here."),
  ]

  static let root = Form("source", "a source", common + http + files + database.filter { $0.name != "timeout" })

  static let authorization = Form(
    "authorization", "`authorization`",
    [
      .init("scheme", .word(of: AuthorizationDeclaration.Scheme.self), "How the key is sent.", required: true),
      .init("secret", .mapping(.text), "Where the key stands: `{env: NAME}`, `{file: PATH}` or `{setting: NAME}`.", required: true),
      .init("user", .text, "Of Basic."),
      .init("base64", .flag, "OCPI from 2.2-d2 on wants its token so."),
    ])

  static let retry = Form(
    "retry", "`retry`",
    [
      .init("attempts", .integer(1...100), "In all."),
      .init("delay", .duration, "Before the second."),
      .init("longest", .duration, "The longest delay."),
    ])

  private static let asked: [Form.Key] = [
    .init("path", .text, "Where it is asked."),
    .init("query", .mapping(.expression), "Parameters."),
    .init("paging", .word(of: QuestionDeclaration.Paging.self), "How further pages are found."),
    .init("limit", .integer(1...100_000), "Rows of a page."),
    .init("envelope", .word(of: QuestionDeclaration.Envelope.self), "What stands around the rows."),
  ]

  static let question = Form(
    "question", "a question",
    [
      .init("description", .text, "A line for people."),
      .init("input", .mapping(.text), "What is asked: names and types."),
      .init("parts", .form("parts"), "Several answers that rules put together."),
      .init("judge", .text, "The rules by which rows are judged: a file of rules/."),
      .init("keep", .expression, "Which rows are answered."),
      .init("answer", .text, "The field of the answer that holds the rows."),
    ] + asked)

  static let parts = Form(
    "parts", "`parts`", QuestionDeclaration.Role.allCases.map { .init($0.rawValue, .form("part"), "The \($0.rawValue).") })

  static let part = Form("part", "a part", asked)
}
