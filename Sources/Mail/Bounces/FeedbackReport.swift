/// Reports of providers that a mail of ours was called spam (ARF, RFC 5965), and those that Hotmail sends in its own form.
enum FeedbackReport {
  static func recipients(_ mail: InboundMail, _ notice: Notice) -> [Bounce.Recipient]? {
    let type = mail.root.contentType["report-type"].map(ASCII.lowered) ?? ""
    let isReport = !notice.feedback.isEmpty || type.contains("feedback")
    let isHotmail = mail.headers["subject"].map { ASCII.lowered($0.text).contains("complaint about message from") } ?? false
    guard isReport || isHotmail && !notice.originals.isEmpty else { return nil }
    let fields = notice.feedback.map(Notice.headers)
    var addresses = fields.flatMap { block in
      ["original-rcpt-to", "removal-recipient", "final-recipient", "original-recipient"].flatMap { block.all($0) }.flatMap {
        AddressFinder.all(in: $0.text)
      }
    }
    if addresses.isEmpty {
      addresses = notice.originals.flatMap { $0.all("x-hmxmroriginalrecipient") }.flatMap { AddressFinder.all(in: $0.text) }
    }
    if addresses.isEmpty { addresses = notice.originalRecipients }
    if addresses.isEmpty { addresses = mail.from.map(\.address) }
    let words = fields.compactMap { $0["feedback-type"]?.text }.first ?? "complaint"
    var seen: Set<String> = []
    return addresses.filter { seen.insert(ASCII.lowered($0)).inserted }.map {
      Bounce.Recipient(address: $0, action: .complained, status: EnhancedStatus(5, 7, 1), diagnostic: words)
    }
  }
}
