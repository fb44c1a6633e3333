/// One logical line of an iCalendar file (RFC 5545): `DTSTART;VALUE=DATE:20260101`.
struct ICSLine {
  /// In capitals.
  let name: String
  /// Names in capitals, values without their quotation marks.
  let parameters: [String: String]
  let value: String
  let number: Int

  /// Takes apart `NAME;PARAMETER=VALUE:VALUE`; a colon inside quotation marks belongs to its parameter.
  init(_ text: [UInt8], number: Int) throws(HolidayError) {
    self.number = number
    var quoted = false
    let colon = text.firstIndex { byte in
      if byte == 0x22 { quoted.toggle() }
      return byte == 0x3a && !quoted
    }
    guard let colon, let head = String(validating: text[..<colon], as: UTF8.self),
      let value = String(validating: text[(colon + 1)...], as: UTF8.self)
    else { throw HolidayError(line: number, problem: "this is no line of an iCalendar file", hint: "a line is NAME:VALUE in UTF-8") }
    self.value = value
    let parts = head.split(separator: ";", omittingEmptySubsequences: false)
    name = parts[0].uppercased()
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      let sides = part.split(separator: "=", maxSplits: 1)
      if sides.count == 2 { parameters[sides[0].uppercased()] = sides[1].filter { $0 != "\"" } }
    }
    self.parameters = parameters
  }

  /// The file's lines; one that begins with a space goes on from the line before.
  static func all(_ bytes: [UInt8]) throws(HolidayError) -> [ICSLine] {
    var lines: [ICSLine] = []
    var current: [UInt8] = []
    var start = 1
    for (index, part) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
      let line = part.last == 0x0d ? part.dropLast() : part
      if let first = line.first, first == 0x20 || first == 0x09, !current.isEmpty {
        current += line.dropFirst()
        continue
      }
      if !current.isEmpty { lines.append(try ICSLine(current, number: start)) }
      current = Array(line)
      start = index + 1
    }
    if !current.isEmpty { lines.append(try ICSLine(current, number: start)) }
    return lines
  }

  /// The value of a text property: `\,` is a comma, `\n` a line's end.
  var text: String {
    var text = ""
    var escaped = false
    for character in value {
      if escaped {
        text.append(character == "n" || character == "N" ? " " : character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else {
        text.append(character)
      }
    }
    return text
  }

  /// A whole day; a time of day is refused, for a meeting is no holiday.
  func date() throws(HolidayError) -> LocalDate {
    guard let date = try? LocalDate(parsing: value) else {  // the error that follows says more than the one dropped
      throw HolidayError(
        line: number, problem: "\(name) `\(value.prefix(40))` is no whole day", hint: "holidays are whole days: \(name);VALUE=DATE:20260101"
      )
    }
    return date
  }
}
