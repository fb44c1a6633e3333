package import Calendar
package import Executor
package import Store

/// Makes the links of mails and cards.
package struct AnswerLinks: AnswerLinkMaker {
  /// Where pages are reached from outside: `https://answers.emsp.example`, perhaps with a path, without a slash at the end.
  package let base: String
  package let keys: AnswerKeys
  /// For so long a link is good.
  package let days: Int

  package static let daysDefault = 30

  package init(base: String, keys: AnswerKeys, days: Int = Self.daysDefault) {
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    self.keys = keys
    self.days = days
  }

  package func link(for part: PartID, at moment: Instant) -> AnswerLink {
    let token = AnswerToken(part: part, expiresAt: moment.adding(seconds: Int64(days) * 86_400))
    return AnswerLink(page: "\(base)/a/\(token.text(keys))", code: token.codes(keys).first ?? "")
  }
}
