import CEL
import Calendar
import Machine
import Store

extension Command {
  static let mails = Command(
    name: "mails", summary: "List mails that came in, and what became of each.",
    discussion: """
      Answers, replies, bounces and out-of-office notes that `tocsin run` read from the mailbox. What it could not place, or whose
      author nobody vouches for, is doubtful: it answered nothing and waits here to be looked at.
      """,
    options: [
      Option(name: "--doubtful", value: nil, help: "Only what somebody should look at."),
      Option(name: "--show", value: "NUMBER", help: "The mail itself, as it came."),
      Option(name: "--limit", value: "N", help: "At most so many (default 100)."),
    ],
    run: { call in
      try await call.withStore { access in
        if call.options["--show"] != nil {
          let number = try call.number("--show", default: 0)
          guard let bytes = try await access.mails.receivedMailBytes(Int64(number)) else {
            throw CommandError("There is no mail \(number).")
          }
          for line in String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            call.terminal.write(Table.safe(String(line)))
          }
          return .success
        }
        let mails = try await access.mails.receivedMails(
          doubtfulOnly: call.isSet("--doubtful"), limit: try call.number("--limit", default: 100))
        if call.isJSON {
          call.terminal.write(JSON.write(.list(mails.map(\.json))))
        } else if mails.isEmpty {
          call.terminal.write(call.isSet("--doubtful") ? "Nothing is doubtful." : "No mail came in.")
        } else {
          var table = Table("NO", "TIME", "FROM", "SUBJECT", "VERDICT", "WHY")
          for mail in mails {
            table.add(String(mail.number), access.times.minute(mail.at), mail.author, mail.subject, mail.verdict.rawValue, mail.reason)
          }
          for line in table.lines(call.terminal) { call.terminal.write(line) }
        }
        return mails.contains { $0.verdict.isDoubtful } ? .trouble : .success
      }
    })
}

extension ReceivedMail {
  fileprivate var json: Value {
    var fields: ValueMap = [
      "number": .int(number), "at": .string(at.description), "from": .string(author), "subject": .string(subject),
      "verdict": .string(verdict.rawValue), "reason": .string(reason),
    ]
    if let instance { fields["instance"] = .string(instance.description) }
    if let event { fields["event"] = .string(event) }
    return .map(fields)
  }
}
