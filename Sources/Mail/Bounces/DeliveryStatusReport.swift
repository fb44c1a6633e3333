/// Reports in the form of RFC 3464, wherever in the mail they stand: many servers put them into the words for people.
enum DeliveryStatusReport {
  private static let recipientsMax = 500

  static func recipients(_ mail: InboundMail, _ notice: Notice) -> [Bounce.Recipient]? {
    var groups = notice.reports.flatMap(groups)
    if !groups.contains(where: isRecipient) { groups = inWords(notice, mail) }
    let found = groups.filter(isRecipient).prefix(recipientsMax).compactMap { recipient($0, notice) }
    guard !found.isEmpty else { return nil }
    var seen: Set<String> = []
    return found.filter { seen.insert(ASCII.lowered($0.address) + $0.action.rawValue).inserted }
  }

  private static func groups(_ text: String) -> [HeaderBlock] {
    var groups: [HeaderBlock] = []
    for block in text.split(separator: "\n", omittingEmptySubsequences: false).split(whereSeparator: { $0.allSatisfy(\.isWhitespace) }) {
      groups.append(contentsOf: divided(Notice.headers(block.joined(separator: "\n"))))
    }
    return groups
  }

  /// Some servers forget the empty line between recipients, or before the first.
  private static func divided(_ block: HeaderBlock) -> [HeaderBlock] {
    var groups: [[HeaderField]] = [[]]
    var seen: Set<String> = []
    for field in block.fields {
      let name = ASCII.lowered(field.name)
      if ["final-recipient", "original-recipient"].contains(name), seen.contains(name) {
        groups.append([])
        seen = []
      }
      seen.insert(name)
      groups[groups.count - 1].append(field)
    }
    return groups.map(HeaderBlock.init)
  }

  private static func isRecipient(_ group: HeaderBlock) -> Bool {
    let isNamed = group["final-recipient"] != nil || group["original-recipient"] != nil || group["x-actual-recipient"] != nil
    return isNamed && (group["action"] != nil || group["status"] != nil || group["diagnostic-code"] != nil)
  }

  /// `Final-Recipient:` and its like at the beginning of lines of text.
  private static func inWords(_ notice: Notice, _ mail: InboundMail) -> [HeaderBlock] {
    let isForwarded = BounceSigns.isBounceSubject(mail.subject) && BounceSigns.isAnswerOrForward(mail.subject)
    let lines = (notice.lines + notice.returned).map { line in
      // A person passes on what they got, quoted.
      isForwarded ? String(line.drop { $0 == ">" || $0 == " " || $0 == "\t" }).trimmed : line.trimmed
    }
    guard lines.contains(where: { ASCII.lowered($0).hasPrefix("final-recipient:") || ASCII.lowered($0).hasPrefix("original-recipient:") })
    else {
      return []
    }
    return groups(lines.joined(separator: "\n"))
  }

  private static func recipient(_ group: HeaderBlock, _ notice: Notice) -> Bounce.Recipient? {
    let said = ["x-actual-recipient", "final-recipient", "original-recipient"].compactMap { group[$0] }.map { address($0.text) }
    let final = [group["final-recipient"], group["original-recipient"], group["x-actual-recipient"]].compactMap { $0 }.map {
      address($0.text)
    }
    guard let address = final.first(where: isAddress) ?? said.first(where: isAddress) ?? notice.originalRecipients.first ?? final.first,
      !address.isEmpty
    else { return nil }
    let diagnostic = diagnostic(group)
    let status = status(group, address, diagnostic, notice)
    return Bounce.Recipient(address: address, action: action(group, status), status: status, diagnostic: diagnostic)
  }

  static func isAddress(_ text: String) -> Bool {
    guard let at = text.lastIndex(of: "@") else { return false }
    return at != text.startIndex && text.index(after: at) != text.endIndex && !text.has(" ")
  }

  /// `rfc822; <ana@example.com>`
  private static func address(_ text: String) -> String {
    var text = text
    if let semicolon = text.firstIndex(of: ";") { text = String(text[text.index(after: semicolon)...]) }
    return AddressFinder.first(in: text) ?? text.trimmed
  }

  private static func diagnostic(_ group: HeaderBlock) -> String {
    let text = group["diagnostic-code"]?.text ?? group["x-supplementary-info"]?.text ?? group["x-display-name"].map { _ in "" } ?? ""
    guard let semicolon = text.firstIndex(of: ";"), text[..<semicolon].utf8.count < 20, !text[..<semicolon].contains(where: \.isNumber)
    else {
      return text.trimmed
    }
    return String(text[text.index(after: semicolon)...]).trimmed
  }

  private static func status(_ group: HeaderBlock, _ address: String, _ diagnostic: String, _ notice: Notice) -> EnhancedStatus {
    let declared = group["status"].flatMap { EnhancedStatus.find(in: $0.raw) }
    if declared?.kind == 2 { return declared ?? EnhancedStatus(2) }
    // The words of the server that refused it are nearer to the cause than what the reporting one makes of them.
    if let exact = EnhancedStatus.findFailure(in: diagnostic), !exact.isVague, !(exact.subject == 4 && exact.detail == 7) { return exact }
    if let declared, !declared.isVague { return declared }
    let said = diagnostic.isEmpty ? NoticeWords(notice.lines, ignoring: ([], [])).said(about: address) : ""
    if let exact = EnhancedStatus.findFailure(in: said), !exact.isVague { return exact }
    return declared ?? Diagnosis.status(of: diagnostic.isEmpty ? notice.lines.joined(separator: " ") : diagnostic)
      ?? EnhancedStatus(actionKind(group))
  }

  private static func actionKind(_ group: HeaderBlock) -> Int {
    switch ASCII.lowered(group["action"]?.raw.trimmed ?? "") {
    case let word where word.hasPrefix("delay"): 4
    case let word where word.hasPrefix("deliver") || word.hasPrefix("relay") || word.hasPrefix("expand"): 2
    default: 5
    }
  }

  private static func action(_ group: HeaderBlock, _ status: EnhancedStatus) -> Bounce.Action {
    let word = ASCII.lowered(group["action"]?.raw.trimmed ?? "")
    if word.hasPrefix("delay") { return .delayed }
    // `deliverable` is the answer to a question of Postfix's.
    if word.hasPrefix("deliver") { return .delivered }
    if word.hasPrefix("relay") { return .relayed }
    if word.hasPrefix("expand") { return .expanded }
    return status.kind == 2 && word.isEmpty ? .delivered : .failed
  }
}
