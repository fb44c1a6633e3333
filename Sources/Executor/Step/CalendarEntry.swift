import CEL
import Calendar
import Channel
import Machine

/// A deadline as a calendar entry (RFC 5545): one entry for an instance, changed by each later mail, taken back at the end.
enum CalendarEntry {
  static func attachment(_ deadline: EmailEffect.Deadline, _ instance: Instance, title: String, step: Step) -> Attachment {
    let isCancelled = deadline == .cancelled
    let at: Instant = if case .at(let instant) = deadline { instant } else { step.record.moment.now }
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tocsin//Escalations//EN", "METHOD:\(isCancelled ? "CANCEL" : "PUBLISH")", "BEGIN:VEVENT",
      // The instance's id is unique in the world, so that the entry of one rung is that of the next.
      "UID:\(instance.id).deadline@tocsin", "SEQUENCE:\(step.record.number)", "DTSTAMP:\(utc(step.record.moment.now))",
      "DTSTART:\(utc(at))", "DTEND:\(utc(at))", "SUMMARY:\(escaped(title))",
      "DESCRIPTION:\(escaped("Reference \(instance.workflow)/\(instance.key)"))", "STATUS:\(isCancelled ? "CANCELLED" : "CONFIRMED")",
      "TRANSP:TRANSPARENT",
    ]
    if !isCancelled { lines += ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT1H", "DESCRIPTION:\(escaped(title))", "END:VALARM"] }
    lines += ["END:VEVENT", "END:VCALENDAR"]
    let text = lines.map { folded($0) + "\r\n" }.joined()
    return Attachment(
      name: "deadline.ics", mediaType: "text/calendar; charset=utf-8; method=\(isCancelled ? "CANCEL" : "PUBLISH")",
      bytes: Array(text.utf8))
  }

  /// `20260623T070000Z`
  private static func utc(_ instant: Instant) -> String {
    String(instant.description.prefix { $0 != "." && $0 != "Z" }).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// What would end the line or the value is written out.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ";", ",": result += "\\" + String(scalar)
      case "\n": result += "\\n"
      default: if scalar.value >= 0x20 && scalar.value != 0x7F { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// Lines of at most 75 bytes, never broken within a character.
  private static func folded(_ line: String) -> String {
    var result = ""
    var count = 0
    for scalar in line.unicodeScalars {
      let size = String(scalar).utf8.count
      if count + size > 74 {
        result += "\r\n "
        count = 1
      }
      result.unicodeScalars.append(scalar)
      count += size
    }
    return result
  }
}
