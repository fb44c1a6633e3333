/// The header lines of the answered mail, as Outlook puts them above it: From, Sent, To, Subject, in many languages.
enum HeaderLines {
  private enum Kind { case from, date, to, subject }

  private static let linesLookedAt = 10

  static func begin(_ lines: [String], at start: Int) -> Bool {
    guard let first = kind(lines[start]), first == .from || first == .date || first == .to else { return false }
    var seen: Set<Kind> = []
    var gap = 0
    for line in lines[start..<min(lines.count, start + linesLookedAt)] {
      if let kind = kind(line) {
        seen.insert(kind)
        gap = 0
      } else {
        gap += 1
        // One empty or continued line between them is common.
        if gap > 2 { break }
      }
    }
    return seen.contains(.from) && seen.count >= 3
      || seen.contains(.from) && seen.contains(.subject) && (seen.contains(.date) || seen.contains(.to))
  }

  private static func kind(_ line: String) -> Kind? {
    let text = line.utf8.count > 1_000 ? String(line.prefix(300)) : line
    let stripped = text.trimmed.drop { $0 == "*" || $0 == "_" || $0 == "|" || $0 == " " }
    guard let colon = stripped.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
    let name = stripped[..<colon].lowercased().filter { $0 != "*" && $0 != "_" }.trimmed.replacing("\u{a0}", with: "").trimmed
    guard !name.isEmpty, name.utf8.count < 60 else { return nil }
    return names[name]
  }

  private static let names: [String: Kind] = {
    let table: [(Kind, [String])] = [
      (
        .from,
        [
          "from", "von", "de", "da", "fra", "från", "van", "od", "от", "отправитель", "lähettäjä", "kimden", "gönderen", "feladó", "发件人",
          "寄件者",
          "差出人", "보낸 사람", "প্রেরক", "প্রেরণকারী", "থেকে", "expéditeur", "remitente", "mittente", "absender", "sender", "afzender",
        ]
      ),
      (
        .date,
        [
          "sent", "date", "gesendet", "datum", "envoyé", "enviado", "enviada em", "enviado el", "fecha", "data", "inviato", "sendt", "dato",
          "skickat",
          "verzonden", "wysłano", "odesláno", "отправлено", "дата", "lähetetty", "päivämäärä", "gönderildi", "tarih", "elküldve", "发送时间",
          "日期", "寄件日期",
          "送信日時", "日付", "보낸 날짜", "তারিখ", "পাঠানো হয়েছে", "প্রেরিত", "gesendet am", "date d'envoi", "datum/zeit", "sent on",
        ]
      ),
      (
        .to,
        [
          "to", "an", "à", "a", "para", "til", "till", "aan", "do", "кому", "получатель", "vastaanottaja", "kime", "címzett", "收件人", "收件者",
          "宛先", "받는 사람",
          "প্রাপক", "প্রতি", "destinataire", "destinatario", "cc", "kopie", "empfänger",
        ]
      ),
      (
        .subject,
        [
          "subject", "betreff", "objet", "asunto", "oggetto", "assunto", "emne", "ämne", "onderwerp", "temat", "předmět", "тема", "aihe",
          "konu", "tárgy",
          "主题", "主旨", "件名", "제목", "বিষয়", "subj", "sujet",
        ]
      ),
    ]
    return table.reduce(into: [:]) { result, row in for name in row.1 { result[name] = row.0 } }
  }()
}
