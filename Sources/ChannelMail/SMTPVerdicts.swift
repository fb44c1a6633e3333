import Curl

/// What an SMTP ending means for the message, as a table: the first line that fits counts.
struct SMTPVerdicts {
  enum Verdict: Hashable { case delivered, failedTemporarily, failedPermanently, unavailable, uncertain }

  struct Line {
    let stages: ClosedRange<SMTPStage>
    /// The reply's code; nil: whatever was said or not.
    let codes: ClosedRange<Int>?
    let verdict: Verdict
    let words: String
  }

  static let table: [Line] = [
    Line(stages: .setup ... .setup, codes: nil, verdict: .failedPermanently, words: "the mail was not sent"),
    Line(stages: .connection ... .connection, codes: nil, verdict: .unavailable, words: "the mail server cannot be reached"),
    Line(stages: .greeting ... .hello, codes: nil, verdict: .unavailable, words: "the mail server does not talk to us"),
    Line(stages: .tls ... .tls, codes: nil, verdict: .unavailable, words: "no safe connection to the mail server"),
    Line(
      stages: .authentication ... .authentication, codes: nil, verdict: .unavailable, words: "the mail server does not accept our login"),
    // The server shuts down, or is full, or does not want us: it would say the same to every mail.
    Line(stages: .sender ... .data, codes: 421...421, verdict: .unavailable, words: "the mail server is closing"),
    Line(stages: .sender ... .sender, codes: 452...452, verdict: .unavailable, words: "the mail server has no room"),
    Line(stages: .sender ... .sender, codes: 454...454, verdict: .unavailable, words: "the mail server cannot check our login"),
    Line(stages: .sender ... .sender, codes: 530...538, verdict: .unavailable, words: "the mail server wants a login or TLS"),
    Line(stages: .sender ... .sender, codes: 552...552, verdict: .failedPermanently, words: "the mail is too large for the mail server"),
    Line(stages: .sender ... .sender, codes: 400...499, verdict: .failedTemporarily, words: "the mail server does not take mail now"),
    Line(stages: .sender ... .sender, codes: 500...599, verdict: .unavailable, words: "the mail server does not accept our sender"),
    Line(stages: .sender ... .sender, codes: nil, verdict: .unavailable, words: "the mail server broke off"),
    // 552 to RCPT is the old word for “mailbox full”, to be taken as temporary (RFC 5321, 4.5.3.1.10).
    Line(stages: .recipient ... .recipient, codes: 552...552, verdict: .failedTemporarily, words: "the recipient's mailbox is full"),
    Line(stages: .recipient ... .recipient, codes: 452...452, verdict: .failedTemporarily, words: "the recipient's mailbox is full"),
    Line(stages: .recipient ... .recipient, codes: 400...499, verdict: .failedTemporarily, words: "the recipient is not accepted now"),
    Line(stages: .recipient ... .recipient, codes: 500...599, verdict: .failedPermanently, words: "the recipient was refused"),
    Line(stages: .data ... .data, codes: 400...499, verdict: .failedTemporarily, words: "the mail server does not take mail now"),
    Line(stages: .data ... .data, codes: 500...599, verdict: .failedPermanently, words: "the mail server refused the mail"),
    Line(
      stages: .recipient ... .data, codes: nil, verdict: .failedTemporarily, words: "the mail server broke off before the mail was sent"),
    // From here on the mail has left, in part or whole.
    Line(stages: .payload ... .payloadEnded, codes: nil, verdict: .uncertain, words: "the mail was sent, but no answer came"),
    Line(stages: .answered ... .answered, codes: 200...299, verdict: .delivered, words: "accepted"),
    Line(stages: .answered ... .answered, codes: 452...452, verdict: .failedTemporarily, words: "the mail server has no room"),
    Line(
      stages: .answered ... .answered, codes: 400...499, verdict: .failedTemporarily, words: "the mail server did not take the mail now"),
    Line(stages: .answered ... .answered, codes: 552...552, verdict: .failedPermanently, words: "the mail is too large for the recipient"),
    Line(stages: .answered ... .answered, codes: 500...599, verdict: .failedPermanently, words: "the mail server refused the mail"),
    Line(stages: .answered ... .answered, codes: nil, verdict: .uncertain, words: "the mail was sent, but the answer makes no sense"),
  ]

  /// A mail that we broke off ourselves (the program stops) before it left has not failed: `unavailable` uses up no attempt.
  static let cancelled = Line(stages: .setup ... .data, codes: nil, verdict: .unavailable, words: "broken off before the mail was sent")

  static func line(stage: SMTPStage, code: Int?, trouble: TransferTrouble?) -> Line {
    if trouble == .cancelled && cancelled.stages.contains(stage) { return cancelled }
    let fitting = table.first { line in
      guard line.stages.contains(stage) else { return false }
      guard let codes = line.codes else { return true }
      return code.map(codes.contains) ?? false
    }
    return fitting ?? Line(stages: stage...stage, codes: nil, verdict: .uncertain, words: "ended unexpectedly")
  }
}
