/// What Amazon SES says of a mail in JSON, sent as a mail by SNS: `{"notificationType":"Bounce", …}`. Read as text: only the
/// addresses, statuses and kinds count, in their order.
enum ServiceNotification {
  static func recipients(_ mail: InboundMail) -> [Bounce.Recipient]? {
    let text = mail.bodyText.trimmed
    guard text.hasPrefix("{") else { return nil }
    // Mail servers break long lines with `!`; SNS puts the JSON as a text into another JSON.
    let flat = text.replacing("!\n ", with: "").filter { $0 != "\n" }.replacing("\\\"", with: "\"")
    guard let kind = value("notificationType", in: flat) ?? value("eventType", in: flat) else { return nil }
    switch kind {
    case "Bounce": return bounced(flat)
    case "Complaint":
      return section("complainedRecipients", in: flat).map { part in
        values("emailAddress", in: part).map {
          Bounce.Recipient(address: $0, action: .complained, status: EnhancedStatus(5, 7, 1), diagnostic: "complaint")
        }
      }
    case "Delivery":
      return section("delivery", in: flat).flatMap { part in
        section("recipients", in: part).map { list in
          let said = value("smtpResponse", in: part) ?? ""
          return AddressFinder.all(in: list).map {
            Bounce.Recipient(address: $0, action: .delivered, status: EnhancedStatus.find(in: said) ?? EnhancedStatus(2), diagnostic: said)
          }
        }
      }
    default: return nil
    }
  }

  private static func bounced(_ text: String) -> [Bounce.Recipient]? {
    guard let part = section("bouncedRecipients", in: text) else { return nil }
    let isTransient = value("bounceType", in: text) == "Transient"
    return part.split(separator: "}").compactMap { object in
      guard let address = value("emailAddress", in: String(object)) else { return nil }
      let diagnostic = value("diagnosticCode", in: String(object)) ?? ""
      let declared = value("status", in: String(object)).flatMap { EnhancedStatus.find(in: $0) }
      let exact = Diagnosis.status(of: diagnostic, kind: declared?.kind)
      let status = declared.flatMap { $0.isVague ? exact ?? $0 : $0 } ?? exact ?? EnhancedStatus(isTransient ? 4 : 5)
      return Bounce.Recipient(address: AddressFinder.first(in: address) ?? address, action: .failed, status: status, diagnostic: diagnostic)
    }
  }

  /// What stands in the braces or brackets after a name.
  private static func section(_ name: String, in text: String) -> String? {
    let bytes = Array(text.utf8)
    guard let start = place(of: name, in: bytes), start < bytes.count, [0x5B, 0x7B].contains(bytes[start]) else { return nil }
    var depth = 0
    for index in start..<bytes.count {
      if [0x5B, 0x7B].contains(bytes[index]) { depth += 1 }
      if [0x5D, 0x7D].contains(bytes[index]) {
        depth -= 1
        if depth == 0 { return String(decoding: bytes[(start + 1)..<index], as: UTF8.self) }
      }
    }
    return nil
  }

  private static func value(_ name: String, in text: String) -> String? { values(name, in: text, limit: 1).first }

  private static func values(_ name: String, in text: String, limit: Int = 100) -> [String] {
    let bytes = Array(text.utf8)
    var found: [String] = []
    var from = 0
    while found.count < limit, let start = place(of: name, in: bytes, from: from) {
      from = start
      guard start < bytes.count, bytes[start] == 0x22 else { continue }
      var end = start + 1
      while end < bytes.count, bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
      found.append(String(decoding: bytes[(start + 1)..<min(end, bytes.count)], as: UTF8.self))
    }
    return found
  }

  /// Where the value of `"name":` begins.
  private static func place(of name: String, in bytes: [UInt8], from: Int = 0) -> Int? {
    let key = Array("\"\(name)\"".utf8)
    var index = from
    while index + key.count < bytes.count {
      if bytes[index] == 0x22, bytes[index..<(index + key.count)].elementsEqual(key) {
        var next = index + key.count
        while next < bytes.count, bytes[next] == 0x3A || bytes[next] <= 0x20 { next += 1 }
        if bytes[index + key.count] == 0x3A || bytes[index + key.count] <= 0x20 { return next }
      }
      index += 1
    }
    return nil
  }
}
