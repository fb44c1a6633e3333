import CEL
import Calendar
import Rules
import Source
import Workflow

/// What a question's expressions may name: `input` as declared, `now`, and `row` where rows are looked at.
struct QuestionForm: Sendable {
  let environment: Environment
  private let input: ObjectType?

  private static let inputName = "input"

  init(input: ObjectType?, isJudged: Bool, zone: Zone) {
    self.input = input
    environment = Environment(
      variables: [
        Variable("input", input.map { .object($0.name) } ?? .dyn), Variable("now", .timestamp),
        Variable("row", isJudged ? .object(Judgement.bookingType.name) : .dyn),
      ],
      types: [input, Judgement.bookingType].compactMap { $0 },
      functions: .standard.adding(CalendarFunctions.table(zone: zone, calendar: .mondayToFriday)))
  }

  static func inputType(_ fields: [ObjectType.Field]) -> ObjectType { ObjectType(inputName, fields) }

  /// The question with its input as declared.
  func typed(_ request: SourceRequest) throws(SourceFailure) -> SourceRequest {
    guard let input else { return request }
    var request = request
    do {
      request.input = try coerced(request.input, to: .object(input.name), types: [input.name: input])
    } catch {
      throw SourceFailure(text: "the input of \(request.name) does not have the declared form: \(error)", retry: .never)
    }
    return request
  }

  func bindings(_ request: SourceRequest, row: Value? = nil) -> Bindings {
    var values: [String: Value] = ["input": request.input, "now": Value(request.askedAt)]
    values["row"] = row
    return Bindings(environment, values)
  }

  /// A value as a query parameter says it.
  static func parameter(_ value: Value) throws(EvaluationError) -> String {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .double(let number): "\(number)"
    case .bool(let flag): flag ? "true" : "false"
    case .timestamp(let time): "\(time)"
    default: throw EvaluationError("a query parameter is text, a number, a time, true or false")
    }
  }
}
