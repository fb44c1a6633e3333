package import CEL
import Calendar
package import Workflow

/// Finds calls that cannot succeed whatever the instance holds: `day(input.run, 32)`, `"25:00"`, a rotation that nobody declared. In a
/// workflow's expressions and in those of its templates.
package struct ConstantArguments: Sendable {
  /// Nil where the contacts are not known.
  let contacts: ContactsType?

  package struct Finding: Hashable, Sendable {
    package var code: DiagnosticCode
    /// Its place is in the expression's own text.
    package var problem: Problem
  }

  package init(contacts: ContactsType?) { self.contacts = contacts }

  package func findings(in expression: CEL.Expression) -> [Finding] {
    var search = ConstantArgumentSearch(contacts: contacts)
    search.check(expression)
    return search.found
  }
}

private struct ConstantArgumentSearch {
  let contacts: ContactsType?
  var found: [ConstantArguments.Finding] = []

  mutating func check(_ expression: CEL.Expression) {
    if case .call(let name, nil, let arguments) = expression.kind { check(name, arguments) }
    if case .call("onCall", let receiver?, let arguments) = expression.kind, case .name("contacts") = receiver.kind { onCall(arguments) }
    for part in expression.below { check(part) }
  }

  private mutating func check(_ name: String, _ arguments: [CEL.Expression]) {
    switch (name, arguments.count) {
    case ("day", 2...3):
      if let number = integer(arguments[1]), !(1...31).contains(number) {
        report(arguments[1], "no month has a day \(number)", hint: "days run from 1 to 31; 31 is the last day of a shorter month")
      }
      if arguments.count == 3, let text = string(arguments[2]) { time(text, arguments[2]) }
    case ("format", 2...3):
      if let text = string(arguments[1]) { pattern(text, arguments[1]) }
    case ("businessDays", 2):
      if let number = integer(arguments[1]), number.magnitude > BusinessCalendar.daysMax {
        report(arguments[1], "at most \(BusinessCalendar.daysMax) business days can be counted", hint: nil)
      }
    default: break
    }
  }

  /// `contacts.onCall("support", 1)` of a rotation, and a layer, that there is.
  private mutating func onCall(_ arguments: [CEL.Expression]) {
    guard let contacts, let first = arguments.first, let name = string(first) else { return }
    guard let rotation = contacts.rotations.first(where: { $0.name == name }) else {
      let names = contacts.rotations.map(\.name)
      report(
        .unknownRotation, first, "there is no rotation `\(name)`",
        hint: Suggestion.hint(for: name, among: names, listed: "there are") ?? "declare it in the contacts, under `rotations`")
      return
    }
    guard arguments.count > 1, let layer = integer(arguments[1]), layer < 1 || layer > rotation.layers else { return }
    let layers = rotation.layers == 1 ? "one layer" : "\(rotation.layers) layers"
    report(.unknownRotation, arguments[1], "the rotation `\(name)` has \(layers), and none with the number \(layer)", hint: nil)
  }

  private mutating func time(_ text: String, _ argument: CEL.Expression) {
    do throws(TimeTextError) {
      _ = try LocalTime(parsing: text)
    } catch {
      report(argument, "`\(text)` \(error.problem)", hint: error.hint)
    }
  }

  private mutating func pattern(_ text: String, _ argument: CEL.Expression) {
    do throws(TimeTextError) {
      _ = try DatePattern(parsing: text)
    } catch {
      report(argument, "the pattern `\(text)` \(error.problem)", hint: error.hint)
    }
  }

  private func integer(_ expression: CEL.Expression) -> Int64? {
    switch expression.kind {
    case .literal(let value): value.int
    case .unary(.minus, let operand): integer(operand).map { 0 &- $0 }
    default: nil
    }
  }

  private func string(_ expression: CEL.Expression) -> String? {
    if case .literal(let value) = expression.kind { value.string } else { nil }
  }

  private mutating func report(_ argument: CEL.Expression, _ message: String, hint: String?) {
    report(.impossibleDay, argument, message, hint: hint)
  }

  private mutating func report(_ code: DiagnosticCode, _ argument: CEL.Expression, _ message: String, hint: String?) {
    found.append(ConstantArguments.Finding(code: code, problem: Problem(message, hint: hint, at: argument.place)))
  }
}
