import CEL
import Calendar
import Workflow
import YAML

/// From a file of `sources/` to its declaration; goes on after each problem.
struct SourceFileReader {
  let books: RuleShelf
  let problems: ProblemList

  private enum Kind: String, CaseIterable { case http, files, postgresql, odbc, mongodb }

  func read(_ text: String, file: String) -> SourceDeclaration? {
    let root: YAML.Node
    do {
      root = try YAML.parse(text, file: file)
    } catch {
      problems.add(error)
      return nil
    }
    let kinds = [
      "files": SourceForms.files, "http": SourceForms.http, "postgresql": SourceForms.database, "odbc": SourceForms.database,
      "mongodb": SourceForms.database,
    ]
    let own = kinds[root["kind"]?.text ?? ""] ?? SourceForms.http + SourceForms.files + SourceForms.database
    let known = (SourceForms.common + own).map(\.name)
    guard let fields = SourceFields(root, "a source", known: known, problems) else { return nil }
    let kind = kind(fields)
    let zone = zone(fields)
    let operators = operators(fields)
    let reader = QuestionReader(zone: zone, books: books, problems: problems, takesLists: root["kind"]?.text == "mongodb")
    let questions = Self.asksReports(kind) ? [] : self.questions(fields, reader)
    if questions.isEmpty, !Self.asksReports(kind), let node = fields["questions"], node.mapping?.isEmpty != false {
      problems.report(node, "`questions` has none", hint: "questions: {faulty-bookings: {path: sessions}}")
    }
    guard let node = fields.required("source", "its name"), let name = name(node), let kind else { return nil }
    return SourceDeclaration(
      name: name, nameNode: node, kind: kind, concurrency: fields.integer("concurrency", in: 1...64) ?? 1, operators: operators,
      questions: questions)
  }

  private func questions(_ fields: SourceFields, _ reader: QuestionReader) -> [QuestionDeclaration] {
    (fields.required("questions", "what can be asked")?.mapping?.entries ?? []).compactMap { reader.read($0) }
  }

  /// What is asked of a database stands in `reports/`.
  private static func asksReports(_ kind: SourceDeclaration.Kind?) -> Bool {
    if case .database(let database)? = kind { database.system != .mongodb } else { false }
  }

  private func name(_ node: YAML.Node) -> String? {
    if let text = node.text, Self.isName(text) { return text }
    problems.report(node, "a source's name has letters, digits and hyphens")
    return nil
  }

  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  private func kind(_ fields: SourceFields) -> SourceDeclaration.Kind? {
    guard fields.required("kind", "http, files, postgresql, odbc or mongodb") != nil, let kind = fields.choice("kind", Kind.self) else {
      return nil
    }
    switch kind {
    case .files: return fields.requiredText("folder", "the folder of the files").map { .files(folder: $0) }
    case .postgresql: return database(fields, .postgresql)
    case .odbc: return database(fields, .odbc)
    case .mongodb: return database(fields, .mongodb)
    case .http:
      let retry = fields["retry"].flatMap { SourceFields($0, "`retry`", known: SourceForms.retry.names, problems) }
      return .http(
        HTTPDeclaration(
          url: fields.text("url", "an address"), node: fields["url"] ?? fields.node, authorization: authorization(fields),
          authorityFile: fields.text("authorityFile", "a PEM file"), pageSeconds: fields.seconds("timeout"),
          attempts: retry?.integer("attempts", in: 1...100), delaySeconds: retry?.seconds("delay"),
          delaySecondsMax: retry?.seconds("longest")))
    }
  }

  private func database(_ fields: SourceFields, _ system: DatabaseDeclaration.System) -> SourceDeclaration.Kind? {
    guard let node = fields.required("database", "where it is") else { return nil }
    let place: DatabaseDeclaration.Place
    if let own = node["own"]?.text, node.mapping?.count == 1, system == .postgresql {
      place = .own(own)
    } else {
      guard let secret = secret(node) else { return nil }
      place = .secret(secret)
    }
    var parameters: [String: String] = [:]
    for entry in fields["parameters"]?.mapping?.entries ?? [] { parameters[entry.name] = entry.value.text }
    return .database(
      DatabaseDeclaration(
        system: system, place: place, node: node, zone: zone(fields), timeoutSeconds: fields.seconds("timeout"),
        connections: fields.integer("connections", in: 1...32), parameters: parameters))
  }

  private func authorization(_ fields: SourceFields) -> AuthorizationDeclaration? {
    guard let node = fields["authorization"],
      let inner = SourceFields(node, "`authorization`", known: SourceForms.authorization.names, problems),
      inner.required("scheme", "Token, Basic or Bearer") != nil, let scheme = inner.choice("scheme", AuthorizationDeclaration.Scheme.self),
      let place = inner.required("secret", "where the key stands").flatMap(secret)
    else { return nil }
    let user = inner.text("user", "a name")
    if scheme == .basic && user == nil { problems.report(node, "`user` is missing: Basic has a user and a password") }
    return AuthorizationDeclaration(scheme: scheme, secret: place, node: node, user: user, isBase64: inner.flag("base64") ?? false)
  }

  /// Where a secret stands: `{env: NAME}`, `{file: PATH}`, or `{setting: NAME}` for a secret setting of tocsin.yaml.
  private func secret(_ node: YAML.Node) -> AuthorizationDeclaration.SecretPlace? {
    if let name = node["env"]?.text, node.mapping?.count == 1 { return .environment(name) }
    if let path = node["file"]?.text, node.mapping?.count == 1 { return .file(path) }
    if let name = node["setting"]?.text, node.mapping?.count == 1 { return .setting(name) }
    problems.report(node, "a secret never stands in this file", hint: "write `{env: NAME}`, `{file: PATH}` or `{setting: NAME}`")
    return nil
  }

  private func zone(_ fields: SourceFields) -> Zone {
    guard let node = fields["timezone"] else { return .utc }
    do {
      return try Zone(node.text ?? "")
    } catch {
      problems.report(node, "`timezone` \(error.problem)", hint: error.hint)
      return .utc
    }
  }

  private func operators(_ fields: SourceFields) -> [String: String] {
    guard let node = fields["operators"] else { return [:] }
    guard let mapping = node.mapping else {
      problems.report(node, "`operators` is a mapping of OCPI parties to names", hint: "operators: {DE*NCH: NordCharge}")
      return [:]
    }
    var operators: [String: String] = [:]
    for entry in mapping.entries {
      guard entry.name.utf8.count == 6, entry.name.dropFirst(2).first == "*", let name = entry.value.text else {
        problems.report(entry.key, "an operator is a country, a party and a name", hint: "DE*NCH: NordCharge")
        continue
      }
      operators[entry.name.uppercased()] = name
    }
    return operators
  }
}
