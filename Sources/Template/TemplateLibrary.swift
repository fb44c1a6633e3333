package import CEL

/// The files of a template folder, by their path inside it: `emsp/reminder.html`, `emsp/escalation.json`.
package struct TemplateLibrary: Sendable {
  private let files: [String: String]
  private let shelf = PageShelf()
  /// Looks at every expression of what is compiled; nil: nobody.
  package var review: ExpressionReview?

  package init(files: [String: String]) { self.files = files }

  /// Names of mails and cards as workflows write them, without the ending; parts that are only included are among them.
  package var names: [String] { files.keys.map { String($0.prefix { $0 != "." }) }.sorted() }

  package func hasMail(_ name: String) -> Bool { files[name + ".html"] != nil }
  package func hasCard(_ name: String) -> Bool { files[name + ".json"] != nil }

  /// Parses, fills in includes, checks every expression against the environment, inlines styles. All problems at once.
  package func compileMail(_ name: String, _ environment: Environment) throws(TemplateProblems) -> MailTemplate {
    try checkMail(name, environment).template
  }

  /// Says what is wrong with a mail; what it makes has no styles yet.
  package func checkMail(_ name: String, _ environment: Environment) throws(TemplateProblems) -> CheckedMail {
    try require(name + ".html", kind: "mail")
    var problems: [TemplateProblem] = []
    let paths = [name + ".html"] + translations(of: name).map { "\(name).\($0).html" }
    let names = names(environment)
    let pages = paths.map { path in
      var compiler = PageCompiler(files: files, shelf: shelf)
      let nodes = compiler.compile(path, names: names)
      problems += compiler.problems + (compiler.problems.isEmpty ? MailCheck(path: path).problems(of: nodes) : [])
      return CheckedMail.Page(nodes: nodes, sheet: compiler.sheet, includes: compiler.includes)
    }
    guard problems.isEmpty else { throw TemplateProblems(problems) }
    return CheckedMail(name: name, pages: pages, languages: translations(of: name), variableCount: environment.variables.count)
  }

  /// Languages that a mail is written in beside its own: `emsp/reminder.de.html` is the German `emsp/reminder`.
  package func translations(of name: String) -> [String] {
    files.keys.filter { $0.hasPrefix(name + ".") && $0.hasSuffix(".html") }
      .map { $0.dropFirst(name.count + 1).dropLast(5) }
      .filter { (2...3).contains($0.count) && $0.allSatisfy { $0.isASCII && $0.isLowercase } }
      .map(String.init).sorted()
  }

  private func names(_ environment: Environment) -> Names {
    Names(environment, review: review).adding(TemplateReader.variables, types: TemplateReader.types)
  }

  package func compileCard(_ name: String, _ environment: Environment) throws(TemplateProblems) -> CardTemplate {
    try require(name + ".json", kind: "card")
    let path = name + ".json"
    var compiler = CardCompiler(file: path, text: files[path] ?? "")
    let root = compiler.compile(names(environment))
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
