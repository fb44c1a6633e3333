import CEL
package import YAML

/// What makes a charging session faulty: the conditions of one rule file, compiled.
package struct RuleBook: Sendable {
  /// As source files call it: `faulty-session`.
  package let name: String
  /// Whether a session is looked at at all.
  let judged: Program
  /// In the order of the file: the first that applies names the booking.
  let rules: [Rule]

  /// Reads a rule file; all that is wrong with it at once.
  package init(reading text: String, file: String) throws(YAMLProblems) {
    let root = try YAML.parse(text, file: file)
    var reader = RuleFileReader()
    guard let book = reader.book(root), reader.problems.isEmpty else { throw YAMLProblems(reader.problems) }
    self = book
  }

  init(name: String, judged: Program, rules: [Rule]) {
    (self.name, self.judged, self.rules) = (name, judged, rules)
  }

  /// The names of all faults that it knows, in order.
  package var faults: [String] { rules.map(\.name) }
}
