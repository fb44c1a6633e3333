import Calendar
import Channel

/// Several mails for one recipient as one: a list of what they are, then each as it was written. Pure.
enum DigestMail {
  /// Nil where one of them is no mail.
  static func combined(_ parts: [OutgoingPart]) -> OutgoingPart? {
    guard let first = parts.first else { return nil }
    var mails: [MailBody] = []
    for part in parts {
      guard case .mail(let mail) = part.body else { return nil }
      mails.append(mail)
    }
    let words = DigestWords.of(first.recipient.language)
    var mail = mails[0]
    mail.subject = "\(words.count(mails.count)): \(mail.threadTopic ?? mail.subject)"
    mail.text = text(mails, words)
    mail.html = html(mails, words)
    (mail.to, mail.cc, mail.threadTopic) = ([first.recipient], [], nil)
    if mails.contains(where: { $0.replyTo != mail.replyTo }) { mail.replyTo = [] }
    mail.attachments = attachments(mails)
    mail.isDigest = true
    var digest = first
    digest.messageID = messageID(first.messageID, of: parts)
    (digest.references, digest.thread) = ([], nil)
    digest.date = parts.map(\.date).max() ?? first.date
    digest.body = .mail(mail)
    return digest
  }

  /// `<first.dHASH@domain>`: the same for the same mails, another for others.
  private static func messageID(_ first: String, of parts: [OutgoingPart]) -> String {
    guard let at = first.lastIndex(of: "@") else { return first }
    let hash = Digest128(of: parts.map(\.id).joined(separator: " ")).hex.prefix(16)
    return "\(first[..<at]).d\(hash)\(first[at...])"
  }

  private static func text(_ mails: [MailBody], _ words: DigestWords) -> String {
    let titles = mails.enumerated().map { wrapped("\($0.offset + 1). \($0.element.subject)") }
    let list = titles.joined(separator: "\n")
    let sections = zip(titles, mails).map { title, mail in
      return "\(String(repeating: "=", count: 72))\n\(title)\n\n\(mail.text)"
    }
    return ([words.heading(mails.count), list] + sections).joined(separator: "\n\n")
  }

  /// In lines of at most 78 characters (RFC 5322), the later ones hanging below the first word of the title.
  private static func wrapped(_ title: String) -> String {
    var lines = [""]
    for word in title.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.unicodeScalars.count + 1 + word.unicodeScalars.count > lineCharactersMax {
        lines.append("   \(word)")
      } else {
        lines[lines.count - 1] = "\(line) \(word)"
      }
    }
    return lines.joined(separator: "\n")
  }

  private static let lineCharactersMax = 78

  /// The first mail's page with all bodies in it; nil where one of them has no HTML.
  private static func html(_ mails: [MailBody], _ words: DigestWords) -> String? {
    var pages: [HTMLPage] = []
    for mail in mails {
      guard let page = mail.html.flatMap({ HTMLPage($0) }) else { return nil }
      pages.append(page)
    }
    let list = mails.map { "<li>\(HTMLPage.escaped($0.subject))</li>" }.joined()
    let intro = """
      <div style="max-width:600px;margin:0 auto;padding:20px 16px 0"><p style="margin:0 0 8px"><strong>\
      \(HTMLPage.escaped(words.heading(mails.count)))</strong></p><ol style="margin:0 0 8px;padding-left:24px">\(list)</ol></div>
      """
    return pages[0].head + intro + pages.map(\.body).joined() + pages[0].tail
  }

  private static func attachments(_ mails: [MailBody]) -> [Attachment] {
    var seen: Set<String> = []
    var all: [Attachment] = []
    for (number, mail) in mails.enumerated() {
      for var attachment in mail.attachments {
        if !seen.insert(attachment.name).inserted { attachment.name = "\(number + 1)-\(attachment.name)" }
        all.append(attachment)
      }
    }
    return all
  }
}

/// A mail's HTML around its body, as our templates write it.
private struct HTMLPage {
  var head: String
  var body: String
  var tail: String

  init?(_ html: String) {
    guard let open = Self.find("<body", in: html), let start = html[open...].firstIndex(of: ">"),
      let close = Self.find("</body>", in: html), start < close
    else { return nil }
    let inner = html.index(after: start)
    (head, body, tail) = (String(html[..<inner]), String(html[inner..<close]), String(html[close...]))
  }

  private static func find(_ mark: String, in html: String) -> String.Index? {
    let bytes = html.utf8
    let sought = Array(mark.utf8)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == sought[0], bytes[index...].starts(with: sought) { return index }
      index = bytes.index(after: index)
    }
    return nil
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// What a digest says itself, in the languages that are shipped.
private struct DigestWords {
  var messages: String
  var together: String

  static func of(_ language: String?) -> DigestWords {
    switch language?.prefix(while: { $0 != "-" }) {
    case "de": DigestWords(messages: "Nachrichten", together: "Nachrichten, die zusammen gehen")
    case "bn": DigestWords(messages: "টি বার্তা", together: "টি বার্তা একসঙ্গে")
    default: DigestWords(messages: "messages", together: "messages that go together")
    }
  }

  func count(_ count: Int) -> String { "\(count) \(messages)" }
  func heading(_ count: Int) -> String { "\(count) \(together)" }
}
