import CEL
import Calendar
import Foundation
import Machine
import Mail
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
      Option(name: "--attachments", value: "NUMBER", help: "What came with a mail, as files."),
      Option(name: "--to", value: "FOLDER", help: "Where --attachments writes to (default: here)."),
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
        if call.options["--attachments"] != nil { return try await writeAttachments(call, access) }
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

  /// Names are the sender's, so only letters, digits and a few signs of them stay, and nothing is overwritten.
  private static func writeAttachments(_ call: Invocation, _ access: StoreAccess) async throws -> ExitCode {
    let number = try call.number("--attachments", default: 0)
    guard let bytes = try await access.mails.receivedMailBytes(Int64(number)) else { throw CommandError("There is no mail \(number).") }
    let mail: InboundMail
    do {
      mail = try InboundMail(bytes)
    } catch {
      throw CommandError("Mail \(number) cannot be read: \(error).")
    }
    let folder = URL(fileURLWithPath: call.options["--to"] ?? ".", relativeTo: call.directory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard !mail.attachments.isEmpty else {
      call.terminal.write("Nothing came with mail \(number).")
      return .success
    }
    for (place, attachment) in mail.attachments.enumerated() {
      let name = "\(number)-\(place + 1)-\(safeName(attachment.fileName ?? (attachment.isMessage ? "mail.eml" : "file")))"
      let content = attachment.isMessage ? Array(attachment.body) : attachment.content
      try Data(content).write(to: folder.appending(path: name), options: .withoutOverwriting)
      call.terminal.write("\(folder.appending(path: name).path)  \(content.count) bytes  \(Table.safe(attachment.mediaType))")
    }
    return .success
  }

  private static func safeName(_ name: String) -> String {
    let safe = name.unicodeScalars.map { scalar -> Character in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
    }
    return String(String(safe).drop { $0 == "." }.suffix(100))
  }
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
