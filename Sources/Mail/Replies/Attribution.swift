/// The line with which mail programs open a quotation: “Am 3. März schrieb Ana <ana@example.com>:”.
struct Attribution {
  /// What the author wrote on the same line before it.
  let before: String
  /// The line after it.
  let end: Int

  private static let linesMax = 4
  private static let charactersMax = 600

  static func read(_ lines: [String], _ isMarked: [Bool], at start: Int) -> Attribution? {
    guard let (before, opening) = opening(lines[start], isBeforeQuotation: start + 1 < lines.count) else { return nil }
    var joined = opening
    for count in 1...linesMax {
      let next = start + count
      if joined.utf8.count > charactersMax { return nil }
      if isAttribution(joined) || isDateAndAddress(joined) && quotationFollows(isMarked, lines, next) {
        return Attribution(before: before, end: next)
      }
      guard next < lines.count, !lines[next].trimmed.isEmpty, !isMarked[next] else { return nil }
      joined += " " + lines[next].trimmed
    }
    return nil
  }

  /// `2011/4/7 Ana <ana@example.com>`, without a verb or a colon: only right before a quotation.
  private static func isDateAndAddress(_ text: String) -> Bool {
    guard let first = text.utf8.first, ASCII.isDigit(first) else { return false }
    return text.has("@") && text.hasSuffix(">") && digits(text) >= 4
  }

  private static func quotationFollows(_ isMarked: [Bool], _ lines: [String], _ from: Int) -> Bool {
    var index = from
    while index < lines.count, lines[index].trimmed.isEmpty { index += 1 }
    return index < lines.count && isMarked[index]
  }

  /// Where on the line an attribution could begin: at its first word, or at “On Wed, …” behind the author's own words.
  private static func opening(_ line: String, isBeforeQuotation: Bool) -> (before: String, opening: String)? {
    let text = line.trimmed
    guard !text.isEmpty else { return nil }
    if let inner = innerOpening(text) { return inner }
    let stripped = String(text.drop { $0 == "-" || $0 == "*" || $0 == "_" || $0 == " " })
    let low = stripped.lowercased()
    let isCandidate =
      openers.contains { low.hasPrefix($0) } || stripped.utf8.first.map(ASCII.isDigit) ?? false
      || verbs.contains { low.has($0) } || low.has("@") && (low.hasSuffix(":") || low.hasSuffix("：") || low.hasSuffix("<"))
    return isCandidate ? ("", stripped) : nil
  }

  private static func innerOpening(_ text: String) -> (before: String, opening: String)? {
    let bytes = Array(text.utf8)
    let word = Array("On ".utf8)
    guard bytes.count > 8 else { return nil }
    for index in 1..<(bytes.count - 7) where bytes[index] == word[0] && bytes[index..<(index + 3)].elementsEqual(word) {
      guard bytes[index - 1] == 0x20 || bytes[index - 1] == 0x2D else { continue }
      let rest = String(decoding: bytes[index...], as: UTF8.self)
      let next = ASCII.lowered(rest.dropFirst(3).prefix(3))
      guard days.contains(next) || months.contains(next) || (next.utf8.first.map(ASCII.isDigit) ?? false) else { continue }
      var before = String(decoding: bytes[..<index], as: UTF8.self).trimmed
      while before.hasSuffix("-") { before.removeLast() }
      let drawn = before.trimmed
      return (drawn, rest)
    }
    return nil
  }

  private static let days: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private static let months: Set<String> = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  static func isAttribution(_ text: String) -> Bool {
    var text = text.trimmed
    while text.hasSuffix("-") || text.hasSuffix("*") || text.hasSuffix("_") { text.removeLast() }
    text = text.trimmed
    let endsOpen = text.hasSuffix(":") || text.hasSuffix("：")
    let low = text.lowercased()
    let bare = endsOpen ? String(low.dropLast()).trimmed : low
    let endsWithVerb = verbs.contains { bare.hasSuffix($0) }
    let hasAddress = text.has("@")
    let isOpened = openers.contains { low.hasPrefix($0) } || low.utf8.first.map(ASCII.isDigit) ?? false
    // “… wrote:” with an address or a date.
    if endsWithVerb && (hasAddress || isOpened && digits(text) > 0) { return true }
    if endsWithVerb && endsOpen && isName(bare) { return true }
    guard endsOpen else { return false }
    // The verb in the middle (German, Danish): “Am … schrieb Ana:”.
    if isOpened && digits(text) > 0 && verbs.contains(where: { bare.has(" \($0) ") }) { return true }
    // No verb at all, but a date and an address (Japanese, Gmail of old).
    return hasAddress && digits(text) >= 4 && (isOpened || text.hasSuffix(">:") || text.hasSuffix("）:") || text.hasSuffix(")："))
  }

  /// `Ana Lead wrote`: at most four words that begin with capitals, which `low` no longer shows; so just short and without a stop.
  private static func isName(_ low: String) -> Bool {
    let words = low.split(separator: " ")
    return words.count >= 2 && words.count <= 4 && words.last == "wrote" && words.first != "i" && words.first != "you"
      && words.first != "he"
      && words.first != "she" && words.first != "we" && words.first != "they" && words.first != "as"
  }

  private static func digits(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + ($1.properties.numericType != nil ? 1 : 0) } }

  private static let openers = [
    "on ", "am ", "den ", "der ", "le ", "el ", "il ", "em ", "op ", "w dniu ", "dnia ", "på ", "dne ", "a ", "на ", "в ", "pe ", "tarih",
    "vào ", "pada ",
    "在 ", "于 ", "mon", "die", "mit", "don", "fre", "sam", "son", "lun", "mar", "mer", "jeu", "ven", "dim", "mié", "jue", "vie", "sáb",
    "dom", "gio",
    "sab", "seg", "ter", "qua", "qui", "sex", "ma ", "di ", "wo ", "do ", "vr ", "za ", "zo ", "tir", "ons", "tor", "lør", "søn", "mån",
    "tis", "lör", "sön",
    "pon", "wto", "śro", "czw", "pią", "sob", "nie", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "sent from", "সোম", "মঙ্গল", "বুধ", "বৃহ", "শুক্র",
    "শনি", "রবি",
    "tue", "wed", "thu", "fri", "sat", "sun", "from:",
  ]

  private static let verbs = [
    "wrote", "sent", "writes", "schrieb", "schrieb am", "geschrieben", "a écrit", "a ecrit", "écrivait", "escribió", "escribio",
    "ha scritto", "scrive",
    "escreveu", "het volgende geschreven", "schreef", "skrev", "skreiv", "napisał", "napisał(a)", "napisała", "pisze", "написал",
    "написал(а)", "написала",
    "пишет", "kirjoitti", "napsal(a)", "napsal", "írta", "a scris", "yazdı", "şunu yazdı", "写道", "写到", "寫道", "のメール", "さんは書きました",
    "wrote the following",
    "작성", "님이 작성", "লিখেছেন", "লিখেছেন যে", "লিখলেন", "लिखा", "đã viết", "menulis", "έγραψε", "כתב", "كتب",
  ]
}
