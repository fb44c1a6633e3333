/// Bounces that say only in words what became of a mail: qmail, old Exim, Exchange 5, Notes, the services of telephone companies, and
/// whatever else writes them. A daemon's hand or a bounce's subject, and a known announcement or a reply with an address in it.
enum WordedBounce {
  static func recipients(_ mail: InboundMail, _ notice: Notice) -> [Bounce.Recipient]? {
    let evidence = Evidence(mail)
    guard evidence.isPossible else { return nil }
    let named = mail.headers.all("x-failed-recipients").flatMap { MailAddress.list($0.raw) }.map(\.address)
    let words = NoticeWords(notice.lines, ignoring: ignored(mail))
    guard !named.isEmpty || isBounce(evidence, words) else { return nil }
    return found(named, words, mail, notice)
  }

  private struct Evidence {
    let isFromDaemon: Bool
    let isFromNobody: Bool
    let isReport: Bool
    let hasSubject: Bool
    let isAnswer: Bool
    let isFromList: Bool

    init(_ mail: InboundMail) {
      let path = mail.returnPath
      isFromDaemon =
        (mail.from + mail.headers.all("sender").flatMap { MailAddress.list($0.raw) }).contains(where: BounceSigns.isDaemon)
        || mail.headers["from"].map { BounceSigns.isDaemon(MailAddress(address: $0.raw.trimmed + "@")) } ?? false
      isFromNobody = path.map { $0.isEmpty || BounceSigns.isDaemon(MailAddress(address: $0.contains("@") ? $0 : $0 + "@")) } ?? false
      isReport = mail.root.contentType["report-type"].map { ASCII.lowered($0).contains("delivery") } ?? false
      hasSubject = BounceSigns.isBounceSubject(mail.subject)
      isFromList = BounceSigns.isListKeeper(mail)
      isAnswer = BounceSigns.isAnswerOrForward(mail.subject)
    }

    /// A person who answers or passes on a bounce has not bounced.
    var isPossible: Bool { isFromDaemon || isReport || !isAnswer }
    var isMachine: Bool { isFromDaemon || isFromNobody || isReport || isFromList }
  }

  private static func isBounce(_ evidence: Evidence, _ words: NoticeWords) -> Bool {
    let hasDetail = words.hasStrongRecipient || words.hasReply
    if evidence.isReport { return words.isAnnounced || hasDetail || evidence.hasSubject }
    if evidence.hasSubject && evidence.isMachine { return words.isAnnounced || hasDetail || !words.anyAddresses.isEmpty }
    if evidence.hasSubject && words.isAnnounced { return true }
    if evidence.isMachine { return words.isAnnounced && hasDetail || words.hasReply && words.hasStrongRecipient }
    return words.isAnnounced && words.hasStrongRecipient && words.hasReply
  }

  /// The daemon itself, and who got the notice (the sender of the mail it is about).
  private static func ignored(_ mail: InboundMail) -> (daemons: Set<String>, sender: Set<String>) {
    (Set(mail.from.map(\.folded)), Set((mail.to + mail.headers.all("delivered-to").flatMap { MailAddress.list($0.raw) }).map(\.folded)))
  }

  private static func found(_ named: [String], _ words: NoticeWords, _ mail: InboundMail, _ notice: Notice) -> [Bounce.Recipient]? {
    var addresses = named
    if addresses.isEmpty { addresses = words.recipients }
    if addresses.isEmpty { addresses = notice.originalRecipients }
    if addresses.isEmpty { addresses = words.anyAddresses }
    // The list that refused the mail, the mailbox that nobody names.
    if addresses.isEmpty { addresses = mail.from.map(\.address) }
    guard !addresses.isEmpty else { return nil }
    var seen: Set<String> = []
    return addresses.filter { seen.insert(ASCII.lowered($0)).inserted }.map { address in
      let said = words.said(about: address)
      let whole = words.all + " " + mail.subject
      let isDelay = words.isDelay || BounceSigns.isDelay(ASCII.lowered(mail.subject))
      let status = Diagnosis.status(of: said) ?? Diagnosis.status(of: whole) ?? EnhancedStatus(isDelay ? 4 : 5)
      return Bounce.Recipient(
        address: address, action: isDelay && status.kind != 5 ? .delayed : .failed, status: status.kind == 2 ? EnhancedStatus(5) : status,
        diagnostic: said.isEmpty ? String(words.all.prefix(NoticeWords.diagnosticCharactersMax)) : said)
    }
  }
}
