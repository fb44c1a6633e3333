/// Who somebody is, below what they wrote.
enum Signature {
  static func removed(from lines: [String]) -> [String] {
    guard let start = lines.indices.first(where: { begins(lines, at: $0) }) else { return lines }
    return Array(lines[..<start])
  }

  private static func begins(_ lines: [String], at index: Int) -> Bool {
    let line = lines[index].trimmed
    if line == "--" || line == "—" || line == "__" || line == "___" { return true }
    if line.utf8.count >= 2, line.utf8.allSatisfy({ $0 == 0x2D }) || line.utf8.allSatisfy({ $0 == 0x5F }) { return true }
    // `-Ana`: a dash and a name, near the end, not a list.
    if line.hasPrefix("-"), let letter = line.dropFirst().first, letter.isLetter, line.split(separator: " ").count <= 4,
      lines[(index + 1)...].filter({ !$0.trimmed.isEmpty }).count <= 3
    {
      return true
    }
    return isProgramsLine(line)
  }

  /// “Sent from my iPhone”: a few words that name a thing, no sentence.
  private static func isProgramsLine(_ line: String) -> Bool {
    guard line.utf8.count < 120 else { return false }
    let low = line.lowercased()
    if low.hasPrefix("sent from my ") {
      let words = low.dropFirst("sent from my ".count).split(separator: " ")
      return (1...4).contains(words.count) && !low.has(",") && !low.hasSuffix(".") || low.has("wireless") || low.has("device")
    }
    return beginnings.contains { low.hasPrefix($0) } || low.hasPrefix("von meine") && low.has("gesendet")
  }

  private static let beginnings = [
    "sent from outlook", "sent from mail for", "sent from yahoo", "sent from gmail", "sent from samsung", "sent via ", "get outlook for",
    "sent with ",
    "outlook für ", "gesendet mit ", "gesendet von ", "gesendet aus ", "diese nachricht wurde von mein", "envoyé de mon ", "envoyé depuis ",
    "enviado desde ",
    "enviado do meu ", "inviato da ", "verzonden vanaf ", "skickat från ", "sendt fra ", "wysłane z ", "отправлено с ", "отправлено из ",
    "iphoneから送信",
    "আমার iphone থেকে", "obtenir outlook pour", "obtener outlook para", "holen sie sich outlook", "laden sie outlook",
  ]
}
