import CEL
import Calendar
import YAML

/// The keys of one mapping of a source file: unknown ones are reported when it is opened, wrong values when they are read.
struct SourceFields {
  let node: YAML.Node
  private let problems: ProblemList

  /// Nil, and a problem, where there is no mapping.
  init?(_ node: YAML.Node, _ what: String, known: [String], _ problems: ProblemList) {
    guard let mapping = node.mapping else {
      problems.report(node, "\(what) is a mapping, not \(node.kindName)", hint: "it has \(known.joined(separator: ", "))")
      return nil
    }
    for entry in mapping.entries where !known.contains(entry.name) {
      problems.report(
        entry.key, "\(what) has no `\(entry.name)`",
        hint: CEL.Spelling.hint(entry.name, among: known) ?? "it has \(known.joined(separator: ", "))")
    }
    (self.node, self.problems) = (node, problems)
  }

  subscript(_ key: String) -> YAML.Node? { node[key].flatMap { $0.isNull ? nil : $0 } }

  func required(_ key: String, _ what: String) -> YAML.Node? {
    if let value = self[key] { return value }
    problems.report(node, "`\(key)` is missing: \(what)")
    return nil
  }

  func text(_ key: String, _ what: String) -> String? {
    guard let value = self[key] else { return nil }
    if let text = value.text { return text }
    problems.report(value, "`\(key)` is \(what), not \(value.kindName)")
    return nil
  }

  func requiredText(_ key: String, _ what: String) -> String? { required(key, what).flatMap { _ in text(key, what) } }

  func choice<T: RawRepresentable & CaseIterable>(_ key: String, _ type: T.Type) -> T? where T.RawValue == String {
    guard let value = self[key] else { return nil }
    let known = T.allCases.map(\.rawValue)
    if let text = value.text, let choice = T(rawValue: text) { return choice }
    problems.report(
      value, "`\(key)` is one of \(known.joined(separator: ", "))", hint: value.text.flatMap { CEL.Spelling.hint($0, among: known) })
    return nil
  }

  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = self[key] else { return nil }
    if let number = value.scalar?.integer, range.contains(number) { return number }
    problems.report(value, "`\(key)` is a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  func flag(_ key: String) -> Bool? {
    guard let value = self[key] else { return nil }
    if let flag = value.scalar?.boolean { return flag }
    problems.report(value, "`\(key)` is true or false")
    return nil
  }

  /// A time of a fixed length.
  func seconds(_ key: String) -> Double? {
    guard let value = self[key] else { return nil }
    do throws(TimeTextError) {
      if case .span(let span) = try Delay(parsing: value.text ?? ""), span.months == 0, span.days == 0, span.microseconds > 0 {
        return Double(span.microseconds) / 1_000_000
      }
      problems.report(value, "`\(key)` is a time that no calendar changes", hint: "write `90s`, `1h`")
    } catch {
      problems.report(value, "`\(key)` \(error.problem)", hint: error.hint)
    }
    return nil
  }
}
