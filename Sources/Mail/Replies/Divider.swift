/// Lines below which everything is the old mail.
enum Divider {
  static func isDivider(_ line: String) -> Bool {
    let text = line.trimmed
    guard text.utf8.count < 200 else { return false }
    let low = text.lowercased()
    if openings.contains(where: { low.hasPrefix($0) }) { return true }
    guard text.hasPrefix("--") || text.hasPrefix("__") || text.hasPrefix("==") || text.hasPrefix("**") || text.hasPrefix("—") else {
      return false
    }
    let words = low.filter { $0 != "-" && $0 != "_" && $0 != "=" && $0 != "*" && $0 != "—" }.trimmed
    guard !words.isEmpty, words.utf8.count < 120 else { return false }
    return names.contains { words.hasPrefix($0) } || words.hasSuffix(" wrote")
  }

  private static let openings = [
    "begin forwarded message", "anfang der weitergeleiteten", "début du message réexpédié", "inicio del mensaje reenviado",
    "inizio messaggio inoltrato",
    "reply above this line", "-- reply above", "## please type your reply above", "bitte antworten sie oberhalb",
  ]

  private static let names = [
    "original message", "reply message", "forwarded message", "original-nachricht", "originalnachricht", "ursprüngliche nachricht",
    "urspruengliche nachricht",
    "weitergeleitete nachricht", "message d'origine", "message original", "message transféré", "mensaje original", "mensaje reenviado",
    "messaggio originale", "messaggio inoltrato", "mensagem original", "mensagem encaminhada", "oorspronkelijk bericht",
    "doorgestuurd bericht",
    "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat meddelande", "oprindelig meddelelse", "oprindelig besked",
    "opprinnelig melding",
    "opprinnelig meddelelse", "videresendt", "alkuperäinen viesti", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana",
    "původní zpráva", "eredeti üzenet", "mesaj original", "исходное сообщение", "пересланное сообщение", "orijinal mesaj", "özgün ileti",
    "原始邮件", "原始郵件",
    "转发的邮件", "元のメッセージ", "オリジナルメッセージ", "원본 메시지", "মূল বার্তা", "আসল বার্তা", "ফরওয়ার্ড", "original appointment", "original mail",
  ]
}
