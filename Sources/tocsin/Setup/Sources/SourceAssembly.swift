import CEL
import Curl
import Executor
import Foundation
import Source
import SourceFile
import SourceHTTP
import YAML

/// From declarations to sources that can be asked: addresses and secrets come from the environment and from files.
struct SourceAssembly {
  let directory: URL
  let environment: [String: String]
  let clock: any ExecutorClock
  let problems: ProblemList

  func sources(_ source: SourceDeclaration) -> [ConfiguredSource] {
    let reach: ((QuestionDeclaration.Part, QuestionForm, String) -> any Source)?
    switch source.kind {
    case .files(let folder): reach = { part, _, name in files(folder, part, name) }
    case .http(let http): reach = self.http(http, source.name)
    case .database(let database): reach = database.system == .mongodb ? mongo(database) : nil  // Others are asked through reports.
    }
    guard let reach else { return [] }
    return source.questions.map { question in
      let name = "\(source.name)/\(question.name)"
      let parts = question.parts.map { QuestionSource.Part(role: $0.role, source: reach($0, question.form, name)) }
      return ConfiguredSource(
        name: name, source: QuestionSource(name: name, question: question, parts: parts, operators: source.operators),
        concurrency: source.concurrency)
    }
  }

  /// Paths in a source's file begin at the installation's folder.
  private func place(_ path: String) -> URL { path.hasPrefix("/") ? URL(filePath: path) : directory.appending(path: path) }

  private func files(_ folder: String, _ part: QuestionDeclaration.Part, _ name: String) -> any Source {
    FileSource(FileSourceConfiguration(name: name, folder: place(folder).appending(path: part.path).path))
  }

  private func http(_ http: HTTPDeclaration, _ name: String) -> ((QuestionDeclaration.Part, QuestionForm, String) -> any Source)? {
    let variable = "TOCSIN_SOURCE_" + name.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined() + "_URL"
    guard let url = environment[variable].flatMap({ $0.isEmpty ? nil : $0 }) ?? http.url else {
      problems.report(http.node, "`url` is missing", hint: "write it, or set \(variable)")
      return nil
    }
    guard WebAddress(url) != nil else {
      problems.report(http.node, "the address of `\(name)` is no http or https address")
      return nil
    }
    guard let authentication = authentication(http.authorization) else { return nil }
    var retry = HTTPSourceRetry()
    retry.attempts = http.attempts ?? retry.attempts
    retry.delaySeconds = http.delaySeconds ?? retry.delaySeconds
    retry.delaySecondsMax = http.delaySecondsMax ?? retry.delaySecondsMax
    var limits = HTTPSourceLimits()
    limits.pageSeconds = http.pageSeconds ?? limits.pageSeconds
    let trust = http.authorityFile.map { TLSTrust.file(place($0).path) } ?? .system
    let timing = SourceTiming(clock)
    return { part, form, name in
      HTTPSource(
        HTTPSourceConfiguration(
          name: name, baseURL: url, path: part.path, parameters: { try Self.parameters(part.query, form, $0) },
          authentication: authentication, paging: part.paging == .ocpi ? .ocpi(limit: part.limit) : .none,
          envelope: part.envelope == .ocpi ? .ocpi : .none, trust: trust, retry: retry, limits: limits),
        timing: timing)
    }
  }

  private func mongo(_ database: DatabaseDeclaration) -> ((QuestionDeclaration.Part, QuestionForm, String) -> any Source)? {
    guard case .secret(let place) = database.place else { return nil }
    let reader = SecretPlaceReader(directory: directory, environment: environment, problems: problems)
    guard let address = reader.secret(place, database.node) else { return nil }
    return OptionalSystems.mongo(address.reveal(), database.node, problems).map { make in
      { part, form, name in
        make(name, part.path) { request in
          var filter = ValueMap()
          let bindings = form.bindings(request)
          for (field, program) in part.query { filter[field] = try program.evaluate(bindings) }
          return filter
        }
      }
    }
  }

  private static func parameters(
    _ query: [(name: String, value: Program)], _ form: QuestionForm, _ request: SourceRequest
  ) throws -> [String: String] {
    var parameters: [String: String] = [:]
    let bindings = form.bindings(request)
    for (name, program) in query { parameters[name] = try QuestionForm.parameter(program.evaluate(bindings)) }
    return parameters
  }

  /// Nil, and a problem, where the secret is not to be had.
  private func authentication(_ declared: AuthorizationDeclaration?) -> HTTPSourceConfiguration.Authentication? {
    guard let declared else { return HTTPSourceConfiguration.Authentication.none }
    let reader = SecretPlaceReader(directory: directory, environment: environment, problems: problems)
    guard let secret = reader.secret(declared.secret, declared.node) else { return nil }
    switch declared.scheme {
    case .token: return .token(secret, base64: declared.isBase64)
    case .bearer: return .bearer(secret)
    case .basic: return .basic(user: declared.user ?? "", password: secret)
    }
  }
}

extension SourceTiming {
  /// Real time: that of the executor's clock.
  init(_ clock: any ExecutorClock) {
    self.init(
      elapsedSeconds: { clock.monotonicSeconds() },
      pause: { seconds in
        await clock.pause(seconds: seconds)
        try Task.checkCancellation()
      },
      random: { UInt64(clock.chance() * 0x1p53) << 11 })
  }
}
