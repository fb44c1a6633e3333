import CEL
import Rules
import Source
import Workflow

/// A question as workflows ask it: its parts are asked of the system, put together, judged where rules say so, and answered in the
/// form that was declared.
struct QuestionSource: Source {
  struct Part: Sendable {
    let role: QuestionDeclaration.Role
    let source: any Source
  }

  let name: String
  private let form: QuestionForm
  private let parts: [Part]
  private let book: RuleBook?
  private let keep: Program?
  private let answerField: String?
  private let operators: [String: String]

  init(name: String, question: QuestionDeclaration, parts: [Part], operators: [String: String]) {
    self.name = name
    form = question.form
    book = question.book
    keep = question.keep
    answerField = question.answer
    self.parts = parts
    self.operators = operators
  }

  func ask(_ request: SourceRequest) async -> SourceOutcome {
    do throws(SourceFailure) {
      let request = try form.typed(request)
      let answers = try await askParts(request)
      return .answered(try answer(answers, request))
    } catch {
      return .failed(error)
    }
  }

  private typealias Answers = [(role: QuestionDeclaration.Role, answer: SourceAnswer)]

  /// All at a time; the question takes as long as its slowest part.
  private func askParts(_ request: SourceRequest) async throws(SourceFailure) -> Answers {
    let outcomes = await withTaskGroup(of: (Int, SourceOutcome).self) { group in
      for (number, part) in parts.enumerated() {
        group.addTask { (number, await part.source.ask(request)) }
      }
      var outcomes: [Int: SourceOutcome] = [:]
      for await (number, outcome) in group { outcomes[number] = outcome }
      return outcomes
    }
    var answers: Answers = []
    for (number, part) in parts.enumerated() {
      switch outcomes[number] {
      case .answered(let answer)?: answers.append((part.role, answer))
      case .failed(let failure)?: throw failure
      case nil: throw SourceFailure(text: "\(name) was not asked", retry: .later(afterSeconds: nil))
      }
    }
    return answers
  }

  private func answer(_ answers: Answers, _ request: SourceRequest) throws(SourceFailure) -> SourceAnswer {
    var remarks = answers.flatMap(\.answer.remarks)
    var rows: [Value]
    if let book {
      let judgements = book.judge(
        sessions: Self.rows(.sessions, answers), cdrs: Self.rows(.cdrs, answers), locations: Self.rows(.locations, answers),
        now: Timestamp(request.askedAt), operators: operators)
      remarks += Self.remarks(on: judgements)
      rows = judgements.map(\.booking)
    } else {
      rows = answers.flatMap { $0.answer.data.list ?? [] }
    }
    rows = try kept(rows, request)
    return SourceAnswer(
      data: answerField.map { [$0: .list(rows)] } ?? .list(rows), complete: answers.allSatisfy(\.answer.complete),
      rows: answers.map(\.answer.rows).reduce(0, +), pages: answers.map(\.answer.pages).reduce(0, +), remarks: remarks)
  }

  private static func rows(_ role: QuestionDeclaration.Role, _ answers: Answers) -> [Value] {
    answers.filter { $0.role == role }.flatMap { $0.answer.data.list ?? [] }
  }

  private func kept(_ rows: [Value], _ request: SourceRequest) throws(SourceFailure) -> [Value] {
    guard let keep else { return rows }
    do {
      return try rows.filter { try keep.test(form.bindings(request, row: $0)) }
    } catch {
      throw SourceFailure(text: "`keep` of \(name) failed on a row", detail: "\(error)", retry: .never)
    }
  }

  /// Rules that could not be asked, each with how often.
  private static func remarks(on judgements: [Judgement]) -> [String] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for trouble in judgements.flatMap(\.troubles) {
      let text = "the rule \(trouble.rule) could not be asked: \(trouble.message)"
      if counts[text] == nil { order.append(text) }
      counts[text, default: 0] += 1
    }
    return order.map { "\($0) (\(counts[$0] ?? 0) sessions)" }
  }
}
