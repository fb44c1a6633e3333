package import CEL

/// The files of a template folder, by their path inside it: `emsp/reminder.html`, `emsp/escalation.json`.
package struct TemplateLibrary: Sendable {
  private let files: [String: String]
  private let shelf = PageShelf()

  package init(files: [String: String]) { self.files = files }

  /// Names of mails and cards as workflows write them, without the ending; parts that are only included are among them.
  package var names: [String] { files.keys.map { String($0.prefix { $0 != "." }) }.sorted() }

  package func hasMail(_ name: String) -> Bool { files[name + ".html"] != nil }
  package func hasCard(_ name: String) -> Bool { files[name + ".json"] != nil }

  /// Parses, fills in includes, checks every expression against the environment, inlines styles. All problems at once.
  package func compileMail(_ name: String, _ environment: Environment) throws(TemplateProblems) -> MailTemplate {
    let (compiler, nodes) = try checkedPage(name, environment)
    return MailTemplate(
      name: name, files: compiler.includes, page: StyleInliner(sheet: compiler.sheet).inline(nodes),
      variableCount: environment.variables.count)
  }

  /// Says what is wrong with a mail, and makes nothing that could be sent.
  package func checkMail(_ name: String, _ environment: Environment) throws(TemplateProblems) { _ = try checkedPage(name, environment) }

  private func checkedPage(_ name: String, _ environment: Environment) throws(TemplateProblems) -> (PageCompiler, [PageNode]) {
    try require(name + ".html", kind: "mail")
    var compiler = PageCompiler(files: files, shelf: shelf)
    let nodes = compiler.compile(name + ".html", names: Names(environment))
    let problems = compiler.problems + (compiler.problems.isEmpty ? MailCheck(path: name + ".html").problems(of: nodes) : [])
    guard problems.isEmpty else { throw TemplateProblems(problems) }
    return (compiler, nodes)
  }

  package func compileCard(_ name: String, _ environment: Environment) throws(TemplateProblems) -> CardTemplate {
    try require(name + ".json", kind: "card")
    let path = name + ".json"
    var compiler = CardCompiler(file: path, text: files[path] ?? "")
    let root = compiler.compile(Names(environment))
    guard compiler.problems.isEmpty, let root else { throw TemplateProblems(compiler.problems) }
    return CardTemplate(name: name, root: root, variableCount: environment.variables.count)
  }

  private func require(_ path: String, kind: String) throws(TemplateProblems) {
    guard files[path] == nil else { return }
    let ending = path.suffix(5)
    let known = files.keys.filter { $0.hasSuffix(ending) }.sorted()
    throw TemplateProblems([
      TemplateProblem(
        .missing, "there is no \(kind) template `\(path)`", hint: Suggestion.near(path, among: known),
        at: TemplatePlace(file: path, line: 1, column: 1, offset: 0))
    ])
  }
}
