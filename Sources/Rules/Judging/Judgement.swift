package import CEL

/// What the rules found against one session. Sessions against which nothing is found have none.
package struct Judgement: Hashable, Sendable {
  /// A rule that could not be asked about a session.
  package struct Trouble: Hashable, Sendable {
    package let rule: String
    package let message: String
  }

  /// `DE*NCH*NC-2605-0001`
  package let id: String
  /// Names of the rules that apply, in the order of the file; empty where there is only trouble.
  package let faults: [String]
  package let troubles: [Trouble]
  /// The row that is chased, in the form of `types/emsp-booking.yaml`.
  package let booking: Value

  /// The fault of a booking of which no rule could say anything, but one failed.
  package static let notJudged = "not-judged"
}
