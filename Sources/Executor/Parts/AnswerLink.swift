package import Calendar
package import Store

/// Where one recipient's copy of a message is answered.
package struct AnswerLink: Hashable, Sendable {
  /// The address of its pages, without the answer's name.
  package var page: String
  /// What the page asks for before it acts.
  package var code: String

  package init(page: String, code: String) {
    self.page = page
    self.code = code
  }
}

/// Makes links for answers; handed in, since it holds a key. The same part at the same moment gets the same link.
package protocol AnswerLinkMaker: Sendable {
  func link(for part: PartID, at moment: Instant) -> AnswerLink
}
