import Calendar

/// `Retry-After`: seconds, or a date, which is measured against the server's own `Date`, so that no clock of ours matters.
enum RetryAfter {
  /// A server that wants longer is asked again when the workflow's own retry says so.
  private static let secondsMax = 86_400.0

  static func seconds(_ value: String?, serverDate: String?) -> Double? {
    guard let value else { return nil }
    if let seconds = Double(value), seconds.isFinite, seconds >= 0 { return min(seconds, secondsMax) }
    guard let until = httpDate(value), let now = serverDate.flatMap(httpDate) else { return nil }
    return min(max(0, Double(until - now)), secondsMax)
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`.
  private static func httpDate(_ text: String) -> Int? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), let month = months.firstIndex(of: words[2].lowercased()),
      let year = Int(words[3]), (1_970...9_999).contains(year), let date = LocalDate(year: year, month: month + 1, day: day)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2]) else { return nil }
    return date.daysSinceEpoch * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
  }
}
